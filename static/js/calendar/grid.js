// What the grid shows and where. Times are those of the clock of who looks, as the server wrote them: "2026-11-30T09:30",
// or a day alone. They are counted as if they were UTC, in which no hour is missing or there twice; what such a time means
// on the days when clocks are changed, the server knows.
import { t } from "./words.js";
export const minute = 6e4;
export const day = 864e5;
const step = 15; // minutes

export const grid = () => document.getElementById("grid");
export const week = () => document.getElementById("week");
export const month = () => document.getElementById("month");
export const place = () => grid().dataset.at;
export const view = () => new URLSearchParams(place()).get("view");
export const path = () => document.getElementById("calendar").dataset.path;
export const base = () => path().slice(0, -"/calendar".length);

// scrolled is where the hours stay while the grid is brought up to date; null once something else is to be seen.
export const scrolled = { at: null };

export const read = (text) => Date.parse(text.length === 10 ? text : text + "Z");
export const dayText = (at) => new Date(at).toISOString().slice(0, 10);
export const timeText = (at) => new Date(at).toISOString().slice(0, 16);
export const clock = (at) => new Date(at).toISOString().slice(11, 16);
export const dayOf = (at) => Math.floor(at / day) * day;

// what is the event that an element shows; null where it cannot be moved.
export function what(el) {
  if (!el?.dataset.version) return null;
  const { event, on, version, start, end } = el.dataset;
  const whole = start.length === 10;
  return { el, event, on, version, whole, start: read(start), end: read(end) };
}

// shifted is an event after one of its edges, or all of it, was moved by a time. Whole days end with their last day.
export function shifted({ start, end, whole }, edge, by) {
  const least = whole ? 0 : step * minute;
  if (edge === "start") start = Math.min(start + by, end - least);
  else if (edge === "end") end = Math.max(end + by, start + least);
  else [start, end] = [start + by, end + by];
  return { start, end, whole };
}

// columns are the days of the week's grid, cells those of the month.
export const columns = () => [...(week()?.querySelectorAll("ol[data-day]") ?? [])];
export const cells = () => [...(month()?.children ?? [])];
export const top = () => week()?.firstElementChild;
export const hour = () => columns()[0].getBoundingClientRect().height / 24;

// spot is what is at a point of the page: a day, and the time on it where the hours are. Beside the grid it is what is
// nearest. flat takes no notice of hours.
export function spot(x, y, flat) {
  if (month()) return cellAt(x, y);
  if (!week()) return null;
  const days = columns();
  const column = days.find((one) => x <= one.getBoundingClientRect().right === forward()) ?? days.at(-1);
  const box = column.getBoundingClientRect();
  const at = read(column.dataset.day);
  if (flat || y < top().getBoundingClientRect().bottom) return { at, whole: true, column };
  const minutes = Math.min(Math.max(((y - box.top) / box.height) * 1440, 0), 1440);
  return { at: at + minutes * minute, whole: false, column };
}

const forward = () => getComputedStyle(grid()).direction !== "rtl";

function cellAt(x, y) {
  let best = null;
  let least = Infinity;
  for (const cell of cells()) {
    const box = cell.getBoundingClientRect();
    const away = Math.hypot(x - Math.min(Math.max(x, box.left), box.right), y - Math.min(Math.max(y, box.top), box.bottom));
    if (away < least) [best, least] = [cell, away];
  }
  return best && { at: read(best.dataset.day), whole: true, cell: best };
}

export const snap = (at, to = step) => Math.round(at / (to * minute)) * to * minute;
export const floor = (at, to) => Math.floor(at / (to * minute)) * to * minute;

// words say when something is: the day, and the time of it.
export function words({ start, end, whole }) {
  const english = document.documentElement.lang === "en";
  const name = (at) => new Intl.DateTimeFormat(english ? "en-GB" : document.documentElement.lang, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(at).replace(english ? "," : "", "");
  if (whole) return start === end ? name(start) : t("%s to %s", name(start), name(end));
  const ends = dayOf(end) === dayOf(start) ? clock(end) : `${name(end)}, ${clock(end)}`;
  return t("%s to %s", `${name(start)}, ${clock(start)}`, ends);
}

export function announce(text) {
  document.getElementById("said").textContent = text;
}
