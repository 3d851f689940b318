// Others who have the same note open: who writes in it is said in the bar, and what they save comes into the text here.
import { t } from "./words.js";
const beat = 20_000;
const often = 5000; // between two looks at what others saved; it is also taken along with each save

export function others(root, saving, { onNews, say }, signal) {
  let timer = 0;
  let told = 0;
  let looked = 0;
  let waiting = 0;
  let here = false;

  async function tell(open) {
    clearTimeout(timer);
    if (!saving.id || (!open && !here)) return;
    here = open;
    const body = new URLSearchParams({ editor: saving.name, open });
    const path = `${root.dataset.base.replace(/\/$/, "")}/notes/${saving.id}/editors`;
    const answer = await fetch(path, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: !open }).catch(() => null);
    if (!open || signal.aborted) return;
    const json = answer?.ok ? await answer.json().catch(() => null) : null;
    if (json) show(json.text);
  }

  function show(text) {
    const chip = document.getElementById("note-editors");
    if (!chip) return;
    chip.hidden = !text;
    if (chip.textContent !== text) chip.textContent = text;
  }

  // Only what is looked at says that it is open.
  async function renew() {
    if (!document.hidden) await tell(true);
    timer = setTimeout(renew, beat);
  }

  async function look() {
    waiting = 0;
    looked = Date.now();
    if (await saving.pull()) {
      if (Date.now() - told > 60_000) say(t("Somebody else changed this note. It is up to date here."), "");
      told = Date.now();
    }
  }

  const over = onNews((topics) => {
    if (topics.has("*") || topics.has("editors:" + saving.id)) tell(!document.hidden);
    if (!waiting && (topics.has("*") || topics.has("note:" + saving.id))) waiting = setTimeout(look, Math.max(0, looked + often - Date.now()));
  });
  signal.addEventListener("abort", () => {
    over();
    clearTimeout(waiting);
    tell(false);
    clearTimeout(timer);
  });
  addEventListener("pagehide", () => tell(false), { signal });
  addEventListener("pageshow", (event) => event.persisted && renew(), { signal });
  document.addEventListener("visibilitychange", () => tell(!document.hidden), { signal });
  renew();
}
