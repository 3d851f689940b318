// A timer that runs counts on from where the server saw it, whatever the clock of this machine says.
const begun = new WeakMap();

function count() {
  for (const shown of document.querySelectorAll("[data-seconds]")) {
    const { seconds } = shown.dataset;
    if (begun.get(shown)?.seconds !== seconds) begun.set(shown, { seconds, at: Date.now() - 1000 * seconds });
    const minutes = Math.max(1, Math.round((Date.now() - begun.get(shown).at) / 60000));
    const text = Math.floor(minutes / 60) + ":" + String(minutes % 60).padStart(2, "0");
    if (shown.textContent !== text) shown.textContent = text;
  }
}

count();
setInterval(count, 5000);
document.addEventListener("htmx:after:settle", count);
