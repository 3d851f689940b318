// The calendar as something to use by hand. Everything that it does is also a plain link or form.
import { columns, dayText, grid, month, place, read, day, scrolled, week } from "./grid.js";
import * as drag from "./drag.js";
import { drop } from "./drop.js";
import * as keys from "./keys.js";
import * as moves from "./moves.js";
import * as pops from "./pops.js";
import { speak } from "./words.js";

export function start(tools) {
  speak(tools.t);
  pops.setClock(Number(grid().dataset.now) - Date.now());
  moves.setUp(tools);
  pops.setUp(tools);
  drag.listen();
  drop(tools);
  keys.listen(tools);
  tick();
  setInterval(tick, 20000);
  let left = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return void (left = Date.now());
    tick();
    if (Date.now() - left > minute && quiet()) moves.refresh();
  });
  // Something was undone: the answer brings the message, and the grid is asked for.
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement?.matches?.("[data-undo]") && ctx.response?.status < 400) moves.refresh();
  });
  document.addEventListener("htmx:before:swap", () => (scrolled.at = week() && [week().scrollLeft, week().scrollTop]));
  document.addEventListener("htmx:after:swap", () => {
    tick();
    stay();
    requestAnimationFrame(stay);
  });
  addEventListener("click", choose);
  addEventListener("submit", complete, true);
  tools.keep("calendar", "#grid", () => drag.dragging() || keys.carrying());
  tools.refreshBy("calendar", () => moves.refresh({ live: "calendar", headers: { "X-Live": "1" } }));
  grid().dataset.ready = "";
}

const minute = 60000;
const quiet = () => !drag.dragging() && !moves.moving() && !document.querySelector(":popover-open, dialog[open]");

// stay keeps the hours where they were: browsers scroll after an event that has the focus and is put elsewhere.
function stay() {
  if (week() && scrolled.at) week().scrollTo({ left: scrolled.at[0], top: scrolled.at[1], behavior: "instant" });
}

// tick moves the line of now.
function tick() {
  const at = pops.wall();
  const today = dayText(at);
  const column = columns().find((one) => one.dataset.day === today);
  const line = document.getElementById("now");
  if (!line || !column) return;
  if (line.parentElement !== column) column.prepend(line);
  line.style.setProperty("--s", ((at - read(today)) % day) / 36e5);
}

// A todo is ticked off where it is: the check has shown it already.
function complete(event) {
  const { submitter, target } = event;
  if (target.id !== "ticks" || !submitter) return;
  event.preventDefault();
  moves.ask("POST", `${submitter.getAttribute("formaction")}?${place()}`, { [submitter.name]: submitter.value }, (status) => status > 0 && status < 400 || moves.refresh());
}

// Where the month shows no titles, a day is chosen in it and told below.
function choose(event) {
  const link = event.target.closest?.("#month .no");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || !narrow()) return;
  event.preventDefault();
  const to = new URL(location.href);
  to.search = grid().dataset.at;
  to.searchParams.set("date", link.closest("li").dataset.day);
  location.assign(to);
}
const narrow = () => getComputedStyle(month()).getPropertyValue("--narrow").trim() === "1";
