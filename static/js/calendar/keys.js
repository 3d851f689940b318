// Keys. With the focus on an event: arrows choose another one, Alt and arrows move it, Shift and arrows stretch it, Delete
// deletes it. Anywhere: T today, J and K or ← and → on and back, M W D A or 1 to 4 the views, N or C a new event.
import { announce, base, day, minute, place, scrolled, shifted, view, week, what, words } from "./grid.js";
import { ask, move, moving } from "./moves.js";
import { openCard } from "./pops.js";
import { clear, first, show } from "./preview.js";
import { t } from "./words.js";

const pause = 600;
let free;
let held = null;

export const carrying = () => held !== null;

export function listen(handed) {
  free = handed.free;
  addEventListener("keydown", carry, true);
  addEventListener("keydown", press);
  addEventListener("focusout", (event) => held && event.relatedTarget && send());
  document.addEventListener("htmx:after:swap", () => held || refocus());
}

const arrows = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const focused = () => document.activeElement?.closest?.("#grid .ev");
const links = { t: '[data-step="0"]', j: '[data-step="1"]', k: '[data-step="-1"]', arrowright: '[data-step="1"]', arrowleft: '[data-step="-1"]' };
const views = { d: "day", w: "week", m: "month", a: "agenda", 1: "day", 2: "week", 3: "month", 4: "agenda" };

function press(event) {
  if (event.defaultPrevented || !free(event) || event.shiftKey || document.querySelector(":popover-open")) return;
  const key = event.key.toLowerCase();
  const el = focused();
  if (el && arrows[event.key]) choose(el, arrows[event.key]);
  else if (el && (key === "delete" || key === "backspace") && el.dataset.version) remove(el);
  else if (views[key]) document.querySelector(`[data-view="${views[key]}"]`)?.click();
  else if (links[key] && !(key.startsWith("arrow") && event.target.closest("#week") && week().scrollWidth > week().clientWidth)) document.querySelector(links[key])?.click();
  else if (key === "c" || key === "e") document.querySelector("[data-new]")?.click();
  else return;
  event.preventDefault();
}

// choose goes to the event that is nearest in a direction.
function choose(el, [across, down]) {
  const from = middle(el);
  let best = null;
  let least = Infinity;
  for (const other of document.querySelectorAll("#grid :is(a.ev, .ev a)")) {
    const to = middle(other);
    const ahead = (to.x - from.x) * across + (to.y - from.y) * down;
    const aside = Math.abs((to.x - from.x) * down) + Math.abs((to.y - from.y) * across);
    // Beside each other on one day counts as one under the other.
    const score = ahead + aside * (down ? 3 : 1.2);
    if (!el.contains(other) && ahead > 2 && score < least) [best, least] = [other, score];
  }
  bring(best);
}

// bring gives the focus to an event and shows it. What stands over the hours is always there.
function bring(el) {
  el?.focus({ preventScroll: true });
  if (el?.closest("#week > .top")) return;
  scrolled.at = null;
  el?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function middle(el) {
  const box = el.getBoundingClientRect();
  return { x: (box.left + box.right) / 2, y: el.closest("#week .body") ? box.top : (box.top + box.bottom) / 2 };
}

function remove(el) {
  const { event, on } = el.dataset;
  if (on) return openCard(el, `${base()}/events/${event}/removal?on=${on}`);
  ask("POST", `${base()}/events/${event}/removal?${place()}`, {});
}

// carry moves or stretches; of several steps in a row only where they lead is sent.
function carry(event) {
  const step = arrows[event.key];
  if (event.key === "Escape" && held) {
    event.stopImmediatePropagation();
    return putBack();
  }
  const el = focused();
  if (!step || !el || event.altKey === event.shiftKey || event.ctrlKey || event.metaKey || document.documentElement.dataset.keys === "off") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const now = what(el);
  if (!now || moving()) return void (now || announce(t("You can see this event, but not change it.")));
  const by = amount(step, now, event.shiftKey);
  if (by === null) return;
  const edge = event.shiftKey ? "end" : "";
  if (held && (held.event.el !== el || held.edge !== edge)) return void send();
  held ??= { event: now, edge, times: now };
  held.times = shifted(held.times, edge, by);
  show(held.times, el);
  if (!held.times.whole) first()?.scrollIntoView({ block: "nearest", inline: "nearest" });
  announce(words(held.times));
  clearTimeout(held.timer);
  held.timer = setTimeout(send, pause);
}

// amount is how far a step goes: a quarter of an hour or a day in the week, a day or a week in the month.
function amount([across, down], { whole }, stretches) {
  const turn = getComputedStyle(document.getElementById("grid")).direction === "rtl" ? -1 : 1;
  if (across) return stretches && !whole ? null : across * turn * day;
  if (view() === "month") return stretches && !whole ? null : down * 7 * day;
  return whole ? null : down * 15 * minute;
}

function putBack() {
  clearTimeout(held.timer);
  held = null;
  clear();
  announce(t("It is where it was."));
}

let last = null;
async function send() {
  const { event, edge, times, timer } = held;
  clearTimeout(timer);
  held = null;
  if (times.start === event.start && times.end === event.end) return clear();
  last = event.el;
  await move(event, edge, times);
  refocus();
}

// The focus stays on what was moved, wherever it is now.
function refocus() {
  if (!last || (document.activeElement !== document.body && document.activeElement !== last)) return void (last = null);
  const there = document.getElementById(last.id) ?? document.querySelector(`#grid .ev[data-event="${last.dataset.event}"]`);
  bring(there);
}
