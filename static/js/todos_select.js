// Selecting several todos, and doing something with the one that the keyboard is on.
import { free } from "./todos.js";

const form = () => document.getElementById("todos");
const picks = () => [...document.querySelectorAll("#todos .pick")];
let last = null;

// With Shift a click selects everything from the last one on.
addEventListener("click", (event) => {
  const pick = event.target.closest?.("#todos .pick");
  if (!pick) return;
  const all = picks();
  const [from, to] = [all.indexOf(last), all.indexOf(pick)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) for (const between of all.slice(from, to)) between.checked = pick.checked;
  last = pick;
});

addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-select-several]") || !form()) return;
  event.preventDefault();
  event.target.closest(".menu")?.hidePopover();
  choosing(true);
});

addEventListener("reset", (event) => event.target === form() && choosing(false));

function choosing(on) {
  form().toggleAttribute("data-select", on);
  if (on && !picks().includes(document.activeElement)) picks()[0]?.focus();
}

// Nothing is selected any more once something was done with it.
document.addEventListener("htmx:after:request", (event) => {
  const { request, response } = event.detail.ctx;
  if (request.form !== form() || !request.submitter?.closest(".bulk") || response.status >= 400) return;
  form().reset();
});

// D and M are for the row that the focus is on, and X begins to select where it is on none. This comes before the
// keys that all pages have, which would take the panel for the row.
addEventListener(
  "keydown",
  (event) => {
    const key = event.key.toLowerCase();
    if (!form() || event.shiftKey || !free(event) || !["d", "m", "x", "Escape"].includes(event.key === "Escape" ? "Escape" : key)) return;
    const row = document.activeElement?.closest?.("#todos .todo");
    const done = event.key === "Escape" ? leave() : key === "x" ? begin(row) : open(key, row);
    if (!done) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

function leave() {
  const chosen = form().querySelector(".pick:checked");
  if (document.querySelector(":popover-open") || !(chosen || form().hasAttribute("data-select"))) return false;
  const inBar = document.activeElement.closest(".bulk");
  form().reset();
  if (inBar) chosen?.closest(".todo").querySelector(".name").focus();
  return true;
}

function begin(row) {
  if (row || document.querySelector('.todo[aria-current="true"]')) return false;
  choosing(!form().hasAttribute("data-select"));
  return true;
}

function open(key, row) {
  const chosen = form().querySelector(".pick:checked");
  const pick = row?.querySelector(".pick");
  if (!chosen && !pick) return false;
  if (!chosen) pick.checked = true;
  const button = form().querySelector(`.bulk [data-key="${key}"]`);
  button?.focus();
  button?.click();
  return true;
}
