// A look shows at once; the server keeps it, and sends the next page in it, so that nothing flashes.
import { say } from "./toast.js";
import { t } from "./words.js";

const root = document.documentElement;
const normal = { theme: "system", hue: "pine", density: "normal" };
const looks = () => document.querySelector("form[data-looks]");
const menus = () => document.querySelectorAll("form[data-theme-form]");

function wear(name, value) {
  if (value && value !== normal[name]) root.dataset[name] = value;
  else delete root.dataset[name];
}

// A theme is chosen in the account menu and on the page of appearance: both show the same.
function wearTheme(theme) {
  wear("theme", theme);
  const radio = looks()?.querySelector(`[name="theme"][value="${theme}"]`);
  if (radio) radio.checked = true;
  for (const item of [...menus()].flatMap((form) => [...form.querySelectorAll(".item")])) {
    if (item.value === theme) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
}

function wearAll(form) {
  const chosen = new FormData(form);
  wearTheme(chosen.get("theme"));
  wear("hue", chosen.get("accent"));
  wear("density", chosen.get("density"));
  wear("links", chosen.has("underline") ? "" : "plain");
  wear("motion", chosen.has("less_motion") ? "less" : "");
  wear("keys", chosen.has("shortcuts") ? "" : "off");
}

addEventListener("change", (event) => event.target.form === looks() && looks() && wearAll(looks()));

// In both it is kept without leaving the page, and worn before the answer is there. What could not be kept is taken off.
const inMenu = (ctx) => ctx?.sourceElement?.matches?.("form[data-theme-form]") && ctx.request.submitter;
const onPage = (ctx) => ctx?.sourceElement?.matches?.("form[data-looks]");

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!inMenu(ctx)) return;
  ctx.worn = root.dataset.theme ?? normal.theme;
  wearTheme(inMenu(ctx).value);
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!inMenu(ctx) && !onPage(ctx)) return;
  const kept = ctx.response?.status < 400;
  if (onPage(ctx)) settle(ctx.sourceElement, kept), onlyLast();
  else if (!kept) wearTheme(ctx.worn);
  if (!kept) say(t("That could not be saved."));
});

// One choice after the other would cover the rest of a phone with what was said of each: Z takes back those before the last.
function onlyLast() {
  const said = [...document.querySelectorAll("#toasts .toast:not([data-hue])")];
  said.pop()?.setAttribute("data-look", "");
  for (const toast of said) if (toast.matches("[data-look]")) toast.remove();
}

// settle takes what is chosen for what the server has, or goes back to that.
function settle(form, kept) {
  for (const field of form.elements) {
    if (kept) field.defaultChecked = field.checked;
    else field.checked = field.defaultChecked;
  }
  wearAll(form);
}
