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

// In the account menu it is kept without leaving the page, and worn before the answer is there.
const chosen = (ctx) => ctx?.sourceElement?.matches?.("form[data-theme-form]") && ctx.request.submitter;

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!chosen(ctx)) return;
  ctx.worn = root.dataset.theme ?? normal.theme;
  choose(ctx.sourceElement, chosen(ctx).value);
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!chosen(ctx) || ctx.response?.status < 400) return;
  choose(ctx.sourceElement, ctx.worn);
  say(t("The theme could not be saved."));
});

function choose(form, theme) {
  wear("theme", theme);
  for (const item of form.querySelectorAll(".item")) {
    if (item.value === theme) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
}
