// A page that is a copy, or stands in for one, comes up to date by itself once the server answers again: as it was scrolled,
// and not while somebody has something in their hands, which loading it anew would take from them.
import { busy } from "./live.js";

const placeKey = "place after loading";
const patience = 5000; // less than the worker's, which shows the copy again where an answer takes longer
const glance = 1000;
const longest = 60_000;

const fields = 'main :is(textarea, select, input:not([type=hidden], [type=search]))';

// holds tells whether something was typed or chosen that is not sent yet.
export const holds = () => [...document.querySelectorAll(fields)].some(changed);

function changed(field) {
  if (field.matches("select")) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

// What was just said can be read, and undone.
const inHand = () => busy() || holds() || document.querySelector("dialog[open], .toast:not([data-hue=red])");

// answered tells whether the server itself answers for this page, and soon: somebody else may answer in its place, such as
// a hotel that wants to be paid first.
async function answered() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html", "Mddash-Copy": "1" }, signal: AbortSignal.timeout(patience) }).catch(() => null);
  return Boolean(answer && answer.status < 500 && answer.headers.get("Mddash-Account"));
}

// comeBack loads the page anew once the server answers. It tells how that stands: "lost" while nothing answers, "held" while
// what was typed has to be sent first, "soon" otherwise. What answers with true needs no loading.
export function comeBack(tell) {
  const end = new AbortController();
  const until = { signal: end.signal };
  let tries = 0;
  let timer = 0;
  let asking = false;
  let stands = "lost";

  const again = (wait) => {
    clearTimeout(timer);
    if (!end.signal.aborted) timer = setTimeout(look, wait);
  };
  const now = () => again(Math.random() * glance);

  async function look() {
    if (document.hidden || asking) return;
    asking = true;
    const there = stands !== "lost" || (await answered());
    asking = false;
    if (!there) return again(Math.min(longest, patience * 2 ** tries++) * (0.75 + Math.random() / 2));
    if (!inHand()) return load();
    stand(holds() ? "held" : "soon");
    again(glance);
  }

  function stand(now) {
    if (now === stands) return;
    stands = now;
    if (tell(now)) end.abort();
  }

  addEventListener("online", now, until);
  addEventListener("offline", () => (stand("lost"), again(patience)), until);
  document.addEventListener("visibilitychange", () => document.hidden || now(), until);
  document.addEventListener("mddash:answers", now, until);
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => ctx.response?.status < 500 && now(), until);
  again(patience);
}

function load() {
  const boxes = [...document.querySelectorAll("main, main [id], .panes > *")].filter((box) => box.scrollTop || box.scrollLeft);
  const scrolled = boxes.map((box) => [nameOf(box), box.scrollTop, box.scrollLeft]);
  try {
    sessionStorage.setItem(placeKey, JSON.stringify({ at: location.href, scrolled, focus: document.activeElement?.id }));
  } catch {} // storage is off
  location.reload();
}

const nameOf = (box) => (box.id ? `#${CSS.escape(box.id)}` : `${box.localName}.${[...box.classList].map(CSS.escape).join(".")}`);

function restore() {
  const place = JSON.parse(sessionStorage.getItem(placeKey));
  sessionStorage.removeItem(placeKey);
  if (place?.at !== location.href) return;
  for (const [name, top, left] of place.scrolled) document.querySelector(name)?.scrollTo({ top, left, behavior: "instant" });
  if (place.focus) document.getElementById(place.focus)?.focus({ preventScroll: true });
}

try {
  restore();
} catch {
  // Storage is off.
}
