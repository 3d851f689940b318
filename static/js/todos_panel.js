// The panel of one todo: which row it belongs to, the way back, and its small comforts.
import htmx from "htmx.org";
import { say } from "./toast.js";
import { placeAt } from "./todos.js";
import { t } from "./words.js";

const small = matchMedia("(width < 45rem)");
const panel = () => document.getElementById("panel");
let shown = panel()?.dataset.todo ?? "";
let scrolled = 0;

document.addEventListener("htmx:after:settle", (event) => {
  if (event.target !== panel()) return;
  const before = shown;
  shown = panel().dataset.todo ?? "";
  mark();
  if (small.matches && before !== shown) place(before);
});

// With a panel that closed the focus goes to the row that it belonged to; where that is gone, to the one beside it.
const lost = () => !document.activeElement || document.activeElement === document.body;
let around = [];
document.addEventListener("htmx:before:swap", () => {
  const rows = [...document.querySelectorAll("#list [data-row]")].map((row) => row.dataset.row);
  const at = rows.indexOf(shown);
  around = at < 0 ? [] : [...rows.slice(at), ...rows.slice(0, at).reverse()];
});
document.addEventListener("htmx:after:swap", () => {
  mark();
  if (shown || !around.length || !lost()) return;
  const name = around.map((row) => document.getElementById("n" + row)).find(Boolean);
  (name ?? document.getElementById("add"))?.focus({ preventScroll: true });
});

// The row whose todo is open says so.
function mark() {
  for (const row of document.querySelectorAll("#list [data-row]")) {
    if (row.dataset.row === shown) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

// A todo that takes long to come is shown as its outline until then; one that does not come leaves what was there.
const patience = 200;
let timer = 0;
let kept = null;
const opens = ({ target, request }) => target?.id === "panel" && request.method === "GET";
document.addEventListener("htmx:before:request", (event) => {
  if (opens(event.detail.ctx)) timer = setTimeout(wait, patience);
});
document.addEventListener("htmx:finally:request", (event) => {
  if (!opens(event.detail.ctx)) return;
  clearTimeout(timer);
  if (panel()?.ariaBusy === "true") {
    panel().hidden = kept.hidden;
    panel().replaceChildren(...kept.parts);
    panel().ariaBusy = null;
  }
});

function wait() {
  kept = { hidden: panel().hidden, parts: [...panel().childNodes] };
  panel().replaceChildren(document.getElementById("panel-wait").content.cloneNode(true));
  panel().hidden = false;
  panel().ariaBusy = "true";
}

// On small screens the panel takes the list's place: it begins at its top, and the list is found where it was left.
function place(before) {
  if (shown && !before) scrolled = scrollY;
  scrollTo(0, shown ? 0 : scrolled);
}

// Back and forward change the panel alone where only that differs, else they load the page.
const listOf = (url) => placeAt(url).toString();
let here = listOf(location.href);
let going = false;
document.addEventListener("htmx:after:history:push", () => (here = listOf(location.href)));
document.addEventListener("htmx:before:history:restore", (event) => {
  if (document.getElementById("note")) return;
  event.preventDefault();
  if (!panel() || listOf(location.href) !== here) return location.reload();
  going = true;
  const done = () => (going = false);
  htmx.ajax("GET", location.pathname + location.search, { source: "#panel", target: "#panel", swap: "outerHTML show:none", headers: { "HX-Target": "aside#panel" } }).then(done, done);
});
document.addEventListener("htmx:before:history:update", (event) => going && event.preventDefault());

addEventListener("click", async (event) => {
  const link = event.target.closest?.("[data-copy-link]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  await navigator.clipboard.writeText(link.href).then(
    () => say(t("Link copied"), ""),
    () => say(t("The browser did not allow it.")),
  );
});

// Ctrl and Enter send what is written in several lines.
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches?.("[data-send]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// A form for one more of something is empty again when it was taken.
document.addEventListener("htmx:after:request", (event) => {
  const { request, response } = event.detail.ctx;
  if (!request.form?.matches("[data-clears]") || response.status >= 400) return;
  for (const field of request.form.querySelectorAll("input:not([type=hidden]), textarea")) field.value = field.defaultValue = "";
});
