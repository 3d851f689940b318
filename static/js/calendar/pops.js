// The card of an event and the little form of a new one, beside what they are about.
import { announce, base, dayOf, dayText, day, grid, place, read, timeText, words } from "./grid.js";
import { clear, first, show } from "./preview.js";
import { t } from "./words.js";

let tools;
const card = () => document.getElementById("pop");
const quick = () => document.getElementById("quick");
let opener = null;

export function setUp(handed) {
  tools = handed;
  addEventListener("click", click);
  for (const pop of [card(), quick()]) pop.addEventListener("toggle", (event) => event.newState === "closed" && closed(pop));
  quick().addEventListener("input", input);
  quick().addEventListener("click", more);
  // What is done on the calendar is answered with the calendar.
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const { request } = ctx;
    if (request.method === "POST" && ctx.sourceElement.closest?.(".card-pop")) request.action = request.action.split("?")[0] + "?" + place();
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const pop = ctx.request.method === "POST" && ctx.sourceElement.closest?.(".card-pop");
    if (pop && ctx.response?.status < 400) done(pop);
    else if (pop === quick()) quick().querySelector('[aria-invalid="true"]')?.focus();
    else if (pop && !ctx.response) tools.say(t("The server does not answer. Nothing has changed."));
    if (ctx.request.method === "GET" && ctx.response?.status < 400 && card().matches(":popover-open")) card().querySelector("h2")?.focus();
  });
}

export function closeAll() {
  for (const pop of [card(), quick()]) if (pop.matches(":popover-open")) pop.hidePopover();
}

function closed(pop) {
  if (pop === quick()) clear();
  if (document.activeElement === document.body || pop.contains(document.activeElement)) back();
  if (pop === card()) pop.replaceChildren();
}

function back() {
  const there = opener?.isConnected ? opener : document.getElementById(opener?.id);
  (there ?? grid().querySelector(".ev, #week, .no"))?.focus({ preventScroll: true });
}

function done(pop) {
  pop.hidePopover();
  if (pop === quick()) quick().querySelector("form").reset();
  back();
}

// beside ties a popover to what it is about.
function beside(pop, anchor) {
  for (const other of document.querySelectorAll('[style*="--beside"]')) other.style.anchorName = "";
  if (anchor) anchor.style.anchorName = "--beside";
  pop.style.positionAnchor = anchor ? "--beside" : "";
  pop.showPopover();
}

function click(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
  const link = event.target.closest?.('#grid .ev[data-event], #grid .agenda a[href*="/events/"]');
  if (link) {
    event.preventDefault();
    return openCard(link);
  }
  const fresh = event.target.closest?.("[data-new]");
  if (!fresh) return;
  event.preventDefault();
  openNew(fresh);
}

export function openCard(link, href = link.getAttribute("href")) {
  opener = link;
  const over = (status) => {
    if (status >= 400 || !status) return status || tools.say(t("The server does not answer."));
    beside(card(), link.isConnected ? link : document.getElementById(link.id));
    card().querySelector("h2")?.focus();
  };
  tools.htmx.ajax("GET", href, { source: "#grid", target: "#pop", swap: "none", headers: { "HX-Target": "div#pop" }, over }).catch(() => {});
}

// openNew is for a new event at no place in particular: in the next full hour where that is shown, else at nine.
export function openNew(from) {
  const shown = new URLSearchParams(place()).get("date");
  const now = dayText(wall()) === shown ? Math.ceil((wall() + 1) / 36e5) * 36e5 : read(shown) + 9 * 36e5;
  const times = { start: now, end: now + 36e5, whole: false };
  opener = from;
  show(times, null, t("New event"));
  openQuick(times, from);
}

// wall is the time on the clock of who looks, whatever the browser's own clock says.
let skew = 0;
export const setClock = (by) => (skew = by);
export function wall() {
  const { zone } = grid().dataset;
  const at = Date.now() + skew;
  try {
    const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).formatToParts(at);
    const part = (type) => parts.find((one) => one.type === type).value;
    return read(`${part("year").padStart(4, "0")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`);
  } catch {
    return at - new Date().getTimezoneOffset() * 6e4;
  }
}

// openQuick opens the little form for some times, beside where these are shown.
export function openQuick(times, from) {
  closeCard();
  const form = quick().querySelector("form");
  for (const error of form.querySelectorAll(".error")) error.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  fill(form, times);
  opener = from ?? opener ?? document.activeElement;
  beside(quick(), from ?? first());
  form.elements.title.focus();
  announce(t("New event, %s", words(times)));
}

const closeCard = () => card().matches(":popover-open") && card().hidePopover();

function fill(form, { start, end, whole }) {
  const { elements } = form;
  for (const field of [elements.start, elements.end]) field.type = whole ? "date" : "datetime-local";
  elements.all_day.checked = whole;
  elements.start.value = whole ? dayText(start) : timeText(start);
  elements.end.value = whole ? dayText(end) : timeText(end);
}

const typed = ({ elements }) => {
  const start = read(elements.start.value || "x");
  const end = read(elements.end.value || "x");
  return start >= 0 && end >= start ? { start, end, whole: elements.all_day.checked } : null;
};

// The times that are typed show in the grid; an end never comes before its start.
let was = null;
function input(event) {
  const { form } = event.target;
  const { start, end, all_day: whole } = form.elements;
  if (event.target === whole) {
    const now = read(start.value || dayText(wall()));
    const until = read(end.value || start.value || dayText(wall()));
    fill(form, whole.checked ? { start: dayOf(now), end: dayOf(until), whole: true } : { start: dayOf(now) + 9 * 36e5, end: dayOf(now) + 10 * 36e5, whole: false });
  }
  if (event.target === start && was && start.value && end.value && read(end.value) <= read(start.value)) {
    const length = whole.checked ? 0 : 36e5;
    end.value = whole.checked ? dayText(read(start.value)) : timeText(read(start.value) + length);
  }
  was = typed(form) ?? was;
  if (!typed(form)) return;
  const before = quick().style.positionAnchor && first();
  show(typed(form), null, t("New event"));
  if (before && first()) first().style.anchorName = opener?.style.anchorName ? "" : "--beside";
}

// More options leads to the whole form, with what was typed.
function more(event) {
  const link = event.target.closest("[data-more]");
  if (!link) return;
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(link.closest("form"))) if (value) query.set(name, value);
  link.href = `${base()}/events/new?${query}`;
}
