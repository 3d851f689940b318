// Where the focus goes when the page changes under it. HTMX itself keeps it on the same control, by id.
let held = null;

const first = (root) => (root.matches?.("[data-focus-first]") ? root : root.querySelector?.("[data-focus-first]"));
const lost = () => !document.activeElement || document.activeElement === document.body;

// The row that the focus is in, and the rows around it: the next ones first, then those before.
document.addEventListener("htmx:before:swap", () => {
  const row = document.activeElement?.closest?.("[data-row]");
  if (!row) return (held = null);
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.indexOf(row);
  held = [...rows.slice(at), ...rows.slice(0, at).reverse()].map((r) => r.id);
});

document.addEventListener("htmx:after:swap", () => {
  const problems = document.querySelector("[data-focus-first]:not([data-focused])");
  if (problems) return show(problems);
  if (!lost() || !held) return;
  const row = held.map((id) => id && document.getElementById(id)).find(Boolean);
  (row?.querySelector(".check, .name") ?? row?.querySelector("a, button") ?? document.querySelector('[data-key="n"]'))?.focus({ preventScroll: true });
});

// A panel that opens is read from its heading; one that closes gives the focus back to what opened it.
const pane = (el) => el?.id === "panel" || el?.id === "note";
let opener = null;
document.addEventListener("htmx:before:request", (event) => {
  const { target, sourceElement } = event.detail.ctx;
  if (pane(target) && !target.contains(sourceElement)) opener = sourceElement;
});
document.addEventListener("htmx:after:settle", (event) => {
  if (!pane(event.target) || first(event.target)) return;
  if (event.target.id === "note" && event.target.contains(document.activeElement)) return;
  const heading = event.target.querySelector('[tabindex="-1"]');
  if (heading) return heading.focus();
  const back = opener?.isConnected ? opener : opener?.id && document.getElementById(opener.id);
  if (back) back.focus();
});

// A link of the summary leads into its field, not only near it.
addEventListener("click", (event) => {
  const link = event.target.closest?.('.banner a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
});

function show(problems) {
  problems.dataset.focused = "";
  problems.focus();
}

const problems = first(document.body);
if (problems) show(problems);
