// Manual order: by drag, and by Shift with J and K or with the arrows. The panel's menu does the same.
import htmx from "htmx.org";
import { keep } from "./live.js";
import { act, free, refresh } from "./todos.js";

const lists = () => document.querySelectorAll("[data-by-hand]");
let Sortable = null;
let asked = false;

// What comes while a row is carried would put it back.
keep("todos", "#list", () => Boolean(Sortable?.active) || moved !== null);

// What drags is fetched when somebody comes near a list that it is for.
for (const near of ["pointerover", "touchstart"]) {
  addEventListener(near, (event) => event.target.closest?.("[data-by-hand]") && fetchSortable(), { passive: true });
}

async function fetchSortable() {
  if (asked) return;
  asked = true;
  Sortable = (await import("sortablejs")).default;
  attach();
}

document.addEventListener("htmx:after:settle", () => Sortable && attach());

function attach() {
  for (const list of lists()) {
    if (Sortable.get(list)) continue;
    Sortable.create(list, { handle: ".grip", draggable: "li", animation: 150, forceFallback: true, onEnd: ({ item, oldIndex, newIndex }) => oldIndex !== newIndex && send(item) });
  }
}

// send tells the server between which two a row stands now.
function send(row) {
  const base = document.querySelector("[data-todos]").dataset.todos;
  const values = { after_id: row.previousElementSibling?.dataset.row ?? "", before_id: row.nextElementSibling?.dataset.row ?? "" };
  clearCalm();
  htmx.ajax("POST", act(`${base}/${row.dataset.row}/position`), { source: "#list", target: "#list", swap: "none", values }).catch(refresh);
}

// Of several moves in a row only the last is worth a message.
export function clearCalm() {
  for (const toast of document.querySelectorAll('.toast:not([data-hue="red"])')) toast.querySelector(".dismiss")?.click();
}

let moved = null;
let timer = 0;
addEventListener("keydown", (event) => {
  const step = { J: 1, ArrowDown: 1, K: -1, ArrowUp: -1 }[event.key];
  const row = document.activeElement?.closest?.("[data-by-hand] > li");
  if (!step || !event.shiftKey || !row || !free(event)) return;
  event.preventDefault();
  const other = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  if (!other) return;
  const focused = document.activeElement;
  if (step > 0) other.after(row);
  else other.before(row);
  focused.focus();
  row.scrollIntoView({ block: "nearest" });
  if (moved && moved !== row) send(moved);
  moved = row;
  clearTimeout(timer);
  timer = setTimeout(() => (send(moved), (moved = null)), 400);
});
