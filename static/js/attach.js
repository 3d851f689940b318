// Files are attached as soon as they are chosen, or dropped where the others are. Without this the form has a button.
import { t } from "./words.js";
const every = (root, selector) => [...(root.querySelectorAll?.(selector) ?? [])];

function enhance(root) {
  for (const form of every(root, "form[data-attach]")) {
    form.hidden = true;
    every(form.closest("[data-files]"), "[data-choose]").forEach((button) => (button.hidden = false));
  }
}
enhance(document);
document.addEventListener("htmx:after:settle", () => enhance(document));

const formIn = (section) => section?.querySelector("form[data-attach]");

addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-choose]");
  if (button) formIn(button.closest("[data-files]"))?.elements.file.click();
});
addEventListener("change", (event) => {
  if (event.target.form?.matches("[data-attach]") && event.target.files.length > 0) event.target.form.requestSubmit();
});

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
const mark = (section, on) => section && (section.style.outline = on ? "2px dashed var(--accent-ink)" : "");

addEventListener("dragover", (event) => {
  const section = event.target.closest?.("[data-files]");
  if (!holdsFiles(event) || !formIn(section)) return;
  event.preventDefault();
  mark(section, true);
});
addEventListener("dragleave", (event) => {
  const section = event.target.closest?.("[data-files]");
  if (section && !section.contains(event.relatedTarget)) mark(section, false);
});
addEventListener("drop", (event) => {
  const form = formIn(event.target.closest?.("[data-files]"));
  if (!holdsFiles(event) || !form) return;
  event.preventDefault();
  mark(form.closest("[data-files]"), false);
  form.elements.file.files = event.dataTransfer.files;
  form.requestSubmit();
});

// What is too big is said before it is sent.
addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-attach]")) return;
    const tooBig = [...form.elements.file.files].find((file) => file.size > Number(form.dataset.attach));
    if (!tooBig) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const said = form.closest("[data-files]").querySelector("#attach-e");
    said.lastElementChild.textContent = t("“%s” is too big.", tooBig.name) + ` ${form.querySelector("small").textContent}.`;
    said.hidden = false;
    form.reset();
  },
  true,
);

// HTMX sends the form; only XMLHttpRequest tells how far that is, and it may take longer than other requests.
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  const form = ctx.request.form;
  if (!form?.matches("[data-attach]")) return;
  clearTimeout(ctx.requestTimeout);
  ctx.request.body = new FormData(form); // and not what lists add to every request
  const bar = progressIn(form);
  ctx.fetch = (url, request) => send(url, request, (part) => (bar.value = part)).finally(() => bar.parentElement.remove());
});

function progressIn(form) {
  const files = form.elements.file.files;
  const line = document.createElement("div");
  line.className = "line";
  line.setAttribute("role", "status");
  const text = document.createElement("span");
  text.textContent = files.length === 1 ? t("Attaching “%s”", files[0].name) : t("Attaching %s files", files.length);
  const bar = document.createElement("progress");
  bar.className = "grow";
  bar.setAttribute("aria-label", t("Attached so far"));
  bar.value = 0;
  line.append(text, bar);
  form.after(line);
  return bar;
}

function send(url, { method, headers, body, signal }, tell) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && tell(event.loaded / event.total);
    request.onload = () => resolve(new Response(request.responseText, { status: request.status, headers: headersOf(request) }));
    request.onerror = () => reject(new TypeError("the connection broke"));
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

function headersOf(request) {
  const lines = request.getAllResponseHeaders().trim().split("\r\n");
  return new Headers(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));
}
