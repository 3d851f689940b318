// Copies of the pages that were read lately, of one login at a time. Any answer for another login, or for nobody, ends
// them; so does the end of the login, whether or not there is a connection then.
import { files, offline } from "./files.js";

const { base } = self.mddash;
const pages = `mddash${base} pages`;
const about = `${base}/offline/pages`; // under which it is noted whose the copies are
const most = 60;
const patience = 6000;
let eras = 0; // how often everything was forgotten: what was asked for before is not kept

export async function forget() {
  eras++;
  await caches.delete(pages);
}

async function whose() {
  const answer = await caches.match(about, { cacheName: pages });
  const note = answer ? await answer.json() : null;
  if (note && note.until * 1000 > Date.now()) return note;
  if (note) await forget();
  return null;
}

// pageFor is the page that somebody goes to: as it is now, else as it was, else the one that says that there is none.
export async function pageFor(event) {
  const { request } = event;
  const kept = await copyOf(request.url);
  const era = eras;
  const answer = (async () => {
    const now = (await event.preloadResponse) ?? (await fetch(request));
    // Somebody between here and the server says that it is not there.
    if (now.status === 502 || now.status === 504) throw new Error("no answer");
    await heed(request.url, now, era);
    return now;
  })();
  event.waitUntil(answer.catch(() => {}));
  try {
    return await (kept ? Promise.race([answer, late()]) : answer);
  } catch {
    return kept && era === eras ? asItWas(kept) : ((await (await caches.open(files)).match(offline)) ?? Response.error());
  }
}

const late = () => new Promise((_, reject) => setTimeout(reject, patience, new Error("too late")));

async function copyOf(url) {
  if (!(await whose())) return null;
  return caches.match(url.split("#")[0], { cacheName: pages });
}

// asItWas tells the page that it is a copy, and of when.
async function asItWas(kept) {
  const headers = new Headers(kept.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  const text = await kept.text();
  return new Response(text.replace("<html", `<html data-kept="${Number(kept.headers.get("Mddash-At"))}"`), { headers });
}

// heed does what an answer says about keeping it.
async function heed(url, answer, era) {
  const account = answer.headers.get("Mddash-Account");
  if (!account || era !== eras) return;
  if (account === "nobody") return forget();
  const note = await whose();
  if (note && note.account !== account) {
    await forget();
    era = eras;
  }
  if (note && [403, 404, 410].includes(answer.status)) await (await caches.open(pages)).delete(url.split("#")[0]);
  const until = Number(answer.headers.get("Mddash-Keep"));
  if (answer.status !== 200 || answer.redirected || !until || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
  await keep(url.split("#")[0], answer.clone(), { account, until, person: decodeURIComponent(account.slice(account.indexOf(".") + 1)) }, era);
}

async function keep(url, answer, note, era) {
  const body = await answer.blob();
  const headers = new Headers(answer.headers);
  headers.set("Mddash-At", String(Date.now()));
  if (era !== eras) return;
  const cache = await caches.open(pages);
  await cache.put(about, new Response(JSON.stringify(note)));
  await cache.delete(url); // the newest stands last
  await cache.put(url, new Response(body, { headers }));
  const all = (await cache.keys()).filter((request) => !request.url.endsWith(about));
  for (const old of all.slice(0, Math.max(0, all.length - most))) await cache.delete(old);
  if (era !== eras) await caches.delete(pages);
}

// remember keeps a page that was read as a part of another one.
const lately = new Map();
export async function remember(address) {
  const url = new URL(address);
  if (url.origin !== location.origin || !url.pathname.startsWith(`${base}/`) || Date.now() - (lately.get(url.href) ?? 0) < 20_000) return;
  lately.set(url.href, Date.now());
  const era = eras;
  const answer = await fetch(url, { headers: { Accept: "text/html", "Mddash-Copy": "1" }, redirect: "manual", priority: "low" }).catch(() => null);
  if (answer) await heed(url.href, answer, era);
}

// copies lists what can be read, the newest first.
export async function copies() {
  const note = await whose();
  const list = [];
  const cache = note && (await caches.open(pages));
  for (const request of note ? (await cache.keys()).reverse() : []) {
    if (request.url.endsWith(about)) continue;
    const text = await (await cache.match(request)).text();
    list.push({ url: request.url, title: plain(/<title>([^<]*)</.exec(text)?.[1] ?? request.url).replace(/ · [^·]*$/, "") });
  }
  return new Response(JSON.stringify({ person: note?.person, pages: list }), { headers: { "Content-Type": "application/json" } });
}

// plain reads what our pages escape.
const marks = { amp: "&", lt: "<", gt: ">", "#34": '"', "#39": "'" };
const plain = (html) => html.replace(/&(amp|lt|gt|#34|#39);/g, (_, name) => marks[name]);
