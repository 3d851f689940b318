// A button shows that its form is on the way, and a form is not sent twice. Nothing shows for what is quick.
const patience = 200;
const waiting = new Map();

function begin(button) {
  if (!button || waiting.has(button)) return;
  waiting.set(button, setTimeout(() => button.setAttribute("aria-busy", "true"), patience));
}

function end(button) {
  clearTimeout(waiting.get(button));
  waiting.delete(button);
  button?.removeAttribute("aria-busy");
}

// What was clicked: the submitter of a form, or the element that asks by itself. A check shows its tick instead.
function buttonOf(ctx) {
  const from = ctx.request.submitter ?? ctx.sourceElement;
  return from?.closest?.(".btn") ?? null;
}

document.addEventListener("htmx:before:request", (event) => begin(buttonOf(event.detail.ctx)));
document.addEventListener("htmx:finally:request", (event) => end(buttonOf(event.detail.ctx)));

// Without HTMX the browser leaves the page. A form that has gone out stays where it is until the page comes back.
let sent = null;
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
  if (sent === form) return event.preventDefault();
  sent = form;
  begin(event.submitter?.closest(".btn"));
});
addEventListener("pageshow", () => {
  sent = null;
  for (const button of [...waiting.keys()]) end(button);
});
