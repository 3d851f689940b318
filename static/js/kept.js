// The worker beside the pages (static/js/worker) keeps copies of what was read, to be shown without a connection. This is
// the pages' part: they say what was read, and see to it that nothing stays in a browser that its person signed out of.
import { comeBack } from "./answers.js";
import { forgetDrafts } from "./drafts.js";
import { renew } from "./live.js";
import { begin, leave } from "./waiting.js";
import { clock } from "./words.js";

const root = document.documentElement;
const { base = "", me } = root.dataset;
const workers = navigator.serviceWorker;
const leftKey = `mddash ${base} left`;
const opened = Date.now();

if (me && workers) workers.register(`${base}/worker.js`, { scope: `${base}/`, updateViaCache: "none" }).catch(() => {});
if (me) workers?.ready.then(({ active }) => active.postMessage({ speak: root.lang }));

const ask = (what) => workers?.controller?.postMessage(what);

// What is opened beside a list is no page of its own to the browser, and what is changed makes the copy an old one.
let timer = 0;
let changed = false;
const remember = () => me && !root.dataset.kept && ask({ remember: location.href });
document.addEventListener("htmx:after:history:update", () => {
  clearTimeout(timer);
  timer = setTimeout(remember, 1500);
});
document.addEventListener("htmx:after:request", (event) => {
  const { request, response } = event.detail.ctx;
  changed ||= request.method !== "GET" && response?.status < 400;
  if (response?.headers.get("Mddash-Account") === "nobody") forget();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden || !changed) return;
  changed = false;
  remember();
});

// A link that leads nowhere now may lead to a copy.
document.addEventListener("htmx:error", (event) => {
  const { ctx } = event.detail;
  const link = ctx?.sourceElement?.closest?.("a[href]");
  if (link && !ctx.response && ctx.request.method === "GET" && workers?.controller) location.assign(link.href);
});

// This page is a copy, and says so until it is the page again.
function old() {
  const banner = document.getElementById("kept")?.content.firstElementChild.cloneNode(true);
  if (!banner) return;
  document.querySelectorAll("#toasts .toast").forEach((toast) => toast.remove());
  banner.querySelector("time").textContent = clock(Number(root.dataset.kept));
  document.getElementById("main")?.prepend(banner);
  comeBack((stands) => {
    banner.querySelector("[data-lost]").hidden = stands !== "lost";
    banner.querySelector("[data-back]").hidden = stands !== "held";
    if (stands === "lost") return false;
    renew(0);
    if (!document.querySelector("form[data-editor]")) return false;
    banner.remove(); // an editor goes on with what others wrote
    delete root.dataset.kept;
    return true;
  });
}
if (root.dataset.kept) old();

// The page in place of one that cannot be had.
async function offline() {
  const place = document.querySelector("[data-offline]");
  if (!place) return;
  if (location.pathname !== `${base}/offline`) comeBack((stands) => void (place.querySelector("[data-back]").hidden = stands !== "held"));
  const answer = await fetch(`${base}/offline/pages`).catch(() => null);
  const { person, pages = [] } = answer?.ok ? await answer.json() : {};
  if (!person) return;
  begin(person);
  place.hidden = false;
  const list = place.querySelector("ul");
  for (const page of pages) {
    const row = place.querySelector("template").content.firstElementChild.cloneNode(true);
    const link = row.querySelector("a");
    link.href = page.url;
    link.querySelector("span").textContent = page.title;
    list.append(row);
  }
  list.closest("section").hidden = !pages.length;
}
offline();

async function forget() {
  ask({ forget: true });
  try {
    await caches.delete(`mddash${base} pages`);
  } catch {} // where there is no worker there are no copies
}

// Signing out takes everything along: what waits is sent first, then the copies go, here and in every other tab.
const isSignOut = (form) => new URL(form.action, location.href).pathname === `${base}/signout`;
let going = false;
addEventListener("submit", signOut, { capture: true });

async function signOut(event) {
  const form = event.target;
  if (event.defaultPrevented || going || !me || !isSignOut(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await leave())) return;
  await Promise.all([forget(), quiet()]);
  forgetDrafts();
  going = true;
  root.dataset.leaving = ""; // the stream ends with the login, and need not load the page again
  form.requestSubmit();
}

// quiet takes this browser's messages away from whoever leaves.
async function quiet() {
  try {
    const worker = await workers?.getRegistration(`${base}/`);
    await (await worker?.pushManager?.getSubscription())?.unsubscribe();
  } catch {} // the server sends nothing to who is signed out
}

// The page goes when the server has answered.
addEventListener("pagehide", () => {
  try {
    if (going) localStorage.setItem(leftKey, String(Date.now()));
  } catch {}
});
addEventListener("storage", (event) => {
  if (event.key !== leftKey || !me) return;
  forgetDrafts();
  location.reload();
});
addEventListener("pageshow", (event) => {
  if (event.persisted && me && Number(localStorage.getItem(leftKey)) > opened) location.reload();
});
