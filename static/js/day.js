// What a page calls today is yesterday after midnight, on the clock of who reads it, and what it says of "just now" is old
// when somebody comes back to it. Then everything on it is asked for anew.
import { renew } from "./live.js";

const { now, timezone, kept } = document.documentElement.dataset;
const skew = Number(now) - Date.now(); // the browser's own clock may be wrong
const glance = 20_000;
const long = 3600_000;
const spread = 10_000; // not everybody's pages at the same moment

function dayIn(zone) {
  const day = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "numeric", day: "numeric" });
  return () => day.format(Date.now() + skew);
}

function watch(day) {
  let shown = day();
  let seen = Date.now();
  const look = () => {
    if (document.hidden) return;
    const [was, left] = [shown, seen];
    shown = day();
    seen = Date.now();
    if (seen - left > long) renew(0);
    else if (was !== shown) renew(spread);
  };
  setInterval(look, glance);
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
}

try {
  if (now && !kept) watch(dayIn(timezone));
} catch {
  // The browser does not know the time zone.
}
