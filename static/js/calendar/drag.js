// Moving, stretching and making events with mouse, pen or finger. The page listens, not each event. A finger scrolls until
// it has rested on an event for a moment.
import { announce, columns, day, dayOf, dayText, grid, month, shifted, snap, floor, spot, top, week, what, words } from "./grid.js";
import { move, moving } from "./moves.js";
import { clear, show } from "./preview.js";
import { closeAll, openQuick } from "./pops.js";
import { t } from "./words.js";

const hold = 300;
const slop = { touch: 8, mouse: 4, pen: 4 };
const rim = 50; // how near to an edge it begins to scroll
const speed = 14;
const half = 30 * 6e4;

let pressed = null;
let drag = null;
let wasOpen = false;
let begun = null; // where the pointer went down last

export const dragging = () => drag !== null;

export function listen() {
  addEventListener("pointerdown", press);
  addEventListener("pointermove", point);
  addEventListener("pointerup", () => (drag ? drop() : release()));
  addEventListener("pointercancel", () => (drag ? cancel() : release()));
  addEventListener("blur", () => drag && cancel());
  addEventListener("keydown", (event) => event.key === "Escape" && drag && (event.preventDefault(), event.stopImmediatePropagation(), cancel()), true);
  addEventListener("dragstart", (event) => event.target.closest?.("#grid .ev") && event.preventDefault());
  addEventListener("contextmenu", (event) => (drag || pressed?.kind === "touch") && event.preventDefault());
  document.addEventListener("touchmove", (event) => drag && event.preventDefault(), { passive: false });
  addEventListener("click", pick);
  // What comes takes the place of what only showed where something would be, which must not become a part of it.
  document.addEventListener("htmx:before:swap", (event) => drag || event.defaultPrevented || (event.detail.ctx.response?.status < 400 && clear()));
  document.addEventListener("htmx:finally:request", () => pressed?.waits && lift());
}

// edgeAt is the edge of an event that is under the pointer; empty for what is between them.
function edgeAt(el, event) {
  const box = el.getBoundingClientRect();
  const reach = (length) => Math.min(event.pointerType === "touch" ? 18 : 7, length / 4);
  if (!what(el)) return "";
  if (el.parentElement.matches("#week li")) {
    if (box.bottom - event.clientY < reach(box.height)) return el.id.endsWith(tail(el)) ? "end" : "";
    return event.clientY - box.top < reach(box.height) ? "start" : "";
  }
  if (!what(el).whole) return "";
  const [head, end] = getComputedStyle(el).direction === "rtl" ? ["end", "start"] : ["start", "end"];
  if (event.clientX - box.left < reach(box.width) && !(head === "start" && el.matches(".from"))) return head;
  return box.right - event.clientX < reach(box.width) && !(end === "end" && el.matches(".to")) ? end : "";
}

// tail is how the id of the part ends that the event ends in.
const tail = (el) => (el.dataset.end.slice(0, 10) === el.closest("ol").dataset.day || el.dataset.end.endsWith("T00:00") ? "" : "\n");

function press(event) {
  wasOpen = Boolean(document.querySelector("#grid ~ .menu:popover-open, .card-pop:popover-open"));
  begun = event;
  if (drag || event.button || !event.isPrimary || !event.target.closest?.("#grid")) return;
  const el = event.target.closest(".ev");
  const empty = !el && !event.target.closest("a, button, .hours") && event.target.closest("#week, #month li");
  if (el ? !what(el) : !empty || wasOpen) return;
  pressed = { el, edge: el ? edgeAt(el, event) : "", id: event.pointerId, kind: event.pointerType, x: event.clientX, y: event.clientY, toX: event.clientX, toY: event.clientY };
  if (pressed.kind === "touch" && el) pressed.timer = setTimeout(lift, hold);
}

function point(event) {
  if (drag) return void ([drag.x, drag.y] = [event.clientX, event.clientY]);
  if (!pressed) return hint(event);
  [pressed.toX, pressed.toY] = [event.clientX, event.clientY];
  if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < slop[pressed.kind]) return;
  if (pressed.kind === "touch") release();
  else lift();
}

function hint(event) {
  const el = event.pointerType === "mouse" && event.target.closest?.("#grid .ev[data-version]");
  if (!el) return;
  const edge = edgeAt(el, event);
  el.style.cursor = !edge ? "" : el.parentElement.matches("#week li") ? "ns-resize" : "ew-resize";
}

function release() {
  clearTimeout(pressed?.timer);
  pressed = null;
}

// lift waits for the answer to the move before, which says what version there is now, and may bring another element.
function lift() {
  if (moving()) return void (pressed.waits = true);
  const { edge, id, x, y, toX, toY } = pressed;
  const el = pressed.el?.isConnected ? pressed.el : document.getElementById(pressed.el?.id);
  const gone = pressed.el && !what(el);
  release();
  if (gone) return;
  closeAll();
  getSelection()?.removeAllRanges();
  grid().setPointerCapture(id);
  const event = el && what(el);
  // Of what takes days, and in the month, only the day is held; of the rest the very place.
  drag = { el, event, edge, x: toX, y: toY, from: spot(x, y, edge && event?.whole), times: event && { ...event } };
  document.body.classList.add("carries");
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(10);
  drag.frame = requestAnimationFrame(follow);
}

function follow() {
  scroll();
  const { event, edge, from } = drag;
  const at = spot(drag.x, drag.y, edge && event?.whole);
  drag.times = event ? moved(event, edge, from, at) : drawn(from, at);
  const title = t("New event");
  show(drag.times, drag.el, title);
  drag.frame = requestAnimationFrame(follow);
}

// moved are the times of an event whose place, or edge, was taken from one spot to another.
function moved(event, edge, from, at) {
  const days = dayOf(at.at) - dayOf(from.at);
  if (month() || (event.whole && at.whole)) return shifted(event, edge, days);
  if (edge && at.whole) return shifted(event, edge, 0);
  if (at.whole) {
    const length = dayOf(event.end - 1) - dayOf(event.start);
    return { start: dayOf(at.at), end: dayOf(at.at) + Math.max(length, 0), whole: true };
  }
  if (event.whole) return { start: floor(at.at, 30), end: floor(at.at, 30) + 2 * half, whole: false };
  if (from.whole) return shifted(event, edge, days);
  const held = edge === "end" ? event.end : event.start;
  return shifted(event, edge, snap(held + at.at - from.at) - held);
}

// drawn are the times between two spots.
function drawn(from, at) {
  if (from.whole) {
    const [a, b] = [dayOf(from.at), dayOf(at.at)];
    return { start: Math.min(a, b), end: Math.max(a, b), whole: true };
  }
  const there = at.whole ? dayOf(from.at) : at.at;
  const [start, end] = there < from.at ? [floor(there, 15), floor(from.at, 30) + half] : [floor(from.at, 30), snap(there)];
  return { start, end: Math.max(end, start + half), whole: false };
}

// scroll goes on where the pointer is at an edge of what scrolls.
function scroll() {
  const area = week() ?? (grid().scrollHeight > grid().clientHeight ? grid() : document.scrollingElement);
  const box = area === document.scrollingElement ? { left: 0, right: innerWidth, top: 0, bottom: innerHeight } : area.getBoundingClientRect();
  const from = week() ? top().getBoundingClientRect().bottom : box.top;
  const push = (at, low, high) => (at < low + rim ? -Math.min(1, (low + rim - at) / rim) : at > high - rim ? Math.min(1, (at - high + rim) / rim) : 0) * speed;
  const down = drag.y < from || (week() && drag.times?.whole && drag.event) ? 0 : push(drag.y, from, Math.min(box.bottom, innerHeight));
  const across = week() && area.scrollWidth > area.clientWidth ? push(drag.x, box.left + 56, box.right) : 0;
  if (down || across) area.scrollBy({ left: across, top: down, behavior: "instant" });
}

function settle() {
  cancelAnimationFrame(drag.frame);
  document.body.classList.remove("carries");
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }));
  const ended = drag;
  drag = null;
  return ended;
}

function drop() {
  const { event, edge, times } = settle();
  // The browser closes what is open when the pointer goes up beside it, also what opens right then.
  if (!event) return void setTimeout(() => openQuick(times));
  const same = times.start === event.start && times.end === event.end && times.whole === event.whole;
  if (same) return clear();
  setTimeout(() => move(event, edge, times));
}

function cancel() {
  settle();
  clear();
  announce(t("It is where it was."));
}

// The end of a drag is no click on what lies there.
function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

// A click on what is free makes an event there: an hour from the half hour, or the day.
function pick(event) {
  if (event.defaultPrevented || wasOpen || event.target.closest?.("a, button, .hours, .ev") || !event.target.closest?.("#week, #month li")) return;
  if (!begun || begun.target.closest?.("a, button, .ev") || Math.hypot(event.clientX - begun.clientX, event.clientY - begun.clientY) > slop.touch) return;
  const at = spot(event.clientX, event.clientY);
  if (!at) return;
  const start = at.whole ? dayOf(at.at) : Math.min(floor(at.at, 30), dayOf(at.at) + day - half);
  const times = { start, end: at.whole ? start : start + 2 * half, whole: at.whole };
  show(times, null, t("New event"));
  openQuick(times);
}
