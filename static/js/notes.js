// Notes in three panes: the list, and the note beside it that is swapped alone.
import htmx from "htmx.org";

const small = matchMedia("(width < 45rem)");
const pane = () => document.getElementById("note");
let shown = pane()?.dataset.note ?? "";
let scrolled = 0;

document.addEventListener("htmx:before:swap", () => {
  if (!shown) scrolled = scrollY;
});
document.addEventListener("htmx:after:swap", () => {
  if (!pane()) return;
  mark();
  const before = shown;
  shown = pane().dataset.note ?? "";
  if (before === shown) return;
  pane().scrollTop = 0;
  if (!small.matches) return;
  // On small screens the note takes the list's place, and the list is found where it was left.
  scrollTo(0, shown ? 0 : scrolled);
});

// The row whose note is open says so.
function mark() {
  const open = pane().dataset.note;
  for (const name of document.querySelectorAll("#list [data-row] .name")) {
    if (open && name.closest("[data-row]").dataset.row === open) name.setAttribute("aria-current", "true");
    else name.removeAttribute("aria-current");
  }
}

// Back and forward change the note alone where the list is the same, else they load the page.
const listOf = () => {
  const query = new URL(location.href).searchParams;
  query.delete("mode");
  return query.toString();
};
let here = listOf();
let going = false;
document.addEventListener("htmx:after:history:push", () => (here = listOf()));
document.addEventListener("htmx:before:history:restore", (event) => {
  if (!pane()) return;
  event.preventDefault();
  if (listOf() !== here) return location.reload();
  going = true;
  const done = () => (going = false);
  htmx.ajax("GET", location.pathname + location.search, { source: "#note", target: "#note", swap: "outerHTML show:none", headers: { "HX-Target": "section#note" } }).then(done, done);
});
document.addEventListener("htmx:before:history:update", (event) => {
  if (going && pane()) event.preventDefault();
});

// A box that is ticked is sent by itself, one after the other. It goes back when the server says no.
let sent = Promise.resolve();
addEventListener("change", (event) => {
  const box = event.target.closest?.("[data-task][form=ticks]");
  if (!box) return;
  const values = { box: box.value, checked: String(box.checked) };
  sent = sent.then(() => tick(box, values));
});

async function tick(box, values) {
  const form = document.getElementById("ticks");
  if (!form || !box.isConnected) return;
  let taken = false;
  const done = (event) => {
    const { request, response } = event.detail.ctx;
    if (request.action === form.getAttribute("action")) taken = response?.status < 400;
  };
  document.addEventListener("htmx:finally:request", done);
  const went = { ...values, revision: form.elements.revision.value };
  await htmx.ajax("POST", form.getAttribute("action"), { source: pane(), target: "#ticks", swap: "none", values: went }).catch(() => {});
  document.removeEventListener("htmx:finally:request", done);
  if (!taken) box.checked = !box.checked;
}
