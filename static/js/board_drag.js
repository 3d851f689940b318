// Dragging a card with mouse, pen or finger. The page listens, not each card: a board may have a thousand of them. What is
// done at every step is one look at what is under the pointer, and nothing is measured but the card there.
const hold = 250; // how long a finger rests on a card before it takes it
const slop = { touch: 8, mouse: 4, pen: 4 };
const edge = 60; // how near to an edge it begins to scroll, and how fast it can get
const speed = 18;

let pressed = null;
let drag = null;
let held = () => {};

// carry calls back when a card begins to move, and where it came from when it was let go in another place.
export function carry({ begin, end }) {
  held = { begin, end };
}

export const dragging = () => drag !== null;

// spot is where a card stands, and where it goes back to.
export const spot = (card) => ({ list: card.parentElement, next: card.nextElementSibling });

export function putBack(card, { list, next }) {
  if (next?.parentElement === list) next.before(card);
  else list.append(card);
}

addEventListener("pointerdown", (event) => {
  const card = event.target.closest?.("#board .card:not([data-fixed])");
  if (!card || drag || event.button || !event.isPrimary || event.target.closest("[data-move]")) return;
  pressed = { card, id: event.pointerId, kind: event.pointerType, x: event.clientX, y: event.clientY };
  if (pressed.kind === "touch") pressed.timer = setTimeout(lift, hold);
});

addEventListener("pointermove", (event) => {
  if (drag) return void ([drag.x, drag.y] = [event.clientX, event.clientY]);
  if (!pressed || Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < slop[pressed.kind]) return;
  if (pressed.kind === "touch") release();
  else lift();
});

addEventListener("pointerup", () => (drag ? drop() : release()));
addEventListener("pointercancel", () => (drag ? cancel() : release()));
addEventListener("blur", () => drag && cancel());
addEventListener("keydown", (event) => event.key === "Escape" && drag && (event.preventDefault(), cancel()), true);
addEventListener("dragstart", (event) => event.target.closest?.("#board .card") && event.preventDefault());
// A finger that holds a card scrolls no page, and asks for no menu.
addEventListener("contextmenu", (event) => (drag || pressed?.kind === "touch") && event.preventDefault());
document.getElementById("board")?.addEventListener("touchmove", (event) => drag && event.preventDefault(), { passive: false });

function release() {
  clearTimeout(pressed?.timer);
  pressed = null;
}

function lift() {
  const { card, id, x, y } = pressed;
  release();
  const box = card.getBoundingClientRect();
  const ghost = card.cloneNode(true);
  for (const part of [ghost, ...ghost.querySelectorAll("[id]")]) part.removeAttribute("id");
  ghost.classList.add("drag");
  ghost.inert = true;
  Object.assign(ghost.style, { position: "fixed", zIndex: 30, left: box.left + "px", top: box.top + "px", width: box.width + "px", height: box.height + "px", pointerEvents: "none" });
  document.body.append(ghost);
  card.classList.add("ghost");
  const board = document.getElementById("board");
  // With the pointer's events at the board nothing under it is clicked when it is let go.
  board.setPointerCapture(id);
  drag = { card, ghost, board, from: spot(card), x, y, x0: x, y0: y };
  getSelection()?.removeAllRanges();
  held.begin(card);
  drag.frame = requestAnimationFrame(step);
}

function step() {
  const { ghost, x, y, x0, y0 } = drag;
  ghost.style.translate = `${x - x0}px ${y - y0}px`;
  scroll();
  place(document.elementFromPoint(x, y));
  drag.frame = requestAnimationFrame(step);
}

// scroll goes on where the pointer is at an edge: of the board, and of the page where that is the longer one.
function scroll() {
  const box = drag.board.getBoundingClientRect();
  const push = (at, from, to) => (at < from + edge ? -Math.min(1, (from + edge - at) / edge) : at > to - edge ? Math.min(1, (at - to + edge) / edge) : 0) * speed;
  const across = push(drag.x, Math.max(0, box.left), Math.min(innerWidth, box.right));
  const down = push(drag.y, Math.max(0, box.top), Math.min(innerHeight, box.bottom));
  if (across || down) drag.board.scrollBy({ left: across, top: down, behavior: "instant" });
  if (down) scrollBy({ top: down, behavior: "instant" });
}

function place(under) {
  const { card, board, from } = drag;
  const column = under?.closest("#board > .col");
  const list = column?.querySelector("[data-cards]");
  const newest = list?.hasAttribute("data-newest");
  for (const other of board.children) other.classList.toggle("over", other === column && newest && list !== from.list);
  if (!list) return;
  if (newest) return list === from.list ? putBack(card, from) : card !== list.firstElementChild && list.prepend(card);
  const other = under.closest(".card");
  if (other === card) return;
  if (other) return beside(other);
  const last = [...list.children].findLast((row) => row.matches(".card"));
  if (!last) list.prepend(card);
  else if (last !== card && drag.y > last.getBoundingClientRect().bottom) last.after(card);
}

function beside(other) {
  const box = other.getBoundingClientRect();
  const next = drag.y < box.top + box.height / 2 ? other : other.nextElementSibling;
  if (next !== drag.card && next !== drag.card.nextElementSibling) other.parentElement.insertBefore(drag.card, next);
  else if (other.parentElement !== drag.card.parentElement) other.before(drag.card);
}

function settle() {
  cancelAnimationFrame(drag.frame);
  drag.ghost.remove();
  drag.card.classList.remove("ghost");
  for (const column of drag.board.children) column.classList.remove("over");
  const { card, from } = drag;
  drag = null;
  return { card, from };
}

function drop() {
  const { card, from } = settle();
  held.end(card, from);
}

function cancel() {
  const { card, from } = settle();
  putBack(card, from);
  held.end(card, from);
}
