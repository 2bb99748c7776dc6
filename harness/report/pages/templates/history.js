const form = $("#filters"), matrix = $("#matrix"), list = $("#snapshot-list");
const head = matrix ? $$("thead th", matrix).slice(1) : [];
const years = head.map(cell => $("a", cell).hash.slice(3, 7));
// What a row says and where its cells lie, read once.
const lines = matrix ? $$("tbody tr", matrix).map(row => {
  let at = 0;
  const cells = [...row.cells].slice(1).map(cell => {
    const from = at;
    at += cell.colSpan;
    const key = cell.firstElementChild;
    return { cell, from, to: at, key, breaks: key?.classList.contains("kb") };
  });
  return { row, text: row.cells[0].textContent.toLowerCase(), cells, hides: 0 };
}) : [];
const steps = $$(".row", list), bars = $$(".chart a"), table = $$(".numbers tbody tr");

// Leave out the columns before the first of a year; runs that reach across it grow shorter.
let shownFrom = 0;
const cut = first => {
  if (first === shownFrom) return;
  shownFrom = first;
  head.forEach((cell, at) => { cell.hidden = at < first; });
  for (const { cells } of lines) for (const { cell, from, to } of cells) {
    cell.hidden = to <= first;
    if (to > first) cell.colSpan = to - Math.max(from, first);
  }
};

const apply = ({ q, breaking, from }) => {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const first = from ? Math.max(years.findIndex(year => year >= from), 0) : 0;
  let rows = 0;
  cut(first);
  for (const { row, text, cells } of lines) {
    const fits = words.every(word => text.includes(word))
      && (!first && !breaking || cells.some(one => one.key && one.to > first && (!breaking || one.breaks)));
    row.hidden = !fits;
    rows += fits;
  }
  let found = 0;
  for (const step of steps) {
    const fits = step.dataset.date.slice(0, 4) >= from && (!breaking || "breaking" in step.dataset);
    step.hidden = !fits;
    found += fits;
  }
  for (const row of table) row.hidden = row.dataset.date.slice(0, 4) < from;
  for (const bar of bars) {
    bar.classList.toggle("out", bar.dataset.date.slice(0, 4) < from || Boolean(breaking) && !$(".num.b", bar));
  }
  if (matrix) { matrix.hidden = !rows; $("#no-rows").hidden = Boolean(rows); }
  list.hidden = !found;
  $("#no-snapshots").hidden = Boolean(found);
  const count = $(".count");
  count.textContent = "";
  count.append(element("b", "", String(rows)), ` of ${lines.length} operations`);
};

if (form) {
  const filter = filters(form, { apply });
  filter.update();
  shortcuts({ b: () => { const box = form.elements.breaking; box.checked = !box.checked; filter.changed(); } });
  filter.read();
} else {
  const open = () => { const body = document.getElementById(location.hash.slice(1)); if (body?.closest("details")) body.closest("details").open = true; };
  addEventListener("hashchange", open);
  open();
}

// The newest stands at the end.
for (const pane of $$(".chart,.mx")) pane.scrollLeft = pane.scrollWidth;

// From snapshot to snapshot, or to the next that breaks.
let current = null;
const go = (by, fits = () => true) => {
  const there = steps.filter(step => !step.hidden && (step === current || fits(step)));
  const at = there.indexOf(current);
  const next = there[at < 0 ? 0 : Math.min(Math.max(at + by, 0), there.length - 1)];
  if (!next) return;
  current = next;
  const summary = $("summary", next);
  summary.focus();
  summary.scrollIntoView({ block: "nearest" });
};
const breaks = step => "breaking" in step.dataset;
list.addEventListener("focusin", event => { current = event.target.closest(".row"); });
shortcuts({
  j: () => go(1),
  k: () => go(-1),
  n: () => go(1, breaks),
  p: () => go(-1, breaks),
  o: () => { if (current) current.open = !current.open; },
  e: () => { const open = !steps.every(step => step.open || step.hidden); for (const step of steps) step.open = open; },
  y: () => { if (current) copy(linkOf(current), "Link"); },
});

const picker = $("#picker");
if (picker) {
  const { old, new: later } = picker.elements;
  const dates = [old.options[0].value, ...[...later.options].map(option => option.value)];
  const built = (a, b) => picker.dataset.pairs === "all" || picker.dataset.pairs === "neighbours" && b - a === 1;
  const pick = () => {
    const a = dates.indexOf(old.value), b = dates.indexOf(later.value);
    const link = $("#picked"), why = $("#picked-why");
    const there = a < b && built(a, b);
    link.hidden = !there;
    $("#unbuilt").hidden = there || a >= b;
    if (there) link.href = `diff-${old.value}-${later.value}.html`;
    const api = picker.dataset.api;
    $("#command").textContent =
      `harness diff ${api}@${old.value} ${api}@${later.value} --format html -o diff-${old.value}-${later.value}.html`;
    why.textContent = a >= b ? "The first must be the earlier one."
      : there ? "" : "No page of these two stands beside this one. The command writes it.";
  };
  picker.addEventListener("input", pick);
  picker.addEventListener("submit", event => event.preventDefault());
  pick();
}
