// Where something would be: shown in the grid while it is moved, stretched or made, and until the server has answered.
import { cells, clock, columns, day, dayOf, dayText, month, top, week } from "./grid.js";
import { t } from "./words.js";

let shown = [];
let lifted = [];

export function clear() {
  for (const el of shown) el.remove();
  for (const el of lifted) el.classList.remove("lifted");
  for (const cell of cells()) cell.classList.remove("over");
  shown = [];
  lifted = [];
}

export const first = () => shown[0] ?? cells().find((cell) => cell.classList.contains("over"));

// show puts times into the grid, for an event that looks like el or for a new one.
export function show(times, el, title) {
  clear();
  if (el) lifted = [...document.querySelectorAll(`#grid .ev[data-event="${el.dataset.event}"]`)].filter((one) => (one.dataset.on ?? "") === (el.dataset.on ?? ""));
  for (const one of lifted) one.classList.add("lifted");
  if (month()) return over(times);
  if (!week()) return;
  if (times.whole) return above(times, el, title);
  for (const column of columns()) within(column, times, el, title);
}

function over({ start, end }) {
  for (const cell of cells()) {
    const at = Date.parse(cell.dataset.day);
    cell.classList.toggle("over", at >= dayOf(start) && at <= end);
  }
}

function face(el, title) {
  const face = document.createElement("div");
  face.className = "ev preview";
  face.dataset.hue = el?.dataset.hue ?? "";
  face.append(Object.assign(document.createElement("b"), { textContent: el?.querySelector("b")?.textContent.trim() ?? title }));
  return face;
}

function above({ start, end }, el, title) {
  const days = columns().map((column) => column.dataset.day);
  const from = days.findIndex((text) => text >= dayText(start));
  const to = days.findLastIndex((text) => text <= dayText(end));
  if (from < 0 || to < from) return;
  const bar = face(el, title);
  Object.assign(bar.style, { gridRow: 2 });
  bar.style.setProperty("--s", from + 1);
  bar.style.setProperty("--n", to - from + 1);
  top().append(bar);
  shown.push(bar);
}

function within(column, { start, end }, el, title) {
  const begin = Date.parse(column.dataset.day);
  if (end <= begin || start >= begin + day) return;
  const row = document.createElement("li");
  const from = Math.max(start - begin, 0) / 36e5;
  const to = Math.min(end - begin, day) / 36e5;
  row.style.setProperty("--s", from);
  row.style.setProperty("--d", to - from);
  row.className = "previewed";
  const block = face(el, title);
  if (to - from < 0.75) block.classList.add("short");
  block.append(Object.assign(document.createElement("time"), { textContent: to - from < 0.75 ? clock(start) : t("%s to %s", clock(start), clock(end)) }));
  row.append(block);
  column.append(row);
  shown.push(row);
}
