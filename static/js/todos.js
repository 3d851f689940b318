// The list of todos: what is ticked off, what comes with the next page, and bringing it all up to date.
import htmx from "htmx.org";
import { refreshBy } from "./live.js";
import "./todos_order.js";
import "./todos_panel.js";
import "./todos_quick.js";
import "./todos_select.js";

const list = () => document.querySelector("[data-todos] #list");
const rest = 4000;
let timer = 0;

// refresh brings the list, the numbers and the open panel up to date without moving anything that has not changed.
export function refresh(how = {}) {
  clearTimeout(timer);
  if (!list()) return;
  htmx.ajax("GET", location.pathname + location.search, { source: "#list", target: "#list", swap: "none", headers: { "HX-Target": "div#list" }, ...how });
}

// What others changed, without taking the messages that wait for somebody.
refreshBy("todos", () => refresh({ live: "todos", headers: { "HX-Target": "div#list", "X-Live": "1" } }));

function refreshSoon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, rest);
}

// What is asked for anew has as many rows as are there.
document.addEventListener("htmx:config:request", (event) => {
  const { request, target } = event.detail.ctx;
  if (!list() || (request.method === "GET" && target?.id !== "list")) return;
  request.body.set("rows", document.querySelectorAll(".todos .todo").length);
});

// A tick shows at once, and goes back when the server says no. The row stays for a while, so that nothing jumps away
// from under the pointer.
const flip = (check) => check.setAttribute("aria-checked", check.getAttribute("aria-checked") !== "true");
addEventListener("submit", (event) => event.submitter?.matches(".check") && flip(event.submitter), true);

const failed = (ctx) => !ctx.response || ctx.response.status >= 400;
document.addEventListener("htmx:finally:request", (event) => {
  const { ctx } = event.detail;
  const check = ctx.request.submitter?.closest?.(".check");
  if (check && failed(ctx)) return flip(document.getElementById(check.id) ?? check);
  if (check) return refreshSoon();
  if (ctx.sourceElement?.matches?.("[data-undo]") && !failed(ctx)) refresh();
});

// The next page goes on with the groups of the one before, and each group stands where its rank puts it.
document.addEventListener("htmx:after:swap", () => {
  const groups = [...document.querySelectorAll("#todos > section[data-rank]")];
  for (const group of groups) {
    const first = groups.find((other) => other.id === group.id);
    if (first !== group) join(first, group);
  }
  const sorted = [...document.querySelectorAll("#todos > section[data-rank]")];
  sorted.forEach((group, at) => {
    const after = sorted.slice(0, at).find((other) => other.isConnected && rank(other) > rank(group));
    if (after) after.before(group);
  });
});

const rank = (group) => group.dataset.rank;

function join(first, more) {
  const rows = first.querySelector("ul");
  rows.append(...more.querySelector("ul").children);
  const count = first.querySelector(".count");
  if (count) count.textContent = rows.children.length + (more.querySelector(".count").textContent.endsWith("+") ? "+" : "");
  more.remove();
}

// What waited for a connection is there now.
document.addEventListener("mddash:sent", refresh);

// undoLast takes back the last thing that was done, where no message offers it.
export function undoLast() {
  const form = document.querySelector("form[data-undo-last]");
  if (!form) return false;
  if (list()) htmx.ajax("POST", act(form.getAttribute("action")), { source: "#list", target: "#list", swap: "none" });
  else form.requestSubmit();
  return true;
}

// placeAt is the query of where a page is: the same for a project's page and for a todo that was opened from it.
export function placeAt(url) {
  const { pathname, searchParams: query } = new URL(url);
  if (document.querySelector(".dash")) query.set("home", "1");
  const project = /\/projects\/(\d+)$/.exec(pathname);
  if (project) {
    query.set("in", query.get("view") ?? "board");
    query.set("project", project[1]);
    query.delete("view");
  }
  query.delete("field");
  query.sort();
  return query;
}

// act is the address of something that is done from here, where the page itself has changed since it was made.
export function act(path) {
  const query = placeAt(location.href);
  const open = document.getElementById("panel")?.dataset.todo;
  if (open) query.set("open", open);
  return path.split("?")[0] + "?" + query;
}

// free tells whether a key without a modifier means something here.
export function free(event) {
  return (
    document.documentElement.dataset.keys !== "off" &&
    !(event.metaKey || event.ctrlKey || event.altKey || event.isComposing) &&
    !event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") &&
    !document.querySelector("dialog[open]")
  );
}
