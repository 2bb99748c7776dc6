// Opens the row that the address names, shows the newest versions first where the table scrolls, and adds keys.

const rows = $$(".row");

const opened = () => {
  let id;
  try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  const target = id && document.getElementById(id);
  if (!target) return;
  const row = target.closest(".row");
  if (row) { row.open = true; mark(row); }
  target.scrollIntoView({ block: "start", behavior: "instant" });
};
const mark = row => { for (const other of rows) other.classList.toggle("cur", other === row); };

const matrix = $("#matrix");
if (matrix) {
  matrix.scrollLeft = matrix.scrollWidth;
  const stop = () => {
    const scrolls = matrix.scrollWidth > matrix.clientWidth || matrix.scrollHeight > matrix.clientHeight;
    if (scrolls) matrix.tabIndex = 0; else matrix.removeAttribute("tabindex");
  };
  stop();
  addEventListener("resize", stop);
}

const step = by => {
  if (!rows.length) return;
  const at = rows.findIndex(row => row.classList.contains("cur"));
  const row = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  mark(row);
  $("summary", row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
};
const current = () => rows.find(row => row.classList.contains("cur"));
const toggleAll = () => {
  const open = rows.some(row => !row.open);
  for (const row of rows) row.open = open;
};
shortcuts({
  j: () => step(1), n: () => step(1), k: () => step(-1), p: () => step(-1),
  o: () => { const row = current(); if (row) row.open = !row.open; },
  e: toggleAll,
  y: () => { const row = current(); if (row) copy(linkOf(row), "Link"); },
});
$("#all")?.addEventListener("click", toggleAll);

let before;
addEventListener("beforeprint", () => { before = rows.filter(row => !row.open); for (const row of before) row.open = true; });
addEventListener("afterprint", () => { for (const row of before ?? []) row.open = false; });
addEventListener("hashchange", opened);
if (location.hash) opened();
