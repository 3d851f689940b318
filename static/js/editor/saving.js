// Saves what is written, by itself: a second after typing stops, when the field is left, and when the page goes away.
// Nothing that was typed is lost: what could not be saved is kept in this browser, and tried again.
import { drop, keep, orphans } from "./drafts.js";
import { weave } from "./weave.js";
import { t } from "./words.js";

const pause = 1000;
const longest = 10_000; // of typing without a pause
const again = [1000, 2000, 4000, 8000, 15_000];
const beacon = 60_000; // what a browser sends for a page that is gone, in bytes

const newName = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export class Saving {
  // tell({kind, text, link}) shows how it stands, ask(refusal) what somebody else wrote, made(answer) a new note's address,
  // listed(answer) what was saved in the list.
  constructor(root, { replace, mine, tell, ask, made, listed }) {
    this.field = root.querySelector("textarea");
    this.title = root.querySelector('[name="title"]');
    this.data = root.dataset;
    Object.assign(this, { replace, mine, tell, ask, made, listed, root });
    this.me = document.documentElement.dataset.me ?? "";
    this.name = newName();
    this.as = { editor: this.name, number: 0 }; // who the server takes this for: a draft goes on as the editor it was of
    this.id = Number(this.data.note);
    this.revision = Number(this.data.revision);
    this.saved = { text: this.field.defaultValue, title: this.title.defaultValue };
    this.named = this.title.defaultValue; // the title, once it is written to its end
    this.under = 0; // saves that are under way
    this.tries = this.since = this.timer = this.held = this.answered = 0;
    this.conflict = null;
    this.kept = true;
    this.stuck = false;
    this.closed = false; // the page is gone, or kept by the browser in case that somebody goes back to it
    this.over = false; // who wrote it is signing out
  }

  get dirty() {
    return this.field.value !== this.saved.text || this.named !== this.saved.title;
  }

  typed() {
    if (!this.dirty) return;
    const now = Date.now();
    this.stuck = false;
    this.since ||= now;
    clearTimeout(this.held);
    this.held = setTimeout(() => this.hold(), 250);
    this.soon(now - this.since > longest ? 0 : pause);
  }

  // A title is saved when it is written to its end: every note that links to this one follows it.
  entitled() {
    if (!this.title.value.trim() && this.saved.title) this.title.value = this.saved.title;
    this.named = this.title.value;
    if (!this.dirty) return;
    this.hold();
    this.soon(0);
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  hold() {
    clearTimeout(this.held);
    if (!this.dirty || this.over) return drop(this.id, this.name);
    const { editor, number } = this.as;
    this.kept = keep(this.id, this.name, {
      closed: this.closed, editor, number: number + 1, revision: this.revision, text: this.field.value, title: this.title.value, before: this.saved,
    });
    this.held = setTimeout(() => this.hold(), 5000);
  }

  // save writes what differs from what is saved, once what is under way is done; leaving is for a page that goes away and
  // waits for nothing.
  save({ leaving = false, prefer = "" } = {}) {
    clearTimeout(this.timer);
    if (leaving) this.named = this.title.value.trim() ? this.title.value : this.named;
    if (this.under && !leaving) return this.current.then(() => this.save({ prefer }));
    if ((this.conflict && !prefer) || !(this.dirty || prefer)) return;
    this.current = this.write(leaving, prefer);
    return this.current;
  }

  // pull asks for what others saved, by saving what is there: what nobody else wrote on stays. It tells whether there was any.
  async pull() {
    if (!this.id || this.conflict || this.closed || this.over) return false;
    if (this.under) await this.current;
    const before = this.revision;
    const text = this.field.value;
    if (this.dirty) await this.save();
    else await (this.current = this.write(false, ""));
    return this.revision !== before && this.field.value !== text;
  }

  async write(leaving, prefer) {
    const sent = { text: this.field.value, title: this.named, number: ++this.as.number, as: this.as, revision: this.revision };
    this.hold();
    this.under++;
    this.tell({ kind: "saving" });
    try {
      await this.answer(await this.send(sent, leaving, prefer), sent);
    } catch {
      this.failed({ text: t("The server does not answer.") });
    } finally {
      this.under--;
    }
    if (this.dirty && !this.conflict && !this.tries && !this.stuck) this.soon(pause);
  }

  send(sent, leaving, prefer) {
    const body = new FormData();
    const seen = prefer ? this.conflict.seen : 0;
    for (const field of this.root.querySelectorAll("input[type=hidden]")) body.set(field.name, field.value);
    const fields = { person: this.me, editor: sent.as.editor, number: sent.number, revision: sent.revision, title: sent.title, prefer, seen };
    for (const [name, value] of Object.entries({ ...fields, content: sent.text })) body.set(name, value);
    return fetch(this.data.text, {
      method: "POST", body, headers: { Accept: "application/json" },
      keepalive: leaving && new Blob([sent.text]).size < beacon, signal: leaving ? undefined : AbortSignal.timeout(30_000),
    });
  }

  async answer(response, sent) {
    this.mine(response.headers.get("X-Batch"));
    const json = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    if (sent.as === this.as && sent.number < this.answered) return; // a later one was answered before
    if (response.ok && json.revision) return this.accepted(json, sent);
    if (response.status === 412) return this.refused(json);
    const text = json.errors?.[0]?.message ?? json.detail ?? t("The server refuses it.");
    if (response.status === 401) return this.failed({ text: t("You are signed out."), link: "signin" });
    if (response.status >= 500 || response.status === 429) return this.failed({ text: t("The server is busy.") });
    this.failed({ text, final: response.status !== 409 });
  }

  accepted(json, sent) {
    if (!this.id) this.created(json);
    this.answered = sent.number;
    this.tries = this.since = 0;
    this.stuck = false;
    this.conflict = null;
    this.ask(null);
    this.takeTitle(json.title, sent.title);
    this.saved.text = sent.text;
    if (json.content === undefined || weave(this.field, sent.text, json.content, this.replace)) {
      this.saved.text = json.content ?? sent.text;
      this.revision = json.revision;
    }
    // From here on it is another editor's: the one that the draft was of may be open somewhere.
    if (this.as.editor !== this.name) this.as = { editor: this.name, number: (this.answered = 0) };
    this.hold();
    this.tell(this.dirty ? { kind: "saving" } : { kind: "saved", text: json.saved });
    this.listed(json);
    if (!this.dirty) this.adopt();
  }

  takeTitle(title, sent) {
    this.saved.title = title;
    if (this.named !== sent) return;
    this.named = title;
    if (document.activeElement !== this.title && this.title.value === sent && sent.trim()) this.title.value = title;
  }

  created(json) {
    drop(0, this.name);
    this.id = json.id;
    this.data.text = json.path + "/text";
    this.made(json);
  }

  refused(json) {
    this.conflict = json;
    this.hold();
    this.tell({ kind: "conflict" });
    this.ask(json);
  }

  failed({ text, link = "", final = false }) {
    this.hold();
    this.tell({ kind: "unsaved", text, link, kept: this.kept });
    this.stuck = final; // until something else is written
    if (final) return;
    this.soon(again[Math.min(this.tries++, again.length - 1)]);
  }

  retry() {
    if (this.tries) this.soon(0);
  }

  // adopt takes over what an editor that is gone could not save. It is saved as that editor's, so that nothing is saved
  // twice.
  adopt() {
    const draft = this.dirty ? null : orphans(this.id)[0];
    if (!draft) return;
    drop(this.id, draft.name);
    this.as = { editor: draft.editor, number: draft.number - 1 };
    this.revision = draft.revision;
    this.saved = draft.before;
    if (draft.title.trim()) this.title.value = this.named = draft.title;
    if (draft.text !== this.field.value) this.replace(this.field, 0, this.field.value.length, draft.text);
    if (!this.dirty) this.saved = { ...draft.before, text: draft.text + "\n" };
    this.hold();
    this.soon(0);
  }

  leave() {
    if (this.title.value.trim()) this.named = this.title.value;
    this.closed = true;
    this.hold();
    if (this.dirty) this.save({ leaving: true });
  }

  back() {
    this.closed = false;
    this.hold();
    this.retry();
  }
}
