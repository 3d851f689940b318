// Messages while no page is open: on and off in this browser. Where they cannot be, it says why.
import { t } from "./words.js";
const row = document.querySelector("[data-push]");
const workers = navigator.serviceWorker;

const say = (text) => (row.querySelector("[data-push-state]").textContent = text);

async function start() {
  const on = row.querySelector("[data-push-on]");
  const off = row.querySelector("[data-push-off]");
  const show = (is, text) => {
    on.hidden = is !== "off";
    off.hidden = is !== "on";
    row.querySelector("[data-push-test]").hidden = is !== "on";
    say(text);
  };
  const current = async () => (await workers.ready).pushManager.getSubscription();

  if (!isSecureContext) return show("", t("Messages need an address that begins with https://"));
  if (!workers || !("PushManager" in window)) return show("", t("This browser takes no messages. On an iPhone or iPad, add mddash to the home screen first"));
  const tell = async () => {
    if (Notification.permission === "denied") return show("", t("Messages from here are blocked in the browser’s settings"));
    if ((await current()) && row.hasAttribute("data-here")) return show("on", t("Messages are on"));
    show("off", t("Messages are off"));
  };

  on.addEventListener("click", async () => {
    on.setAttribute("aria-busy", "true");
    try {
      if ((await Notification.requestPermission()) !== "granted") return await tell();
      await (await current())?.unsubscribe();
      const made = await (await workers.ready).pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: row.dataset.push });
      if (await register(on.dataset.pushOn, made)) row.toggleAttribute("data-here", true);
      else await made.unsubscribe();
      await tell();
    } catch {
      show("off", t("The browser’s push service does not answer. Try again later"));
    } finally {
      on.removeAttribute("aria-busy");
    }
  });
  off.addEventListener("submit", async (event) => {
    event.preventDefault();
    await (await current())?.unsubscribe().catch(() => {});
    const answer = await fetch(off.action, { method: "POST", headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) row.removeAttribute("data-here");
    await tell();
  });
  await tell();
}

async function register(path, subscription) {
  const { endpoint, keys } = subscription.toJSON();
  const answer = await fetch(path, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ endpoint, ...keys }) }).catch(() => null);
  return Boolean(answer?.ok);
}

if (row) start();
