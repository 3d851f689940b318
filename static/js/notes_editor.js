// What notes need on every page: the editor is fetched where there is one, and what is kept in this browser leaves with
// the person.
import htmx from "htmx.org";
import { placesIn, replace } from "./field.js";
import { mine, onNews } from "./live.js";
import { say } from "./toast.js";
import { t } from "./words.js";

let loading = null;
const open = new Set();

async function start() {
  const roots = [...document.querySelectorAll("form[data-editor]")].filter((root) => !open.has(root));
  const reading = document.querySelector("[data-draft-of]");
  if (!roots.length && !reading) return;
  for (const root of roots) open.add(root);
  const editor = await (loading ??= import("./editor/editor.js").catch(() => null));
  if (!editor) return void (loading = null);
  for (const root of roots) if (root.isConnected) editor.edit(root, { placesIn, replace, say, t, htmx, onNews, mine });
  if (reading) reading.hidden = !editor.orphans(Number(reading.dataset.draftOf)).length;
}

start();
document.addEventListener("htmx:after:settle", () => {
  for (const root of open) if (!root.isConnected) open.delete(root);
  start();
});

// Nothing that somebody wrote stays behind in a browser that they sign out of.
addEventListener("submit", (event) => {
  if (event.defaultPrevented || !new URL(event.target.action, location.href).pathname.endsWith("/signout")) return;
  const mine = `note ${document.documentElement.dataset.me ?? ""} `;
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(mine)) localStorage.removeItem(key);
  } catch {}
});
