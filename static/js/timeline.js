// Bars of the timeline: moved by drag and with the arrows, stretched at their ends and with Shift and the arrows.
import htmx from "htmx.org";
import { act, refresh } from "./todos.js";
import { clearCalm } from "./todos_order.js";

const gantt = () => document.getElementById("gantt");
const movable = (target) => target?.closest?.("#gantt .span[data-version]");
const flow = () => (getComputedStyle(gantt()).direction === "rtl" ? -1 : 1);
const columns = () => Number(getComputedStyle(gantt()).getPropertyValue("--days"));

const width = () => {
  const head = gantt().firstElementChild;
  return (head.getBoundingClientRect().width - head.firstElementChild.getBoundingClientRect().width) / columns();
};

// Where not all days find room, those around today are shown first.
const now = gantt() ? Number(getComputedStyle(gantt()).getPropertyValue("--now")) : 0;
if (now > 0 && gantt().scrollWidth > gantt().clientWidth) gantt().scrollLeft = Math.max(0, now - 7) * width() * flow();

const aDay = 864e5;
const later = (date, days) => date && new Date(Date.parse(date) + days * aDay).toISOString().slice(0, 10);
const column = (date) => Math.round((Date.parse(date) - Date.parse(gantt().dataset.from)) / aDay);

// dates are those of a bar after a change: how many days all of it moves, and its ends alone.
function dates(bar, { move = 0, start = 0, end = 0 }) {
  let from = later(bar.dataset.start, move);
  let to = later(bar.dataset.due, move);
  if ((from && to) || end > 0) {
    from ||= to;
    to = later(to || from, end);
    from = later(from, start);
    if (to < from) [from, to] = start ? [to, to] : [from, from];
  }
  return { start_date: from, due_date: to };
}

function show(bar, { start_date: from, due_date: to }) {
  const most = columns();
  const first = Math.min(Math.max(column(from || to), 0), most - 1);
  const last = Math.min(Math.max(column(to || from), first), most - 1);
  const point = !from || !to;
  bar.style.setProperty("--s", first + 1);
  bar.style.setProperty("--n", point ? Math.min(Number(bar.style.getPropertyValue("--n")), most - first) : last - first + 1);
}

// held is a change that was not sent yet: of several in a row only where they lead is worth a request and a message.
let held = null;
let sending = "";
let timer = 0;

function hold(bar, how, days) {
  if (held && held.id !== bar.id) send();
  held ??= { id: bar.id };
  held[how] = (held[how] ?? 0) + days;
  show(bar, dates(bar, held));
}

function drop() {
  const bar = document.getElementById(held?.id);
  clearTimeout(timer);
  held = null;
  if (bar) show(bar, dates(bar, {}));
}

// send waits for the answer to the one before, which says what version the bar has now.
function send() {
  clearTimeout(timer);
  if (!held || sending) return;
  const bar = document.getElementById(held.id);
  const values = bar && dates(bar, held);
  held = null;
  if (!bar || (values.start_date === bar.dataset.start && values.due_date === bar.dataset.due)) return;
  sending = bar.id;
  clearCalm();
  const base = document.querySelector("[data-todos]").dataset.todos;
  htmx.ajax("POST", act(`${base}/${bar.id.slice(1)}/dates`), { source: "#list", target: "#list", swap: "none", values: { ...values, version: bar.dataset.version } }).catch(() => {});
}

// An answer brings the bars up to date. A refusal puts this one back, and shows what somebody else made of it meanwhile.
document.addEventListener("htmx:finally:request", (event) => {
  const { ctx } = event.detail;
  if (!sending || !ctx.request.action?.includes("/dates")) return;
  const bar = document.getElementById(sending);
  const failed = !ctx.response || ctx.response.status >= 400;
  sending = "";
  if (failed && bar) show(bar, dates(bar, {}));
  if (failed && ctx.response) refresh();
  const next = document.getElementById(held?.id);
  if (!next) return;
  show(next, dates(next, held));
  timer = setTimeout(send, pause);
});

// What is brought up to date knows nothing of a change that was not sent yet, which goes on from what is there now.
document.addEventListener("htmx:after:swap", () => {
  const bar = document.getElementById(held?.id);
  if (bar) show(bar, dates(bar, held));
});

const pause = 500;
const onBar = (event) => {
  const bar = movable(event.target);
  if (!bar || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "Escape" && held) {
    event.stopImmediatePropagation();
    return drop();
  }
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  hold(bar, event.shiftKey ? "end" : "move", step * flow());
  bar.scrollIntoView({ block: "nearest", inline: "nearest" });
  clearTimeout(timer);
  timer = setTimeout(send, pause);
};
addEventListener("keydown", onBar, { capture: true });
addEventListener("focusout", (event) => held && event.target.id === held.id && event.relatedTarget && send());

// drag is a bar under the pointer; it moves once the pointer has gone further than a shaking hand.
let drag = null;
const shake = 4;

function grip(bar, event) {
  if (bar.classList.contains("mile")) return "move";
  const box = bar.getBoundingClientRect();
  const reach = Math.min(event.pointerType === "mouse" ? 8 : 20, box.width / 3);
  const [head, tail] = flow() > 0 ? ["start", "end"] : ["end", "start"];
  if (event.clientX - box.left < reach) return head;
  return box.right - event.clientX < reach ? tail : "move";
}

addEventListener("pointerdown", (event) => {
  const bar = movable(event.target);
  if (!bar || event.button || !event.isPrimary) return;
  drag = { id: bar.id, how: grip(bar, event), x: event.clientX, day: width(), days: 0, moved: false };
});

addEventListener("pointermove", (event) => {
  const over = movable(event.target);
  if (!drag) return over && (over.style.cursor = { move: "grab" }[grip(over, event)] ?? "ew-resize");
  const bar = document.getElementById(drag.id);
  const away = event.clientX - drag.x;
  if (!bar || (!drag.moved && Math.abs(away) < shake)) return;
  if (!drag.moved) bar.setPointerCapture(event.pointerId);
  drag.moved = true;
  const days = Math.round(away / drag.day) * flow();
  if (days !== drag.days) hold(bar, drag.how, days - drag.days);
  drag.days = days;
});

addEventListener("pointerup", () => {
  if (drag?.moved) {
    send();
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }));
  }
  drag = null;
});
addEventListener("pointercancel", () => {
  if (drag?.moved) drop();
  drag = null;
});
addEventListener("dragstart", (event) => movable(event.target) && event.preventDefault());

// The end of a drag is no click on the link that the bar is.
function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

// The bar whose todo is open says so.
document.addEventListener("htmx:after:settle", () => {
  const open = document.getElementById("panel")?.dataset.todo;
  for (const bar of document.querySelectorAll("#gantt .span[id]")) {
    if (bar.id === "b" + open) bar.setAttribute("aria-current", "true");
    else bar.removeAttribute("aria-current");
  }
});
