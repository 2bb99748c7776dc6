const $ = (selector, under = document) => under.querySelector(selector);
const $$ = (selector, under = document) => [...under.querySelectorAll(selector)];
const root = document.documentElement;

// The one way from text to elements, for text that was escaped when the page was written.
const policy = window.trustedTypes?.createPolicy("report", { createHTML: text => text });
const parsed = text => {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(text) : text;
  return template.content;
};

const element = (name, className = "", text = "") => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { } },
};

// Theme

const THEMES = ["auto", "light", "dark"];
const themeButton = $("#theme");
const paintTheme = () => { themeButton.textContent = "Theme: " + (root.dataset.theme || "auto"); };
const nextTheme = () => {
  const next = THEMES[(THEMES.indexOf(root.dataset.theme || "auto") + 1) % THEMES.length];
  if (next === "auto") delete root.dataset.theme; else root.dataset.theme = next;
  store.set("theme", next === "auto" ? null : next);
  paintTheme();
};
themeButton.addEventListener("click", nextTheme);
paintTheme();

// Copying: a button with data-copy="link" copies the address of its row, "text" the <pre> of its frame, and any other
// value the element with this id.

const toast = text => {
  const box = $("#toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.hidden = true; }, 1800);
};
const copy = async (text, what) => {
  try { await navigator.clipboard.writeText(text); toast(what + " copied"); }
  catch { toast("Copying is blocked here. Select the text instead."); }
};
const linkOf = row => location.href.split("#")[0] + "#" + $(".body", row).id;
document.addEventListener("click", event => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const what = button.dataset.copy;
  if (what === "link") copy(linkOf(button.closest(".row")), "Link");
  else copy((what === "text" ? $("pre", button.closest(".wit")) : document.getElementById(what)).textContent, "Text");
});

// Keys. shortcuts({x: action}) adds some; they can be switched off (WCAG 2.1.4).

const actions = { t: nextTheme, "?": () => help.showModal() };
const shortcuts = more => Object.assign(actions, more);
const help = $("#help"), shortcutsOn = $("#shortcuts");
shortcutsOn.checked = store.get("keys") !== "off";
shortcutsOn.addEventListener("change", () => store.set("keys", shortcutsOn.checked ? null : "off"));
$("#keys").addEventListener("click", () => help.showModal());
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open || !shortcutsOn.checked) return;
  if (event.target.matches("input:not([type=checkbox]),select,textarea")) return;
  const action = actions[event.key];
  if (action) { event.preventDefault(); action(); }
});

// A pane is a tab stop only while it scrolls. What is closed has no size, and is not asked for one.

const stops = under => {
  for (const pane of $$(".src,.scroll", under)) {
    if (pane.closest("details:not([open])")) continue;
    if (pane.scrollWidth > pane.clientWidth) pane.tabIndex = 0; else pane.removeAttribute("tabindex");
  }
};
document.addEventListener("toggle", event => { if (event.target.open) stops(event.target); }, true);
addEventListener("resize", () => { clearTimeout(stops.timer); stops.timer = setTimeout(() => stops(document), 200); });
setTimeout(() => stops(document), 0);

// Filters. filters(form, {apply, clear}) keeps the state of a form's named controls in the hash "#?name=value", and
// leaves defaults out; controls of one name are check boxes, whose values are joined by commas. A hidden input holds
// state that has no control. apply(state, active) shows what the state lets pass. find(id) may return an element that
// is not in the document yet; reveal(element) opens what hides it. Buttons with data-clear go back to the defaults.

const filters = (form, { apply, find = id => document.getElementById(id), reveal = () => {} }) => {
  const controls = new Map();
  for (const control of form.elements) {
    if (control.name) controls.set(control.name, [...(controls.get(control.name) ?? []), control]);
  }
  const first = ([control]) => control;
  const isBoxes = group => first(group).type === "checkbox";
  const initial = new Map();
  const value = group => isBoxes(group)
    ? group.filter(box => box.checked).map(box => box.value).join(",")
    : first(group).value.trim();
  const assign = (group, text) => {
    if (isBoxes(group)) for (const box of group) box.checked = text.split(",").includes(box.value);
    else first(group).value = text;
    if (first(group).matches("select") && first(group).selectedIndex < 0) first(group).selectedIndex = 0;
  };
  for (const [name, group] of controls) {
    if (isBoxes(group)) for (const box of group) box.checked = box.defaultChecked;
    else if (first(group).matches("select")) first(group).selectedIndex = 0;
    else first(group).value = "";
    initial.set(name, value(group));
  }
  const state = () => Object.fromEntries([...controls].map(([name, group]) => [name, value(group)]));
  const active = () => [...controls].some(([name, group]) => value(group) !== initial.get(name));
  const write = () => {
    const kept = new URLSearchParams();
    for (const [name, group] of controls) if (value(group) !== initial.get(name)) kept.set(name, value(group));
    const text = kept.toString().replaceAll("%2C", ",");
    try { history.replaceState(null, "", text ? "#?" + text : location.pathname + location.search); } catch { }
  };
  const update = () => {
    apply(state(), active());
    for (const button of $$("[data-clear]")) button.hidden = form.contains(button) && !active();
  };
  const changed = () => { update(); write(); };
  const reset = () => { for (const [name, group] of controls) assign(group, initial.get(name)); };
  const read = () => {
    if (location.hash.startsWith("#?")) {
      const given = new URLSearchParams(location.hash.slice(2));
      for (const [name, group] of controls) assign(group, given.get(name) ?? initial.get(name));
      update();
      form.scrollIntoView();
      return;
    }
    let id;
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    if (!id) { if (active()) { reset(); update(); } return; }
    const target = find(id);
    if (!target) return;
    if (target.closest("[hidden]")) { reset(); update(); }
    for (let row = target.closest("details"); row; row = row.parentElement.closest("details")) row.open = true;
    reveal(target);
    target.scrollIntoView({ block: "start", behavior: "instant" });
  };
  let timer;
  form.addEventListener("input", event => {
    clearTimeout(timer);
    timer = setTimeout(changed, event.target.matches("input:not([type=checkbox])") ? 90 : 0);
  });
  form.addEventListener("submit", event => event.preventDefault());
  const search = form.elements.q;
  document.addEventListener("click", event => {
    if (!event.target.closest("[data-clear]")) return;
    reset(); changed(); search?.focus();
  });
  search?.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    if (search.value) { search.value = ""; changed(); } else search.blur();
  });
  if (search) shortcuts({ "/": () => search.focus() });
  addEventListener("hashchange", read);
  return { state, active, update, changed, read, assign: (name, text) => { assign(controls.get(name), text); changed(); } };
};
