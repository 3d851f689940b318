// What is being written survives a reload, a lost connection and a session that ended: fields with data-draft="name" are
// kept for this tab and this person until their form is accepted. They come back only over the text that they were begun on.
const mine = `draft ${document.documentElement.dataset.me ?? ""} `;
const keyOf = (field) => mine + location.pathname + " " + field.dataset.draft;
const fieldsOf = (root) => [...root.querySelectorAll("[data-draft]")];

// A browser may refuse to keep anything: the draft then lives as long as the page.
function keep(key, draft) {
  try {
    if (draft) sessionStorage.setItem(key, JSON.stringify(draft));
    else sessionStorage.removeItem(key);
  } catch {}
}

function kept(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function restore(root) {
  for (const field of fieldsOf(root)) {
    const draft = kept(keyOf(field));
    if (!draft || draft.base !== field.defaultValue || field.value !== field.defaultValue) continue;
    field.value = draft.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-draft]");
  if (!field) return;
  const { value: text, defaultValue: base } = field;
  keep(keyOf(field), text === base ? null : { base, text });
});

document.addEventListener("htmx:after:request", (event) => {
  const { response, request } = event.detail.ctx;
  if (request.method === "GET" || response.status >= 400 || !request.form) return;
  for (const field of fieldsOf(request.form)) keep(keyOf(field), null);
});
document.addEventListener("htmx:after:settle", (event) => restore(event.target.parentElement ?? document));

// A plain form takes its drafts along. The next page tells whether they arrived: not where it asks to sign in or failed.
addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  for (const field of fieldsOf(event.target)) {
    const draft = kept(keyOf(field));
    if (draft) keep(keyOf(field), { ...draft, sent: true });
  }
});

function settle() {
  const outside = document.querySelector(".gate");
  for (const key of Object.keys(sessionStorage).filter((k) => k.startsWith("draft "))) {
    const draft = kept(key);
    if (draft?.sent) keep(key, outside ? { ...draft, sent: false } : null);
  }
}

// forgetDrafts takes this person's drafts out of this tab.
export function forgetDrafts() {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(mine)) sessionStorage.removeItem(key);
  } catch {} // storage is off
}

try {
  settle();
  restore(document);
} catch {
  // Storage is off.
}
