// Files that are pasted, dropped or chosen become attachments of the note, and stand in the text where the caret was.
import { t } from "./words.js";
let counted = 0;

const plain = (name) => name.replace(/[[\]\\\n\r]/g, " ").trim() || "file";

export function uploads(field, chooser, { replace, say, place }) {
  const take = (files) => [...files].forEach((file) => upload(file));

  async function upload(file) {
    const name = plain(file.name);
    const mark = `![${t("Uploading %s …", name)}](${++counted})`;
    replace(field, field.selectionStart, field.selectionEnd, mark);
    let made = "";
    try {
      made = await send(file, name, await place());
    } catch (problem) {
      say(t("“%s” is not attached.", name) + ` ${problem.message}`);
    }
    const at = field.value.indexOf(mark);
    if (at < 0) return;
    const { selectionStart, selectionEnd, scrollTop } = field;
    const keep = (caret) => (caret <= at ? caret : Math.max(at, caret + made.length - mark.length));
    replace(field, at, at + mark.length, made, [keep(selectionStart), keep(selectionEnd)]);
    field.scrollTop = scrollTop;
  }

  field.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    if (!files.length || (types.includes("text/plain") && event.clipboardData.getData("text/plain"))) return;
    event.preventDefault();
    take(files);
  });
  field.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  field.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    field.focus();
    take(event.dataTransfer.files);
  });
  chooser.addEventListener("change", () => {
    field.focus();
    take(chooser.files);
    chooser.value = "";
  });
}

async function send(file, name, url) {
  const body = new FormData();
  body.set("file", file);
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    throw new Error(t("The server does not answer."));
  }
  const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (answer.ok && json.url) return `${json.image ? "!" : ""}[${plain(json.name ?? name)}](${json.url})`;
  if (answer.status === 401) throw new Error(t("You are signed out."));
  throw new Error(json.errors?.[0]?.message ?? json.detail ?? (answer.status === 413 ? t("It is too large.") : t("The server refuses it.")));
}
