// While @ and a name, WEB- and a number, [[ and a title, or # and a tag is written in a field with data-complete="url",
// what it may become is offered in a listbox: the arrows choose, Enter or Tab takes, Esc closes. The caret stays in the field.
import { placesIn, replace } from "./field.js";
import { t } from "./words.js";

const title = /\[\[[^[\]\n|#]{0,80}$/u;
const word = /(?:^|[\s([{"'*_~>,;:])(@"?[^\s@"]{0,40}|#[\p{L}\p{N}][\p{L}\p{N}_/-]{0,40}|(?:[A-Z][A-Z0-9]{1,9}|D)-\S{0,40})$/u;
const small = matchMedia("(width < 45rem)");

const list = document.createElement("div");
list.id = "complete";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", t("Suggestions"));
list.style.overflow = "hidden"; // long titles are cut, the field keeps its width

let field = null; // in which the list is open
let asked = 0;
let timer = 0;

const fieldOf = (event) => event.target.closest?.("[data-complete]");
const options = () => [...list.children];
const chosen = () => list.querySelector('[aria-selected="true"]');
function typed(from) {
  if (from.selectionStart !== from.selectionEnd) return "";
  const before = from.value.slice(Math.max(0, from.selectionStart - 200), from.selectionStart);
  return title.exec(before)?.[0] ?? word.exec(before)?.[1] ?? "";
}

async function ask(from) {
  const text = typed(from);
  const mine = ++asked;
  if (!text) return close();
  const url = new URL(from.dataset.complete, location.href);
  url.searchParams.set("text", text);
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
    const html = answer.ok && !answer.redirected ? await answer.text() : "";
    if (mine !== asked || document.activeElement !== from || typed(from) !== text) return;
    show(from, html);
  } catch {
    close();
  }
}

function show(from, html) {
  list.innerHTML = html;
  if (!list.querySelector('[role="option"]')) return close();
  if (field !== from) open(from);
  mark(list.firstElementChild);
}

function open(from) {
  close();
  field = from;
  field.after(list);
  const large = field.closest(".editor");
  list.className = small.matches && !large ? "card" : "menu";
  list.popover = small.matches && !large ? null : "manual";
  if (list.popover) list.showPopover({ source: field });
  if (large) place();
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");
}

// In a field as large as a page the list stands under the line that is written.
function place() {
  const at = field.selectionStart - typed(field).length;
  const [caret] = placesIn(field, [at]);
  const box = field.getBoundingClientRect();
  const top = box.top + caret.top - field.scrollTop;
  const below = top + caret.height + list.offsetHeight < innerHeight;
  Object.assign(list.style, {
    position: "fixed", inset: "auto", positionArea: "none", margin: 0, maxWidth: "min(24rem, calc(100vw - 1rem))",
    left: `${Math.max(8, Math.min(box.left + caret.left, innerWidth - list.offsetWidth - 8))}px`, top: `${below ? top + caret.height : top - list.offsetHeight}px`,
  });
}

function close() {
  asked++;
  if (!field) return;
  list.removeAttribute("style");
  list.style.overflow = "hidden";
  for (const name of ["aria-controls", "aria-autocomplete", "aria-activedescendant"]) field.removeAttribute(name);
  field = null;
  list.remove();
}

function mark(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: small.matches ? "center" : "nearest" });
}

function take(option) {
  const at = field.selectionStart;
  const from = field;
  const text = option.dataset.insert;
  const link = text.endsWith("]]");
  const begun = at - typed(from).length;
  close();
  replace(from, begun, link && from.value.startsWith("]]", at) ? at + 2 : at, link ? text : text + " ");
}

addEventListener("input", (event) => {
  const from = fieldOf(event);
  clearTimeout(timer);
  if (from) timer = setTimeout(ask, 120, from);
});
addEventListener("focusout", (event) => event.target === field && close());
list.addEventListener("pointerdown", (event) => {
  event.preventDefault(); // the caret stays in the field
  const option = event.target.closest('[role="option"]');
  if (option) take(option);
});

document.addEventListener(
  "keydown",
  (event) => {
    if (event.target !== field || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(options().at((options().indexOf(chosen()) + step) % options().length));
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) take(chosen());
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
