// A form with data-passkey-new asks the device for a new passkey before it is sent; data-passkey-signin signs in by one, also out of
// what the browser offers for the field of the address.

// A challenge holds for five minutes; one that waits in a field is replaced before that.
const renewed = 4 * 60 * 1000;

// start brings the pages' passkeys to life; t is what says things in the language of the page.
export function start(t) {
  for (const form of document.querySelectorAll("[data-passkey-new]")) making(form, t);
  for (const part of document.querySelectorAll("[data-passkey-signin]:not([hidden])")) signingIn(part, t);
}

// reason is what went wrong between the browser and the device, for whoever waits for it.
function reason(error, t) {
  if (error.name === "InvalidStateError") return t("This device holds a passkey of yours already.");
  if (error.name === "NotAllowedError") return t("Nothing was chosen. Try again whenever you like.");
  return t("The browser could not do it. Try again, or use another device.");
}

const isBusy = (button) => button.hasAttribute("aria-busy");

function making(form, t) {
  const said = form.querySelector("[data-passkey-said]");
  const button = form.querySelector("[type=submit]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.hidden || isBusy(button)) return;
    button.setAttribute("aria-busy", "true");
    said.textContent = "";
    try {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(form.dataset.passkeyNew));
      const made = await navigator.credentials.create({ publicKey });
      form.elements.answer.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch (error) {
      said.textContent = reason(error, t);
      button.removeAttribute("aria-busy");
    }
  });
}

function signingIn(part, t) {
  const path = part.dataset.passkeySignin;
  const form = part.closest("form");
  const said = form.querySelector("[data-passkey-said]");
  const button = part.querySelector("button");
  let waiting = new AbortController();
  let timer;

  function say(text) {
    said.textContent = text ?? t("The server does not answer. Try again in a moment.");
    button.removeAttribute("aria-busy");
  }

  // post throws a TypeError where nothing comes back.
  async function post(to, fields, signal) {
    const answer = await fetch(to, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(fields), signal });
    const body = await answer.json().catch(() => ({}));
    return answer.ok ? body : { message: body.message ?? body.detail, unknown: body.unknown };
  }

  async function signIn(mediation) {
    waiting.abort();
    const { signal } = (waiting = new AbortController());
    const asked = await post(`${path}/challenge`, {}, signal);
    if (!asked.challenge) return mediation === "optional" && say(asked.message);
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked);
    const key = await navigator.credentials.get({ publicKey, mediation, signal });
    button.setAttribute("aria-busy", "true");
    const fields = new FormData(form);
    const answer = await post(path, { answer: JSON.stringify(key.toJSON()), next: fields.get("next") ?? "", stay: fields.get("stay") ?? "" });
    if (answer.to) return location.assign(answer.to);
    if (answer.unknown) PublicKeyCredential.signalUnknownCredential?.({ rpId: asked.rpId, credentialId: key.id })?.catch(() => {});
    say(answer.message);
    offer();
  }

  // offer has the browser offer passkeys in the field of the address, where it can.
  async function offer() {
    if (!form.querySelector("[autocomplete~=webauthn]") || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    clearTimeout(timer);
    timer = setTimeout(offer, renewed);
    signIn("conditional").catch((error) => error.name !== "AbortError" && isBusy(button) && say());
  }

  button.addEventListener("click", async () => {
    if (isBusy(button)) return;
    button.setAttribute("aria-busy", "true");
    said.textContent = "";
    clearTimeout(timer);
    try {
      await signIn("optional");
    } catch (error) {
      say(error instanceof TypeError ? undefined : reason(error, t));
      offer();
    }
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    waiting.abort();
  });
  offer();
}
