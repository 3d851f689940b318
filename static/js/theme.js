// A look shows at once; the server keeps it, and sends the next page in it, so that nothing flashes.
import { say } from "./toast.js";
import { t } from "./words.js";

const root = document.documentElement;
const normal = { theme: "system", accent: "pine", density: "normal" };
const attribute = { theme: "theme", accent: "hue", density: "density" };

function wear(name, value) {
  if (value === normal[name]) delete root.dataset[attribute[name]];
  else root.dataset[attribute[name]] = value;
}

// On the appearance page a choice is tried on before it is saved.
addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-looks]");
  if (!form || !(event.target.name in normal)) return;
  const on = event.target.type !== "checkbox" || event.target.checked;
  wear(event.target.name, on ? event.target.value : normal[event.target.name]);
});

// In the account menu it is kept without leaving the page.
addEventListener("submit", async (event) => {
  const form = event.target.closest?.("form[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const before = root.dataset.theme ?? "system";
  wear("theme", event.submitter.value);
  for (const item of form.querySelectorAll(".item")) {
    if (item === event.submitter) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
  const body = new URLSearchParams({ theme: event.submitter.value, next: form.elements.next.value });
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (answer && (answer.ok || answer.type === "opaqueredirect")) return;
  wear("theme", before);
  say(t("The theme could not be saved."));
});
