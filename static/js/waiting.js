// A todo or a note that is written while the server does not answer waits in this browser and is sent later, once. Until
// then it is shown above the page. A form that can wait says so with data-waits.
import { drop, everything, put } from "./waiting/box.js";
import { send } from "./waiting/send.js";
import { say } from "./toast.js";
import { clock, t } from "./words.js";

const { base = "" } = document.documentElement.dataset;
const channel = new BroadcastChannel(`mddash ${base}`);
const pauses = [5000, 15_000, 60_000];
let person = document.documentElement.dataset.me;
let tries = 0;
let timer = 0;
let shown = null;

const name = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const now = () => new Date().toISOString();

// Every todo that is added has its key from the start: when the answer to it is lost, it may be there already.
document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (!waits(ctx)) return;
  for (const [field, value] of Object.entries({ key: name(), written: now(), person })) ctx.request.body.set(field, value);
});

const waits = (ctx) => person && ctx?.sourceElement?.matches?.("form[data-waits]") && !ctx.request.submitter?.closest("[formaction]");

document.addEventListener("htmx:error", (event) => {
  const { ctx } = event.detail;
  if (!waits(ctx) || ctx.response) return;
  const fields = Object.fromEntries([...ctx.request.body].filter(([field]) => field !== "rows"));
  if (!fields.text?.trim()) return;
  ctx.waits = keep({ key: fields.key, kind: "todo", path: pathOf(ctx.request.action), fields, words: fields.text });
});

const pathOf = (action) => {
  const { pathname, search } = new URL(action, location.href);
  return pathname.slice(base.length) + search;
};

// The page that is shown without a connection has forms of its own.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-written]") || !person) return;
  event.preventDefault();
  const written = Object.fromEntries(new FormData(form));
  const words = written.text?.trim() || written.title?.trim() || written.content?.trim();
  if (!words) return form.querySelector("input, textarea").focus();
  const key = name();
  const path = form.dataset.written;
  const fields = form.matches("[data-written^=\"/todos\"]") ? { ...written, key, written: now(), person } : { ...written, editor: key, number: 1, revision: 0, person };
  keep({ key, kind: fields.key ? "todo" : "note", path, fields, words }).then(
    () => (form.reset(), flush()),
    () => say(t("This browser keeps nothing. Leave this page open, or copy what you wrote.")),
  );
});

async function keep(thing) {
  await put(base, { ...thing, person, at: Date.now(), refused: "" });
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("waiting")).catch(() => {});
  tell({ changed: true });
  again();
}

// tell says something in every tab, this one included.
function tell(what) {
  channel.postMessage(what);
  hear(what);
}

channel.addEventListener("message", (event) => hear(event.data));

function hear({ sent }) {
  if (sent && sent.person === person && !document.hidden) {
    say(t(sent.kind === "todo" ? "“%s” added" : "“%s” saved", sent.words.slice(0, 80)), null);
    document.dispatchEvent(new Event("mddash:sent"));
  }
  show();
}

function again() {
  clearTimeout(timer);
  timer = setTimeout(flush, pauses[Math.min(tries++, pauses.length - 1)]);
}

async function flush() {
  clearTimeout(timer);
  if (!person) return;
  const all = await send(base, person, (sent) => tell({ sent })).catch(() => true);
  if (all) tries = 0;
  if (all && shown) document.dispatchEvent(new Event("mddash:answers"));
  else again();
  show();
}

function soon() {
  if (shown) flush();
}
addEventListener("online", soon);
document.addEventListener("visibilitychange", () => document.hidden || soon());
document.addEventListener("htmx:after:request", (event) => tries && event.detail.ctx.response && soon());

// What waits stands above the page; what was refused can be changed there, or thrown away.
async function show() {
  const things = await everything(base, person).catch(() => []);
  if (!things.length) {
    shown?.remove();
    shown = null;
    return;
  }
  shown ??= place();
  if (!shown) return;
  const list = shown.querySelector("ul");
  for (const row of [...list.children]) if (!things.some((thing) => isOf(row, thing))) row.remove();
  for (const thing of things) if (![...list.children].some((row) => isOf(row, thing))) list.append(rowOf(thing));
  shown.querySelector(".count").textContent = things.length;
}

const isOf = (row, thing) => row.dataset.of === thing.key && row.dataset.refused === thing.refused;

function place() {
  const template = document.getElementById("waiting");
  const section = template?.content.firstElementChild.cloneNode(true);
  if (!section) return null;
  section.addEventListener("click", (event) => act(event).catch(() => say(t("This browser keeps nothing. Leave this page open, or copy what you wrote."))));
  const there = document.querySelector("[data-waiting]");
  if (there) there.append(section);
  else document.getElementById("main")?.prepend(section);
  if (!there) section.style.margin = ".75rem var(--gut)";
  return section;
}

function rowOf(thing) {
  const row = document.getElementById(thing.refused ? "refused" : "waits").content.firstElementChild.cloneNode(true);
  row.dataset.of = thing.key;
  row.dataset.refused = thing.refused;
  row.querySelector(`[data-kind-of="${thing.kind === "todo" ? "note" : "todo"}"]`)?.remove();
  const words = row.querySelector("[data-words]");
  if (thing.refused) {
    words.defaultValue = textOf(thing);
    row.querySelector("[data-why]").textContent = thing.refused;
  } else {
    words.textContent = thing.words;
    row.querySelector("time").textContent = clock(thing.at);
  }
  return row;
}

const textOf = (thing) => (thing.kind === "todo" ? thing.fields.text : [thing.fields.title, thing.fields.content].filter(Boolean).join("\n"));

async function act(event) {
  const button = event.target.closest("button");
  const row = button?.closest("li");
  if (button?.matches("[data-send]")) return flush();
  if (!row) return;
  const thing = (await everything(base, person)).find(({ key }) => key === row.dataset.of);
  if (!thing) return show();
  if (button.matches("[data-again]")) return sendAnew(thing, row.querySelector("[data-words]").value);
  if (!button.matches("[data-discard]")) return;
  // Nothing brings it back, so that it is asked for twice.
  if (!button.dataset.sure) {
    button.dataset.sure = "yes";
    button.textContent = button.dataset.discard;
    return;
  }
  await drop(base, thing.key);
  tell({ changed: true });
}

// What was refused never came to be: changed, it is another request with a key of its own.
async function sendAnew(thing, text) {
  const key = name();
  const [title, ...content] = text.split("\n");
  const fields = thing.kind === "todo" ? { ...thing.fields, text, key } : { ...thing.fields, title, content: content.join("\n"), editor: key };
  await put(base, { ...thing, key, fields, words: title, refused: "" });
  await drop(base, thing.key);
  tell({ changed: true });
  await flush();
}

// leave is for who signs out: what waits is sent, or else named once before it is thrown away with everything else.
let warned = false;
export async function leave() {
  await Promise.race([flush(), new Promise((over) => setTimeout(over, 4000))]);
  const left = await everything(base, person).catch(() => []);
  if (left.length && !warned) {
    warned = true;
    say(left.length === 1 ? t("What you wrote without a connection is not sent yet. Sign out again to leave without it.") : t("%s things that you wrote without a connection are not sent yet. Sign out again to leave without them.", left.length));
    return false;
  }
  for (const thing of left) await drop(base, thing.key).catch(() => {});
  return true;
}

// begin shows and sends what waits for a person, who on a page of nobody's is the one that was here last.
export function begin(me) {
  person = me;
  if (person) show().then(soon);
}

begin(person);
