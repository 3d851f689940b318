// An .ics file that is dropped on the calendar is taken in, as the page behind “Import events” does.
import { t } from "./words.js";
export function drop({ say }) {
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files") && event.target.closest?.("#calendar");
  const mark = (on) => (document.getElementById("calendar").style.outline = on ? "2px dashed var(--accent-ink)" : "");
  addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget?.closest?.("#calendar")) mark(false);
  });
  addEventListener("drop", (event) => {
    mark(false);
    const link = document.querySelector("a[data-import]");
    if (!holdsFiles(event) || !link) return;
    event.preventDefault();
    send(event.dataTransfer.files, link.href, say);
  });
}

async function send(files, to, say) {
  if (files.length !== 1) return say(t("Drop one file at a time."));
  const form = new FormData();
  form.append("file", files[0], files[0].name);
  say(t("Sending “%s”.", files[0].name), "");
  try {
    const answer = await fetch(to, { method: "POST", body: form });
    if (answer.ok && answer.redirected) return location.assign(answer.url);
    say(answer.status === 413 ? t("“%s” is too big.", files[0].name) : t("“%s” could not be taken.", files[0].name));
  } catch {
    say(t("The server can’t be reached. Nothing was sent."));
  }
}
