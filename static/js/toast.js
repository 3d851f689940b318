// Messages leave after a while, but not under the pointer or the focus, and not when they tell of a failure.
const region = document.getElementById("toasts");
const stay = 8000;
const most = 3; // at once, beside those that tell of a failure
const clocks = new Map();
let paused = false;

function start(toast) {
  toast.querySelector(".dismiss")?.removeAttribute("hidden");
  if (toast.dataset.hue === "red") return;
  if (clocks.size >= most) remove(clocks.keys().next().value);
  clocks.set(toast, { left: stay, since: 0, timer: 0 });
  if (!paused) run(toast);
}

function run(toast) {
  const clock = clocks.get(toast);
  clock.since = performance.now();
  clock.timer = setTimeout(() => remove(toast), clock.left);
}

function pause() {
  if (paused) return;
  paused = true;
  for (const clock of clocks.values()) {
    clearTimeout(clock.timer);
    clock.left = Math.max(1000, clock.left - (performance.now() - clock.since));
  }
}

function resume() {
  if (region.matches(":hover, :focus-within")) return;
  paused = false;
  for (const toast of clocks.keys()) run(toast);
}

// The focus does not fall out of the page with the toast that held it.
function remove(toast) {
  const focused = toast.contains(document.activeElement);
  const next = toast.nextElementSibling ?? toast.previousElementSibling;
  clocks.delete(toast);
  toast.remove();
  if (focused) (next?.querySelector("button") ?? document.getElementById("main"))?.focus({ preventScroll: true });
  if (paused) resume();
}

// say shows a message that no server sent.
export function say(text, hue = "red") {
  const template = document.getElementById("toast");
  if (!region || !template) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector("span").textContent = text;
  if (hue) toast.dataset.hue = hue;
  else toast.querySelector("use").href.baseVal = toast.querySelector("use").href.baseVal.replace("i-warn", "i-check");
  region.append(toast);
}

if (region) {
  region.querySelectorAll(".toast").forEach(start);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.matches?.(".toast")) start(node);
  }).observe(region, { childList: true });
  region.addEventListener("pointerenter", pause);
  region.addEventListener("pointerleave", resume);
  region.addEventListener("focusin", pause);
  region.addEventListener("focusout", () => setTimeout(resume));
  region.addEventListener("click", (event) => {
    if (event.target.closest(".dismiss")) remove(event.target.closest(".toast"));
  });
  // Undo was pressed: with HTMX the answer brings the next message.
  region.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx.response.status < 400) remove(event.target.closest(".toast"));
  });
}
