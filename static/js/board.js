// The board: cards that are dragged, carried by keys and moved by their menu, and opened beside it. Everything listens on
// the page, not on each card.
import htmx from "htmx.org";
import { carry, dragging, putBack, spot } from "./board_drag.js";
import { keep } from "./live.js";
import { act, free, refresh } from "./todos.js";
import { clearCalm } from "./todos_order.js";

const board = () => document.getElementById("board");
const lists = () => [...document.querySelectorAll("#board [data-cards]")];
const card = (row) => (row?.matches(".card") ? row.dataset.row : "");
const order = (list) => [...list.querySelectorAll(".card")].map(card).join(",");

// What comes while a card is in the air waits until it is down.
keep("todos", "#board", () => dragging() || carried !== null);

carry({
  begin: settle,
  end(item, from) {
    if (from.list !== item.parentElement || from.next !== item.nextElementSibling) send(item, from);
  },
});

// send tells the server where a card stands now. What it refuses goes back; why is in its message.
function send(item, from) {
  const list = item.parentElement;
  const values = { status: list.parentElement.dataset.status };
  const newest = list.hasAttribute("data-newest");
  if (newest) list.prepend(item);
  // What the page shows now, so that the answer brings nothing that is there already.
  Object.assign(values, { order: order(list), left: from.list === list ? "" : order(from.list) });
  if (!newest) Object.assign(values, { after_id: card(item.previousElementSibling), before_id: card(item.nextElementSibling) });
  const back = () => {
    putBack(item, from);
    refresh();
  };
  clearCalm();
  const base = document.querySelector("[data-todos]").dataset.todos;
  htmx.ajax("POST", act(`${base}/${item.dataset.row}/place`), { source: "#list", target: "#list", swap: "none", values, back }).catch(back);
}

document.addEventListener("htmx:finally:request", (event) => {
  const { back, response } = event.detail.ctx;
  if (back && (!response || response.status >= 400)) back();
});

// What is brought up to date stays as long as it is.
document.addEventListener("htmx:config:request", (event) => {
  const { request, target } = event.detail.ctx;
  if (!board() || (request.method === "GET" && target?.id !== "list")) return;
  for (const list of lists()) request.body.append("shown", `${list.querySelectorAll(".card").length}:${list.parentElement.dataset.status}`);
});

// A card is opened beside the board, unless it is to be elsewhere.
addEventListener("click", (event) => {
  const link = event.target.closest?.("#board .card .cover");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
  event.preventDefault();
  openBeside(link);
});

const openBeside = (link) => htmx.ajax("GET", link.getAttribute("href"), { source: link, target: "#panel", swap: "outerHTML show:none" });

// D is for the card that the focus is on: its day is chosen beside the board, whatever is open there.
addEventListener(
  "keydown",
  async (event) => {
    const item = document.activeElement?.closest?.("#board .card");
    if (!item || event.key.toLowerCase() !== "d" || event.shiftKey || !free(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const panel = () => document.getElementById("panel");
    if (panel().dataset.todo !== item.dataset.row) await openBeside(item.querySelector(".cover")).catch(() => {});
    if (panel().dataset.todo === item.dataset.row) panel().querySelector('[data-key="d"]')?.click();
  },
  true,
);

// Keys: Shift and the arrows carry the card that the focus is on. Of several steps the last is sent.
let carried = null;
let origin = null;
let timer = 0;
addEventListener("keydown", (event) => {
  const item = document.activeElement?.closest?.("#board .card");
  if (!item || !event.shiftKey || item.hasAttribute("data-fixed") || !free(event) || !walk(item, event.key)) return;
  event.preventDefault();
});

function walk(item, key) {
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key] * (getComputedStyle(board()).direction === "rtl" ? -1 : 1);
  const from = spot(item);
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (!step && !sideways) return false;
  if (step ? !stepTo(item, step) : !columnTo(item, sideways)) return true;
  if (carried !== item) settle();
  if (!carried) [carried, origin] = [item, from];
  clearTimeout(timer);
  timer = setTimeout(settle, 400);
  show(item);
  return true;
}

function settle() {
  clearTimeout(timer);
  if (carried) send(carried, origin);
  carried = null;
}

function stepTo(item, step) {
  const other = step > 0 ? item.nextElementSibling : item.previousElementSibling;
  if (!card(other) || item.parentElement.hasAttribute("data-newest")) return false;
  if (step > 0) other.after(item);
  else other.before(item);
  return true;
}

function columnTo(item, step) {
  const all = lists();
  const to = all[all.indexOf(item.parentElement) + step];
  if (!to) return false;
  const at = [...item.parentElement.children].indexOf(item);
  to.insertBefore(item, to.children[at] ?? null);
  return true;
}

function show(item) {
  item.querySelector(".name").focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// The menu of a card. There is one for all of them, which is put beside the button that asks for it.
let chosen = null;
const menu = () => document.getElementById("move");
addEventListener("click", (event) => {
  const link = event.target.closest?.("#board [data-move]");
  if (link && menu() && !event.ctrlKey && !event.metaKey) return open(event, link);
  const item = event.target.closest?.("#move .item");
  if (item && chosen) choose(item);
});

function open(event, link) {
  event.preventDefault();
  if (menu().matches(":popover-open")) return menu().hidePopover();
  chosen = link.closest(".card");
  const list = chosen.parentElement;
  for (const item of menu().querySelectorAll("[data-to]")) item.disabled = item.dataset.to === list.parentElement.dataset.status;
  for (const item of menu().querySelectorAll("[data-step]")) item.disabled = list.hasAttribute("data-newest") || chosen.hasAttribute("data-fixed") || !card(Number(item.dataset.step) > 0 ? chosen.nextElementSibling : chosen.previousElementSibling);
  for (const other of document.querySelectorAll('[style*="anchor-name"]')) other.style.anchorName = "";
  link.style.anchorName = "--move";
  menu().style.positionAnchor = "--move";
  menu().showPopover();
  menu().querySelector(".item:not(:disabled)")?.focus();
}

function choose({ dataset: { to, step } }) {
  const item = chosen;
  const from = spot(item);
  if (step) stepTo(item, Number(step));
  else end(item, lists().find((list) => list.parentElement.dataset.status === to));
  send(item, from);
  show(item);
}

function end(item, list) {
  const last = [...list.querySelectorAll(".card")].pop();
  if (last) last.after(item);
  else list.prepend(item);
}

// The line for a new task in a column shows as long as it is used.
addEventListener("click", (event) => {
  const form = document.getElementById(event.target.closest?.('#board .head > [href^="#"]')?.hash.slice(1));
  if (!form) return;
  event.preventDefault();
  form.dataset.open = "";
  form.querySelector(".input").focus();
});
addEventListener("focusout", (event) => {
  const form = event.target.closest?.("#board form[data-open]");
  if (form && !form.contains(event.relatedTarget) && !form.querySelector(".input").value) delete form.dataset.open;
});
