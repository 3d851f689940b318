// The line that a todo is written in: it is free for the next one at once, and many lines become many todos.
import htmx from "htmx.org";
import "./waiting.js"; // it hears first of what did not go out

const line = () => document.getElementById("add");
const isQuick = (ctx) => ctx.sourceElement?.id === "quick" && !ctx.request.submitter?.closest(".chip");
let sent = "";

document.addEventListener("htmx:before:request", (event) => {
  if (!isQuick(event.detail.ctx) || !line()) return;
  sent = line().value;
  empty();
});

document.addEventListener("htmx:error", (event) => {
  const { ctx } = event.detail;
  if (!ctx || !isQuick(ctx) || ctx.response) return;
  const text = sent;
  const restore = () => line()?.value === "" && (line().value = text);
  if (ctx.waits) ctx.waits.catch(restore);
  else restore();
});

function empty() {
  line().value = "";
  document.getElementById("understood")?.replaceChildren();
  document.getElementById("add-e")?.remove();
  line().removeAttribute("aria-invalid");
  document.querySelector("#quick [name=plain]")?.remove();
}

addEventListener("paste", async (event) => {
  const field = event.target.closest?.("[data-lines]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!field || !/\S[^\n]*\n\s*\S/.test(text)) return;
  event.preventDefault();
  await htmx.ajax("GET", field.dataset.lines, { source: "#list", target: "#dialog", swap: "innerHTML", headers: { "HX-Target": "dialog#dialog" } });
  const lines = document.querySelector('#dialog [name="lines"]');
  if (!lines) return;
  lines.value = [field.value, text].filter(Boolean).join("\n");
  lines.dispatchEvent(new Event("input", { bubbles: true }));
  field.value = "";
});
