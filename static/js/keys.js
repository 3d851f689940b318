// The keyboard map of the design. A part of a page takes a key by saying so:
//   data-key="n"  on what the key focuses (a field) or presses (a button, a link); in a row it is meant for that row
//   data-go="t"   on the link that G and the letter follow
//   data-row      on a row of a list, with an id; its .name, or else its first link or button, is what J and K walk over
import { undoLast } from "./todos.js";

const root = document.documentElement;
const inField = (el) => el.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const visible = (el) => el.checkVisibility?.() ?? el.offsetParent !== null;
const find = (selector, where = document) => [...where.querySelectorAll(selector)].find(visible);

function use(el) {
  if (!el) return false;
  if (el.matches("input:not([type=checkbox]), textarea, select")) el.focus();
  else el.click();
  return true;
}

const currentRow = () => document.activeElement?.closest?.("[data-row]") ?? find('[data-row]:is([aria-current="true"], :has([aria-current="true"]))');

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter(visible);
  const at = rows.indexOf(currentRow());
  const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  (row?.querySelector(".name") ?? row?.querySelector("a, button"))?.focus();
  row?.scrollIntoView({ block: "nearest" });
  return Boolean(row);
}

// The key's place in the row, else in the panel that shows the row, else wherever it is on the page, but for other rows.
function press(key) {
  const row = currentRow();
  const panel = document.getElementById("panel");
  const place = `[data-key="${key}"]`;
  return use((row && find(place, row)) || (panel && find(place, panel)) || [...document.querySelectorAll(place)].find((el) => visible(el) && !el.closest("[data-row]")));
}

const undo = () => use([...document.querySelectorAll(".toast [data-undo] button")].pop()) || press("z") || undoLast();

// Ctrl or Cmd and Z undo too, but not where something is written or drawn.
const undoes = (event) =>
  event.key === "z" &&
  (event.ctrlKey || event.metaKey) &&
  !(event.shiftKey || event.altKey || event.isComposing) &&
  !event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") &&
  !document.querySelector("dialog[open]");

// A new event, where the page has no E of its own.
function plan() {
  const calendar = document.querySelector('[data-go="c"]');
  if (!press("e") && calendar) location.href = calendar.pathname.replace(/calendar$/, "events/new");
  return Boolean(calendar);
}

const acts = {
  "?": () => (document.getElementById("keys")?.showModal(), true),
  n: () => press("n") || use(document.querySelector(".tabbar .add")),
  "/": () => press("/") || use(document.querySelector('.nav a[href$="/search"]')),
  j: () => walk(1),
  k: () => walk(-1),
  " ": () => document.activeElement?.matches(".name, [data-row]") && use(currentRow()?.querySelector(".check")),
  x: () => use(currentRow()?.querySelector(".pick")) || press("x"),
  d: () => press("d"),
  m: () => press("m"),
  e: plan,
  z: undo,
};

let after = "";
function letter(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const went = after === "g" && use(document.querySelector(`[data-go="${CSS.escape(key)}"]`));
  after = went ? "" : key;
  if (event.shiftKey && key === "n") return write();
  const shifted = event.shiftKey && /^[a-z]$/.test(key);
  if (went || (!shifted && acts[key]?.())) event.preventDefault();
}

// Shift and N begin a note, wherever one is.
function write() {
  const notes = document.querySelector('[data-go="n"]');
  if (!use(find('[data-key="N"]')) && notes) location.href = notes.pathname + "/new";
}

// Esc closes what the browser does not close by itself: first the field, then the panel.
function escape(event) {
  if (event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
  if (inField(event.target)) event.target.blur();
  else use(find("[data-close]"));
}

addEventListener("keydown", (event) => {
  if (undoes(event) && undo()) return event.preventDefault();
  if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return escape(event);
  if (root.dataset.keys === "off" || inField(event.target) || document.querySelector("dialog[open]")) return;
  letter(event);
});
