// The palette finds and does everything with the keys: Ctrl or Cmd and K open it, and so does the link to the search.
import htmx from "htmx.org";
import { say } from "./toast.js";
import { act } from "./todos.js";
import { t } from "./words.js";

const dialog = document.getElementById("palette");
const line = document.getElementById("pal");
const list = document.getElementById("pal-list");
const says = document.getElementById("pal-says");
const options = () => [...list.querySelectorAll('[role="option"]')];
const chosen = () => list.querySelector('[aria-selected="true"]');
const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const wait = 120;
let on = "";
let timer = 0;
let asked = null;
let answered = null; // what was typed when the list was asked for

for (const key of mac ? document.querySelectorAll("[data-show=palette] kbd") : []) key.textContent = "⌘K";

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (dialog?.open) dialog.close();
  else open();
});

addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-show=palette]");
  if (!link || !dialog || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  document.querySelector(".nav:popover-open")?.hidePopover();
  open();
});

// The todos that are selected, or open beside the list, or under the focus, are what commands are for. Rows of other lists
// have ids too, which are other things' ids.
function meant() {
  const picked = [...document.querySelectorAll("#todos .pick:checked")].map((pick) => pick.value);
  const row = document.activeElement?.closest?.('#list[data-live-by="todos"] [data-row]')?.dataset.row;
  const open = document.getElementById("panel")?.dataset.todo;
  return picked.length ? picked.join() : (row ?? open ?? "");
}

function open() {
  if (!dialog || document.querySelector("dialog[open]")) return;
  on = meant();
  line.value = "";
  answered = null;
  show("");
  dialog.showModal();
  load();
}

async function load() {
  clearTimeout(timer);
  asked?.abort();
  const mine = (asked = new AbortController());
  const typed = line.value;
  const query = new URLSearchParams({ q: typed, on });
  const answer = await fetch(line.dataset.palette + "?" + query, { headers: { "HX-Request": "true" }, signal: mine.signal }).catch(() => null);
  if (mine !== asked) return;
  asked = null;
  if (answer?.headers.get("HX-Redirect")) return location.assign(answer.headers.get("HX-Redirect"));
  if (!answer?.ok) {
    answered = null; // what was typed stays, and Enter asks once more
    return show("", t("The server does not answer."));
  }
  const text = await answer.text();
  if (asked) return;
  answered = typed;
  show(text);
}

// show fills the list; what is to be said stands below it.
function show(html, problem = "") {
  list.innerHTML = html;
  const said = list.querySelector("[data-says]");
  said?.remove();
  says.textContent = said?.textContent ?? problem;
  says.hidden = !says.textContent;
  list.hidden = !options().length && !says.hidden;
  line.setAttribute("aria-expanded", String(!list.hidden));
  list.scrollTop = 0;
  choose(options()[0]);
}

line?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(load, wait);
});

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) line.setAttribute("aria-activedescendant", option.id);
  else line.removeAttribute("aria-activedescendant");
}

dialog?.addEventListener("keydown", async (event) => {
  if (event.isComposing) return;
  const all = options();
  const at = all.indexOf(chosen());
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: Math.max(at - 8, 0) }[event.key];
  if (to !== undefined && all.length) {
    event.preventDefault();
    return choose(all.at(event.key.startsWith("Page") ? Math.min(to, all.length - 1) : to % all.length));
  }
  if (event.key !== "Enter") return;
  event.preventDefault();
  // What was typed last may not have come yet, and what stands there until then is not what was meant.
  const typed = line.value;
  if (typed && answered !== typed) await load();
  if (dialog.open && answered === typed && line.value === typed && chosen()) run(chosen(), event.ctrlKey || event.metaKey);
});

list?.addEventListener("pointermove", (event) => {
  const option = event.target.closest('[role="option"]');
  if (option && option !== chosen()) choose(option);
});

list?.addEventListener("click", (event) => {
  const option = event.target.closest('[role="option"]');
  if (!option || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  run(option, false);
});

function run(option, apart) {
  const { post, press, values } = option.dataset;
  if (option.href && apart) return window.open(option.href, "_blank", "noopener");
  dialog.close();
  if (press) return document.querySelector(press)?.click();
  if (post) return send(post, new URLSearchParams(values));
  const to = new URL(option.href);
  const field = to.hash && to.pathname === location.pathname && document.getElementById(to.hash.slice(1));
  if (field) field.focus();
  else location.assign(option.href);
}

// Where todos are listed, nothing is loaded again; elsewhere a form does the same.
function send(path, values) {
  const ids = values.getAll("ids").join();
  if (ids) values.set("ids", ids);
  if (document.querySelector("[data-todos] #list")) {
    return htmx.ajax("POST", act(path), { source: "#list", target: "#list", swap: "none", values: Object.fromEntries(values) }).catch(() => say(t("That did not work.")));
  }
  const form = Object.assign(document.createElement("form"), { method: "post", action: path, hidden: true });
  for (const [name, value] of values) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
}
