const SEVERITIES = { b: "breaking", w: "warning", i: "compatible" };
const MOST_OPENED = 400, MOST_PRINTED = 2000;

const changes = () => {
  const form = $("form.tools"), count = $("#count"), none = $("#none"), list = $("#regroup"), expand = $("#all");
  const total = +count.dataset.n, homes = $$("#changes > section[data-home]");

  // In a large report the rows of a group are the text of a <noscript>, one node, until they are needed.
  const groups = $$(".op").map((element, place) => ({ element, place, rows: null, closed: $("noscript", element) }));
  const groupOf = new Map(groups.map(group => [group.element, group]));
  const scan = group => {
    const head = $("h3", group.element).textContent.trim();
    const words = head + " " + ($(".oid", group.element)?.textContent ?? "");
    const { t: tag, o: usual } = group.element.dataset;
    group.rows = $$(".row", group.element).map((element, place) => ({
      element, place: group.place * 1e5 + place, severity: element.firstElementChild.className, kinds: element.dataset.k,
      tag, head, words, reach: element.dataset.o ?? usual, home: element.parentNode, on: true, text: null, rule: null,
    }));
  };
  const open = group => {
    if (group.closed) { group.closed.replaceWith(parsed(group.closed.textContent)); group.closed = null; }
    if (!group.rows) scan(group);
  };
  let all = null;
  const links = new Map($$(".idx a").map(link => [link.hash.slice(1), link]));
  const rows = () => all ??= (groups.forEach(open), groups.flatMap(group => group.rows));
  const ruleOf = row => row.rule ??= $(".rule", row.element).textContent.trim();
  const textOf = row => row.text ??= (row.element.firstElementChild.textContent + " " + row.words).toLowerCase();

  // All operations by their numbers, those without changes of their own too. Rows name what they reach by ranges.
  const operations = new Map($$("[data-at]").map(element => {
    const name = $("h3,.nm", element).textContent.trim();
    const words = (name + " " + ($(".oid", element)?.textContent ?? "")).toLowerCase();
    return [+element.dataset.at, { element, id: element.id, name, words, alone: element.matches("li") }];
  }));
  const runsOf = reach => reach.split(" ").filter(Boolean).map(run => run.split("-").map(Number));
  const reachesAny = (reach, numbers) =>
    runsOf(reach).some(([first, last = first]) => numbers.some(at => first <= at && at <= last));
  const reachedBy = shown => {
    const numbers = new Set();
    for (const reach of new Set(shown.map(row => row.reach))) {
      for (const [first, last = first] of runsOf(reach)) for (let at = first; at <= last; at++) numbers.add(at);
    }
    return numbers;
  };
  // The operations that a state asks for: exactly the one that it names, or those that have all words in their names.
  const askedBy = (state, words) => {
    const numbers = passes => [...operations].filter(([, one]) => passes(one)).map(([at]) => at);
    const whole = words.join(" ");
    const exact = numbers(({ id, name, words: text }) => state.op ? id === state.op
      : [name.toLowerCase(), text.slice(name.length + 1)].includes(whole) && whole);
    const all = () => words.length ? numbers(({ words: text }) => words.every(word => text.includes(word))) : [];
    return exact.length ? { exact: true, asked: exact } : { exact: !!state.op, asked: all() };
  };

  const waiting = groups.filter(group => group.closed);
  if (waiting.length) {
    const near = new IntersectionObserver(entries => {
      for (const entry of entries) if (entry.isIntersecting) { open(groupOf.get(entry.target)); near.unobserve(entry.target); }
    }, { rootMargin: "1200px" });
    for (const group of waiting) near.observe(group.element);
    let at = 0;
    const idle = window.requestIdleCallback ?? (work => setTimeout(() => work({ timeRemaining: () => 8 }), 30));
    const work = deadline => {
      while (at < waiting.length && deadline.timeRemaining() > 2) open(waiting[at++]);
      if (at < waiting.length) idle(work);
    };
    setTimeout(() => idle(work), 600);
  }

  // Groups by rule or severity take the same nodes, and give them back.
  let grouped = "";
  const regroup = by => {
    if (by === grouped) return;
    grouped = by;
    for (const row of rows()) if (row.element.parentNode !== row.home) row.home.append(row.element);
    list.replaceChildren();
    if (!by) return;
    list.append(element("h2", "", by === "rule" ? "By rule" : "By severity"));
    const order = [...rows()].sort((a, b) => "bwi".indexOf(a.severity) - "bwi".indexOf(b.severity) || a.place - b.place);
    const found = new Map();
    for (const row of order) {
      const key = by === "rule" ? ruleOf(row) : SEVERITIES[row.severity];
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(row);
    }
    for (const [key, members] of found) {
      const group = element("div", "op"), header = element("header"), box = element("div", "list");
      header.append(element("h3", "", key), element("span", "oid", members.length.toLocaleString("en")));
      for (const row of members) {
        ($(".sub", row.element) ?? $(".ttl", row.element)).dataset.op = row.head;
        box.append(row.element);
      }
      group.append(header, box);
      list.append(group);
    }
  };

  const apply = (state, active) => {
    if (!active && !all && !grouped) return;
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = state.sev?.split(",");
    regroup(state.group);
    let shown = 0;
    const { exact, asked } = askedBy(state, words);
    const hits = new Map();
    const isHit = ({ reach }) => {
      if (!hits.has(reach)) hits.set(reach, reachesAny(reach, asked));
      return hits.get(reach);
    };
    for (const row of rows()) {
      const on = (!severities || severities.includes(SEVERITIES[row.severity]))
        && (!state.kind || row.kinds.includes(state.kind))
        && (!state.tag || row.tag === state.tag)
        && (!state.rule || ruleOf(row) === state.rule)
        && (isHit(row) || (!exact && words.every(word => textOf(row).includes(word))));
      if (on !== row.on) { row.element.hidden = !on; row.on = on; }
      if (on) shown++;
    }
    for (const group of $$(".op")) {
      const visible = $$(".row:not([hidden])", group).length;
      group.hidden = !visible;
      if (list.contains(group)) $(".oid", group).textContent = visible.toLocaleString("en");
    }
    for (const { element, rows } of groups) {
      const item = links.get(element.id)?.parentNode;
      if (item) item.hidden = !rows.some(row => row.on);
    }
    const reached = reachedBy(active ? rows().filter(row => row.on) : []);
    const asks = state.op || words.length > 0;
    for (const [at, { element, id, alone }] of operations) {
      const on = !active || (asks ? asked.includes(at) : reached.has(at));
      if (alone) element.hidden = !on;
      const item = links.get(id)?.parentNode;
      if (item && (alone || on)) item.hidden = !on;
    }
    for (const box of $$(".only")) box.hidden = !$("li:not([hidden])", box);
    $("#unfiltered").hidden = !active;
    for (const names of $$(".idx ul")) names.hidden = names.previousElementSibling.hidden = !$("li:not([hidden])", names);
    for (const home of homes) home.hidden = !!grouped || !$(".op:not([hidden])", home);
    list.hidden = !grouped;
    none.hidden = shown > 0;
    const names = asked.length === 1 ? operations.get(asked[0]).name : asked.length.toLocaleString("en") + " operations";
    const isOther = state.kind || state.tag || state.rule || severities?.length < 3;
    $("strong", none).textContent = asked.length && !isOther ? "No change reaches " + names : "No change matches this filter";
    const number = element("b", "", shown.toLocaleString("en"));
    const rest = (shown < total ? " of " + total.toLocaleString("en") : "") + (total === 1 ? " change" : " changes");
    count.replaceChildren(number, rest + (state.tag ? " in " + state.tag : "") + (state.rule ? " of " + state.rule : "")
      + (asked.length && shown ? (exact ? " reach " : ", with those that reach ") + names : ""));
  };

  // The cursor

  let current = null;
  const mark = (row, go = true) => {
    current?.classList.remove("cur");
    current = row;
    row.classList.add("cur");
    if (go) { row.firstElementChild.focus({ preventScroll: true }); row.scrollIntoView({ block: "nearest" }); }
  };
  const step = (by, severity) => {
    const visible = rows().filter(row => row.on && (!severity || row.severity === severity)).map(row => row.element);
    if (!visible.length) return;
    const follows = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (grouped) visible.sort((a, b) => follows(a, b) ? -1 : 1);
    let at = visible.indexOf(current);
    if (at < 0) {
      const after = visible.findIndex(row => current ? follows(current, row) : row.getBoundingClientRect().top > 60);
      at = after < 0 ? (by > 0 ? visible.length - 1 : visible.length) : by > 0 ? after - 1 : after;
    }
    mark(visible[Math.max(0, Math.min(visible.length - 1, at + by))]);
  };

  const state = filters(form, {
    apply,
    find(id) {
      const found = document.getElementById(id);
      if (found || !/^[bck]-[0-9a-f]+$/.test(id)) return found;
      const group = waiting.find(one => one.closed?.textContent.includes(`id="${id}"`));
      if (group) open(group);
      return document.getElementById(id);
    },
    reveal(target) {
      const row = target.closest(".row");
      const box = target.closest(".only");
      if (box) box.open = true;
      if (row) mark(row, false);
    },
  });

  const openAll = (on, most = MOST_OPENED) => {
    let opened = 0;
    for (const row of rows()) if (row.on && (!on || opened++ < most)) row.element.open = on;
    if (on && opened > most) toast(`First ${most} of ${opened.toLocaleString("en")} opened`);
  };
  expand.addEventListener("click", () => {
    const on = expand.dataset.open !== "1";
    openAll(on);
    expand.dataset.open = on ? "1" : "";
    expand.textContent = on ? "Collapse all" : "Expand all";
  });
  addEventListener("beforeprint", () => openAll(true, MOST_PRINTED));
  shortcuts({
    j: () => step(1), k: () => step(-1), n: () => step(1, "b"), p: () => step(-1, "b"),
    o: () => { if (current) current.open = !current.open; },
    e: () => expand.click(),
    y: () => { if (current) copy(linkOf(current), "Link"); },
  });

  // The index shows where one is.
  const index = $(".idx");
  let lit;
  const inView = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) {
      lit?.classList.remove("cur");
      lit = links.get(entry.target.id);
      lit?.classList.add("cur");
      if (lit?.offsetParent === index) index.scrollTop = lit.offsetTop - index.clientHeight / 2;
    }
  }, { rootMargin: "-70px 0px -80% 0px" });
  for (const group of groups) inView.observe(group.element);

  if (location.hash) state.read();
};

// The index of several pages leads to the one that has what a link names.
const lead = () => {
  const id = location.hash.slice(1);
  const part = id && $$("[data-part]").find(one => one.textContent.split(" ").includes(id));
  if (part) location.replace(part.dataset.part + "#" + id);
};
if ($("[data-part]")) { lead(); addEventListener("hashchange", lead); }

if ($("form.tools")) changes();
