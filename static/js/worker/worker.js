// The program beside the pages: it keeps what they look like, and copies of what was read lately, for when the server
// does not answer. What it may keep the server says of each page; see handlers/visit/keep.go. Nothing else goes through it.
import { files, fromFiles, keepFiles, speak } from "./files.js";
import { copies, forget, pageFor, remember } from "./pages.js";
import { open, renew, show } from "./push.js";
import { send } from "../waiting/send.js";

const { base } = self.mddash;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  // What a page sends as it goes is lost where it has to pass a worker whose page is gone by then.
  event.addRoutes?.([{ condition: { requestMethod: "POST" }, source: "network" }]);
  event.waitUntil(keepFiles());
});

self.addEventListener("activate", (event) => event.waitUntil(begin()));

async function begin() {
  for (const name of await caches.keys()) if (name.startsWith(`mddash${base} files `) && name !== files) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || !url.pathname.startsWith(`${base}/`)) return;
  const path = url.pathname.slice(base.length);
  if (path.startsWith("/static/")) return event.respondWith(fromFiles(request));
  if (path === "/offline/pages") return event.respondWith(copies());
  if (request.mode === "navigate" && !path.startsWith("/api/")) event.respondWith(pageFor(event));
});

self.addEventListener("message", (event) => {
  if (event.data?.forget) event.waitUntil(forget());
  if (event.data?.speak) event.waitUntil(speak(event.data.speak));
  if (event.data?.remember) event.waitUntil(remember(event.data.remember));
});

self.addEventListener("push", (event) => event.waitUntil(Promise.resolve(show(event))));
self.addEventListener("notificationclick", (event) => event.waitUntil(open(event)));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

// The line is back, and no page may be open.
const channel = new BroadcastChannel(`mddash ${base}`);
self.addEventListener("sync", (event) => {
  if (event.tag === "waiting") event.waitUntil(sendAll());
});

async function sendAll() {
  const all = await send(base, undefined, (sent) => channel.postMessage({ sent }));
  channel.postMessage({ changed: true });
  if (!all) throw new Error("not everything could be sent"); // the browser tries again
}
