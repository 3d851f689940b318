// What others change appears by itself. The server says what has changed, as topics such as "todos" or "note:7"; each piece
// of a page says with data-live which of them it shows, and is asked for again at the page's own address. What is being
// typed, dragged, chosen or read in a menu stays as it is: the piece waits.
import htmx from "htmx.org";
import { follow } from "./live_stream.js";

const calm = 700; // after a key or a press, until something is swapped
const patience = 5000; // with somebody who never stops typing
const longest = 30_000; // until what could not be had is asked for again
const own = new Set(); // the batches of what was done on this page
const heard = new Set(); // functions that want to know
const ways = new Map();
const carriers = [];
const stale = new Set(); // pieces by their ids, and ways by their names
let timer = 0;
let waiting = 0;
let misses = 0;
let sending = 0;
let later = [];
let touched = 0;
let pressed = false;
let left = 0;

// refreshBy names a way to bring pieces up to date; pieces ask for it with data-live-by. Without one a piece is taken from
// the page as the server makes it now.
export function refreshBy(name, how) {
  ways.set(name, how);
}

// keep says when something of a piece is carried, by the pointer or in steps by keys: what comes for the piece then is asked for
// again, by its way, once that is let go.
export function keep(name, area, carried) {
  carriers.push({ name, area, carried });
}

// onNews calls back with the topics of everything that others changed, and gives what ends that.
export function onNews(callback) {
  heard.add(callback);
  return () => heard.delete(callback);
}

// What was done here is known here.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => ctx.request.method !== "GET" && sending++);
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.request.method === "GET") return;
  sending = Math.max(0, sending - 1);
  mine(ctx.response?.headers?.get("X-Batch"));
  if (!sending) setTimeout(() => later.splice(0).forEach(take));
});

// mine says that a batch was made on this page, for what is not sent with HTMX.
export function mine(batch) {
  if (!batch) return;
  own.add(batch);
  if (own.size > 100) own.delete(own.values().next().value);
}

// renew has everything on the page asked for anew, some time within so many milliseconds.
export function renew(within) {
  take({ topics: ["*"], within });
}

// Answers that are under way may tell that the news is of what was done here.
function news(message) {
  if (sending && message.own && later.length < 100) later.push(message);
  else take(message);
}

function take({ topics = [], own: done = {}, within = 0 }) {
  const all = new Set(topics);
  for (const [batch, names] of Object.entries(done)) if (!own.has(batch)) for (const name of names) all.add(name);
  if (!all.size) return;
  for (const callback of heard) callback(all);
  for (const piece of document.querySelectorAll("[data-live]")) if (shows(piece, all)) stale.add(piece.dataset.liveBy ?? "#" + piece.id);
  if (misses) again(Math.random() * within);
  else soon(Math.random() * within);
}

const shows = (piece, all) => all.has("*") || piece.dataset.live.split(" ").some((name) => name === "*" || all.has(name));

function soon(wait) {
  if (!stale.size || document.hidden || timer) return;
  waiting ||= Date.now();
  timer = setTimeout(() => {
    timer = 0;
    if (busy()) return soon(300);
    waiting = 0;
    refresh();
  }, wait);
}

// again asks at another time than was meant.
function again(wait) {
  clearTimeout(timer);
  timer = 0;
  soon(wait);
}

// What could not be had is asked for once more, later each time: the news of it does not come twice.
function miss(names) {
  for (const name of names) stale.add(name);
  again(Math.min(longest, 2000 * 2 ** misses++) * (0.5 + Math.random()));
}

const isMissed = ({ status }) => status === 429 || status >= 500;
const named = (ctx) => typeof ctx?.live === "string"; // by the way that asked
document.addEventListener("htmx:error", ({ detail: { ctx } }) => named(ctx) && !ctx.response && miss([ctx.live]));
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (!named(ctx)) return;
  if (isMissed(ctx.response)) miss([ctx.live]);
  else misses = 0;
});
addEventListener("online", () => misses && again(Math.random() * 1000));

// What asks for another page gets it: until it is there, this one asks for nothing, and is not loaded again for being gone.
const leaves = 5000;
addEventListener("beforeunload", () => (left = Date.now()));
const leaving = () => Date.now() - left < leaves;

// inHand tells whether somebody holds something, or has it open, that a swap would take from them.
const inHand = () => pressed || sending > 0 || leaving() || carriers.some(({ carried }) => carried()) || Boolean(document.querySelector(":popover-open:not(.toasts), .lifted"));

// busy tells whether somebody is in the midst of something, also of typing or of reading what they chose.
export function busy() {
  if (inHand()) return true;
  const chosen = getSelection();
  if (chosen && !chosen.isCollapsed && chosen.anchorNode?.parentElement?.closest("[data-live]")) return Date.now() - waiting < 4 * patience;
  return Date.now() - touched < calm && Date.now() - waiting < patience;
}

const touch = () => (touched = Date.now());
addEventListener("keydown", touch, true);
addEventListener("pointerdown", () => (pressed = true), true);
for (const up of ["pointerup", "pointercancel", "blur"]) addEventListener(up, () => ((pressed = false), touch()), true);
document.addEventListener("visibilitychange", () => soon(Math.random() * 300));

function refresh() {
  const names = [...stale].filter(due);
  for (const name of names) stale.delete(name);
  if (stale.size) soon(500);
  const ids = names.filter((name) => name.startsWith("#"));
  for (const name of names) ways.get(name)?.();
  if (ids.length) fetchPieces(ids);
}

// Some pieces cost something to make, and say how often they want that.
const made = new Map();
function due(name) {
  const every = Number(name.startsWith("#") ? document.querySelector(name)?.dataset.liveEvery : 0) || 0;
  if (Date.now() - (made.get(name) ?? 0) < every) return false;
  made.set(name, Date.now());
  return true;
}

// Who writes in a note that somebody reads may have left without a word.
setInterval(() => {
  if (!document.querySelector("[data-live] #note-editors:not([hidden])")) return;
  stale.add("#note");
  soon(0);
}, 30_000);

// fetchPieces takes pieces from the page as it is made now, with everything that the person may see at this moment.
async function fetchPieces(ids) {
  const here = location.pathname + location.search;
  let answer;
  try {
    answer = await fetch(here, { headers: { Accept: "text/html", "X-Live": "1" } });
  } catch {
    return miss(ids);
  }
  if (location.pathname + location.search !== here) return;
  if (leaving()) return ids.forEach((id) => stale.add(id)), soon(300);
  if (answer.redirected && !same(answer.url, here)) return gone(answer.url);
  if (answer.status === 404 || answer.status === 403) return location.reload();
  if (isMissed(answer)) return miss(ids);
  misses = 0;
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (busy() || location.pathname + location.search !== here) {
    for (const id of ids) stale.add(id);
    return soon(300);
  }
  if (page.documentElement.dataset.me !== document.documentElement.dataset.me) return over();
  put(page, ids);
}

const same = (url, here) => new URL(url).pathname + new URL(url).search === here;

// Who is signed out sees nothing any more; what is typed and not sent is theirs to copy.
function gone(url) {
  if (new URL(url).pathname.endsWith("/signin")) over();
  else location.assign(url);
}

async function put(page, ids) {
  const text = ids.map((id) => [id, page.querySelector(id)]).filter(([id, piece]) => piece && document.querySelector(id));
  const parts = text.map(([id, piece]) => `<hx-partial hx-target="${id}" hx-swap="outerMorph">${piece.outerHTML}</hx-partial>`);
  if (!parts.length) return;
  const scrolled = scrolledIn(ids);
  await htmx.swap({ sourceElement: document.body, target: document.body, swap: "none", text: parts.join(""), live: true });
  for (const [box, top, left] of scrolled) box.scrollTo({ top, left, behavior: "instant" });
  document.title = page.title;
}

const scrolledIn = (ids) => ids.flatMap((id) => [...document.querySelectorAll(`${id}, ${id} *`)].filter((box) => box.scrollTop || box.scrollLeft).map((box) => [box, box.scrollTop, box.scrollLeft]));

// What was asked for before somebody took something into their hands is asked for again when they are free.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  if (named(ctx) && inHand()) {
    event.preventDefault();
    return want(ctx.live);
  }
  for (const { name, area, carried } of carriers) {
    const place = carried() && document.querySelector(area);
    if (place && leaveOut(tasks, (target) => target !== document.body && (target.contains(place) || place.contains(target)))) want(name);
  }
});

function want(name) {
  stale.add(name);
  soon(300);
}

// A form that somebody fills in is theirs until they send it: what they would write over is told to them then.
const filledIn = 'form:not([method="get"]) :is(input, textarea, select)[name="version"]';
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  if (ctx.live) leaveOut(tasks, (target) => target.querySelector(filledIn));
});

// leaveOut takes those parts out of an answer whose targets are meant, and tells whether there were any.
function leaveOut(tasks, meant) {
  const left = tasks.filter(({ target }) => {
    const there = typeof target === "string" ? document.querySelector(target) : target;
    return there && meant(there);
  });
  for (const task of left) tasks.splice(tasks.indexOf(task), 1);
  return left.length > 0;
}

// The way of what stands around every page.
refreshBy("shell", () => htmx.ajax("GET", document.documentElement.dataset.liveAt + "/shell", { source: "#nav", target: "#nav", swap: "none", live: "shell", headers: { "X-Live": "1" } }).catch(() => {}));

// Signed out, here or elsewhere, or somebody else by now: nothing of what was shown stays to be read.
function over() {
  const typed = [...document.querySelectorAll("main :is(textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=search]))")].some((field) => field.value !== field.defaultValue);
  if (!typed && !("leaving" in document.documentElement.dataset)) location.reload();
}

const { liveAt, liveFrom } = document.documentElement.dataset;
if (liveAt) follow(liveAt, liveFrom, { news, over });
