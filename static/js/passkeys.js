// Passkeys: what is marked with data-passkeys="site" is there only where the browser knows them, and what says that it does not is
// not. That is settled at once, so that nothing moves later; the rest is for a few pages, and comes where there is something for it.
import { t } from "./words.js";

const knows = isSecureContext && Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.PublicKeyCredential.prototype.toJSON);
const parts = [...document.querySelectorAll("[data-passkeys]")].filter((part) => knows && part.dataset.passkeys === location.hostname);

function show(on, inert) {
  for (const part of parts) [part.hidden, part.inert] = [!on, inert];
  for (const text of document.querySelectorAll("[data-passkeys-off]")) text.hidden = on;
}

async function begin() {
  show(true, true);
  try {
    (await import("./passkeys/start.js")).start(t);
    show(true, false);
  } catch {
    show(false, false);
  }
}
if (parts.length) begin();
