// An open note: what is written in it is saved by itself, shown beside it as it will be read, and helped with buttons and
// keys. The form behind it works without any of this.
import { forget, orphans } from "./drafts.js";
import { acts, actOf, carry, enter, indent, pasted } from "./markup.js";
import { others } from "./others.js";
import { Preview } from "./preview.js";
import { Saving } from "./saving.js";
import { uploads } from "./uploads.js";
import { speak, t } from "./words.js";

export { forget, orphans };

// edit makes an editor of a form, and gives what ends it.
export function edit(root, { replace, placesIn, say, t: words, htmx, onNews, mine }) {
  speak(words);
  const field = root.querySelector("textarea");
  const title = root.querySelector('[name="title"]');
  const pane = root.querySelector(".preview");
  const over = new AbortController();
  const on = (what, name, act, more) => what.addEventListener(name, act, { signal: over.signal, ...more });

  const saving = new Saving(root, { replace, mine, tell: status(root), ask: choice(root, (prefer) => saving.save({ prefer })), made: (json) => made(root, json, htmx), listed: lists(root, htmx) });
  const preview = new Preview(root, pane, { placesIn });
  uploads(field, root.querySelector("[data-chooser]"), { replace, say, place: () => placeOf(saving, root) });
  for (const plain of root.querySelectorAll("[data-plain]")) plain.remove();
  for (const lively of root.querySelectorAll("[data-lively]")) lively.hidden = false;

  const act = (change) => {
    if (!change) return false;
    replace(field, change.from, change.to, change.text, change.select);
    return true;
  };
  const use = (name) => act(acts[name]?.(field.value, field.selectionStart, field.selectionEnd));

  on(field, "input", () => (saving.typed(), preview.soon()));
  on(field, "blur", () => saving.save());
  on(field, "keydown", (event) => typing(event, field, act, use));
  on(field, "paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (text && act(pasted(field.value, field.selectionStart, field.selectionEnd, text))) event.preventDefault();
  });
  on(title, "change", () => saving.entitled());
  on(title, "keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    field.focus();
  });
  on(root, "submit", (event) => (event.preventDefault(), saving.entitled(), saving.save()));
  on(root, "keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") event.preventDefault(), saving.entitled(), saving.save();
  });
  tools(root, field, use, on);
  modes(root, pane, preview, saving, on);

  on(window, "pagehide", () => saving.leave());
  on(window, "pageshow", (event) => event.persisted && saving.back());
  on(window, "online", () => saving.retry());
  on(window, "focus", () => saving.retry());
  on(document, "visibilitychange", () => (document.hidden ? saving.save() : saving.retry()));
  on(window, "beforeunload", (event) => saving.dirty && !saving.kept && event.preventDefault());
  on(window, "submit", (event) => signingOut(event, saving, say), { capture: true });
  on(document, "htmx:before:swap", () => saving.save());
  on(document, "htmx:after:swap", () => {
    if (root.isConnected) return;
    saving.leave();
    over.abort();
  });

  others(root, saving, { onNews, say }, over.signal);
  remember(root.dataset.mode, root.dataset.base);
  saving.adopt();
  if (saving.dirty) saving.typed();
  preview.soon();
  (saving.id ? field : title).focus({ preventScroll: true });
  if (saving.id && !field.value) title.value || title.focus();
  return saving;
}

// Who signs out leaves nothing behind in the browser, so that everything has to be saved before.
async function signingOut(event, saving, say) {
  const form = event.target;
  if (event.defaultPrevented || !new URL(form.action, location.href).pathname.endsWith("/signout")) return;
  if (saving.dirty && !saving.over) {
    event.preventDefault();
    event.stopImmediatePropagation();
    saving.entitled();
    await saving.save();
    if (saving.dirty) {
      saving.over = true;
      return say(t("Your note is not saved yet. Sign out again to leave without it."));
    }
    saving.over = true;
    forget();
    return form.requestSubmit();
  }
  saving.over = true;
}

function typing(event, field, act, use) {
  if (event.isComposing || event.defaultPrevented) return;
  const { value, selectionStart: from, selectionEnd: to } = field;
  const name = actOf(event);
  const plain = !event.ctrlKey && !event.metaKey;
  let done = false;
  if (name) done = use(name) || true;
  else if (event.key === "Tab" && plain && !event.altKey) done = act(indent(value, from, to, event.shiftKey));
  else if (event.key === "Enter" && plain && !event.altKey && !event.shiftKey) done = act(enter(value, from, to));
  else if (event.altKey && plain && !event.shiftKey && /^Arrow(Up|Down)$/.test(event.key)) done = act(carry(value, from, to, event.key === "ArrowDown")) || true;
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
}

// The buttons leave the caret in the text. One of them is reached with Tab, the others with the arrows.
function tools(root, field, use, on) {
  const bar = root.querySelector('[role="toolbar"]');
  const buttons = [...bar.querySelectorAll("button")];
  const only = (button) => buttons.forEach((other) => (other.tabIndex = other === button ? 0 : -1));
  only(buttons[0]);
  for (const button of buttons) if (button.ariaKeyShortcuts) button.title += ` (${button.ariaKeyShortcuts.replaceAll("+", " ").replace("Control", /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl")})`;
  on(bar, "pointerdown", (event) => event.preventDefault());
  on(bar, "click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    only(button);
    if (button.dataset.act === "image") return root.querySelector("[data-chooser]").click();
    field.focus();
    use(button.dataset.act);
  });
  on(bar, "keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length);
    only(next);
    next.focus();
    event.preventDefault();
  });
}

// From writing to both and back nothing is loaded; to read, what was written is saved first.
function modes(root, pane, preview, saving, on) {
  on(document, "click", (event) => {
    const link = event.target.closest?.("a[data-mode]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    remember(link.dataset.mode, root.dataset.base);
    if (link.dataset.mode === "read") {
      if (!saving.dirty) return;
      event.preventDefault();
      event.stopPropagation();
      saving.entitled();
      return void saving.save().then(() => link.click());
    }
    event.preventDefault();
    event.stopPropagation();
    pane.hidden = link.dataset.mode !== "split";
    for (const other of document.querySelectorAll("a[data-mode]")) other.toggleAttribute("aria-current", other === link);
    link.setAttribute("aria-current", "page");
    if (saving.id) history.replaceState(history.state, "", link.href);
    preview.soon();
    preview.follow();
  }, { capture: true });
}

function remember(mode, base) {
  document.cookie = `note-mode=${mode}; path=${base || "/"}; max-age=31536000; samesite=lax`;
}

// Says in the bar how it stands, and in words what could not be saved and what to do about it.
function status(root) {
  const banner = root.querySelector("[data-unsaved]");
  const [words, way] = banner.querySelectorAll("p, a");
  let timer = 0;
  return ({ kind, text, link, kept = true }) => {
    clearTimeout(timer);
    const say = (state) => (root.closest("#note").querySelector("#note-state").textContent = state);
    // What is quick is not worth a word.
    if (kind === "saving") return void (timer = setTimeout(say, 400, t("Saving")));
    const saved = kind === "saved";
    say(saved ? t("Saved %s", text) : t("Not saved"));
    banner.hidden = kind !== "unsaved";
    const said = banner.hidden ? "" : [t("Not saved."), text, kept ? t("It is kept in this browser.") : ""].filter(Boolean).join(" ");
    if (words.textContent !== said) words.textContent = said;
    way.hidden = !link;
    way.href = `${root.dataset.signin}?next=${encodeURIComponent("/" + (location.pathname + location.search).slice(root.dataset.base.length))}`;
  };
}

// Where two people changed the same paragraph both texts are shown, and the person chooses.
function choice(root, choose) {
  const template = root.querySelector("template[data-conflict]");
  let shown = null;
  return (refusal) => {
    shown?.remove();
    shown = null;
    if (!refusal) return;
    shown = template.content.firstElementChild.cloneNode(true);
    const list = shown.querySelector("[data-pairs]");
    const pair = list.firstElementChild;
    const pairs = (refusal.conflicts ?? []).map(({ mine, theirs }) => [mine, theirs]);
    if (refusal.titles) pairs.unshift(refusal.titles);
    list.replaceChildren(...pairs.map(([mine, theirs]) => {
      const item = pair.cloneNode(true);
      item.querySelector("[data-mine]").textContent = mine || "(nothing)";
      item.querySelector("[data-theirs]").textContent = theirs || "(nothing)";
      return item;
    }));
    shown.addEventListener("click", (event) => {
      const button = event.target.closest("[data-prefer]");
      if (button) choose(button.dataset.prefer);
    });
    root.prepend(shown);
  };
}

// A new note is there from its first save on, and has an address, a row in the list and acts of its own in the bar.
async function made(root, json, htmx) {
  const query = new URLSearchParams(location.search);
  const at = (mode) => (query.set("mode", mode), `${json.path}?${query}`);
  root.dataset.note = root.closest("#note").dataset.note = json.id;
  root.action = json.path + "/edit";
  root.dataset.uploads = json.path + "/attachments";
  history.replaceState(history.state, "", at(root.querySelector(".preview").hidden ? "write" : "split"));
  for (const link of document.querySelectorAll("#note a[data-mode]")) link.href = at(link.dataset.mode);
  const answer = await fetch(location.href).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => "") : "";
  const acts = new DOMParser().parseFromString(text, "text/html").querySelector("#note .bar .end");
  if (!acts || !root.isConnected) return;
  root.closest("#note").querySelector(".bar .end").replaceWith(acts);
  htmx.process(acts);
}

// The list beside the note is brought up to date when somebody pauses. It is not worth a word where that fails.
function lists(root, htmx) {
  let timer = 0;
  let titled = root.querySelector('[name="title"]').value;
  const show = async () => {
    const list = document.getElementById("list");
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#list" };
    const answer = await fetch(root.dataset.list, { headers }).catch(() => null);
    const text = answer?.ok ? await answer.text().catch(() => "") : "";
    if (text && list?.isConnected && root.isConnected) htmx.swap({ sourceElement: list, target: list, swap: "none", push: "false", text });
  };
  return ({ title }) => {
    clearTimeout(timer);
    timer = setTimeout(show, title === titled ? 4000 : 300);
    if (title === titled) return;
    titled = title;
    document.title = `${title} · mddash`;
  };
}

// A file can only hang on a note that is there.
async function placeOf(saving, root) {
  for (let tries = 0; !saving.id && tries < 20; tries++) {
    await saving.save();
    if (!saving.id) await new Promise((done) => setTimeout(done, 250));
  }
  if (!saving.id) throw new Error(t("The note is not saved yet."));
  return root.dataset.uploads;
}
