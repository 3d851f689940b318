// Markdown by buttons and keys. Each act gets a text and what is selected in it, and gives back what to put where, or
// nothing where it is not for that place.
const startOf = (text, at) => text.lastIndexOf("\n", at - 1) + 1;
const endOf = (text, at) => (text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at));
const marker = /^((?:[ \t]*>)*[ \t]*)(?:([-*+])|(\d{1,9})([.)]))([ \t]+|$)(\[[ xX]\](?:[ \t]+|$))?/;

// The whole lines that a selection touches.
function lines(text, from, to) {
  const start = startOf(text, from);
  const end = endOf(text, to > from && text[to - 1] === "\n" ? to - 1 : to);
  return { start, end, list: text.slice(start, end).split("\n") };
}

function inFence(text, at) {
  let open = "";
  for (const line of text.slice(0, at).split("\n").slice(0, -1)) {
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (!fence) continue;
    if (!open) open = fence;
    else if (fence.startsWith(open)) open = "";
  }
  return Boolean(open);
}

const surround = (mark) => (text, from, to) => {
  if (text.slice(from, to).trim().includes("\n")) return surroundLines(mark, text, from, to);
  while (from < to && /\s/.test(text[from])) from++;
  while (to > from && /\s/.test(text[to - 1])) to--;
  const size = mark.length;
  const inner = text.slice(from, to);
  if (text.slice(from - size, from) === mark && text.slice(to, to + size) === mark) {
    return { from: from - size, to: to + size, text: inner, select: [from - size, to - size] };
  }
  if (!inner && text.slice(to, to + size) === mark) return { from, to, text: "", select: [to + size, to + size] };
  if (inner.length > 2 * size && inner.startsWith(mark) && inner.endsWith(mark)) {
    return { from, to, text: inner.slice(size, -size), select: [from, to - 2 * size] };
  }
  return { from, to, text: mark + inner + mark, select: [from + size, to + size] };
};

function surroundLines(mark, text, from, to) {
  const { start, end, list } = lines(text, from, to);
  const parts = list.map((line) => {
    const lead = (marker.exec(line) ?? /^[ \t]*(?:#{1,6} |> ?)*/.exec(line))[0];
    const body = line.slice(lead.length);
    return { lead, body: body.trimEnd(), rest: body.slice(body.trimEnd().length) };
  });
  const off = parts.every(({ body }) => !body || (body.length > 2 * mark.length && body.startsWith(mark) && body.endsWith(mark)));
  const made = parts.map(({ lead, body, rest }) => lead + (!body ? "" : off ? body.slice(mark.length, -mark.length) : mark + body + mark) + rest).join("\n");
  return { from: start, to: end, text: made, select: [start, start + made.length] };
}

// On lines: gives them another beginning, and keeps selected what was.
function onLines(text, from, to, change) {
  const { start, end, list } = lines(text, from, to);
  const made = change(list);
  const first = made[0].length - list[0].length;
  const all = made.join("\n").length - (end - start);
  const at = (place, shift) => Math.max(start, place + shift);
  return { from: start, to: end, text: made.join("\n"), select: from === to ? [at(from, first), at(from, first)] : [at(from, Math.min(first, 0)), at(to, all)] };
}

const filled = (list) => (list.some((line) => line.trim()) ? (line) => line.trim() : () => true);

// A list of one kind, or none any more where all lines are of that kind.
const listed = (isKind, mark) => (text, from, to) =>
  onLines(text, from, to, (list) => {
    const counts = filled(list);
    const off = list.every((line) => !counts(line) || isKind(marker.exec(line)));
    let number = 0;
    return list.map((line) => {
      if (!counts(line)) return line;
      const found = marker.exec(line);
      const lead = found?.[1] ?? /^[ \t]*/.exec(line)[0];
      const body = line.slice(found ? found[0].length : lead.length);
      return lead + (off ? "" : mark(++number)) + body;
    });
  });

function heading(text, from, to) {
  return onLines(text, from, to, (list) => {
    const counts = filled(list);
    const level = ((/^(#{1,6}) /.exec(list.find(counts) ?? "")?.[1].length ?? 0) + 1) % 4;
    return list.map((line) => (counts(line) ? (level ? "#".repeat(level) + " " : "") + line.replace(/^#{1,6} +/, "") : line));
  });
}

function quote(text, from, to) {
  return onLines(text, from, to, (list) => {
    const off = list.every((line) => line.startsWith(">"));
    return list.map((line) => (off ? line.replace(/^> ?/, "") : "> " + line));
  });
}

function code(text, from, to) {
  const inner = text.slice(from, to);
  if (!inner.includes("\n") && (inner || text.slice(startOf(text, from), endOf(text, to)).trim())) return surround("`")(text, from, to);
  const longest = Math.max(2, ...[...inner.matchAll(/`{3,}/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  const before = from > startOf(text, from) ? "\n" : "";
  const after = to < endOf(text, to) ? "\n" : "";
  const body = inner.endsWith("\n") || !inner ? inner : inner + "\n";
  const at = from + before.length + fence.length + 1;
  return { from, to, text: `${before}${fence}\n${body || "\n"}${fence}${inner.endsWith("\n") ? "\n" : ""}${after}`, select: [at, at + body.length] };
}

const isAddress = (text) => /^(?:https?:\/\/|mailto:)\S+$/.test(text.trim());

function link(text, from, to) {
  const inner = text.slice(from, to);
  if (isAddress(inner)) return { from, to, text: `[](${inner.trim()})`, select: [from + 1, from + 1] };
  const at = from + inner.length + 3;
  return { from, to, text: `[${inner}](https://)`, select: inner ? [at, at + 8] : [from + 1, from + 1] };
}

// pasted makes a link of what is selected where an address is pasted over it.
export function pasted(text, from, to, address) {
  const inner = text.slice(from, to);
  if (!inner.trim() || inner.includes("\n") || isAddress(inner) || !isAddress(address)) return null;
  const made = `[${inner}](${address.trim()})`;
  return { from, to, text: made, select: [from + made.length, from + made.length] };
}

function table(text, from, to) {
  const start = startOf(text, from);
  const at = text.slice(start, endOf(text, to)).trim() ? endOf(text, to) : start;
  const before = at === start ? (start > 0 && text.slice(0, start).trimEnd() && !text.slice(0, start).endsWith("\n\n") ? "\n" : "") : "\n\n";
  const made = before + "| Column | Column |\n| --- | --- |\n|  |  |\n";
  return { from: at, to: at, text: made, select: [at + before.length + 2, at + before.length + 8] };
}

// indent moves items of a list, or all lines of a selection, to the right, or to the left again. In other lines Tab does
// what it does everywhere.
export function indent(text, from, to, back) {
  const { list } = lines(text, from, to);
  if (list.length === 1 && !marker.test(list[0])) return null;
  return onLines(text, from, to, (all) =>
    all.map((line) => {
      const found = marker.exec(line);
      const size = found?.[3] ? found[3].length + 2 : 2;
      if (back) return line.startsWith("\t") ? line.slice(1) : line.slice(Math.min(size, /^ */.exec(line)[0].length));
      return line.trim() ? " ".repeat(size) + line : line;
    }),
  );
}

// carry moves the lines of a selection over the one above or below.
export function carry(text, from, to, down) {
  const { start, end } = lines(text, from, to);
  if (down ? end === text.length : start === 0) return null;
  const other = down ? [end + 1, endOf(text, end + 1)] : [startOf(text, start - 1), start - 1];
  const [moved, passed] = [text.slice(start, end), text.slice(...other)];
  const shift = down ? passed.length + 1 : -(passed.length + 1);
  return { from: Math.min(start, other[0]), to: Math.max(end, other[1]), text: down ? passed + "\n" + moved : moved + "\n" + passed, select: [from + shift, to + shift] };
}

// enter goes on with a list or a quote, or ends it on an empty item; elsewhere it keeps the indentation.
export function enter(text, from, to) {
  const start = startOf(text, from);
  const line = text.slice(start, endOf(text, from));
  const found = inFence(text, start) ? null : (marker.exec(line) ?? /^((?:[ \t]*>)+[ \t]?)/.exec(line));
  if (!found) {
    const space = /^[ \t]*/.exec(text.slice(start, from))[0];
    return space && { from, to, text: "\n" + space };
  }
  if (from < start + found[0].length) return null;
  if (from === to && !line.slice(found[0].length).trim()) {
    const rest = found[5] === undefined ? "" : found[1].replace(/[ \t]+$/, (space) => (found[1].includes(">") ? space : ""));
    return { from: start, to: start + line.length, text: rest };
  }
  if (found[5] === undefined) return { from, to, text: "\n" + found[1] };
  const mark = found[2] ?? Number(found[3]) + 1 + found[4];
  return { from, to, text: `\n${found[1]}${mark}${found[5]}${found[6] ? "[ ] " : ""}` };
}

export const acts = {
  heading, quote, code, link, table,
  bold: surround("**"),
  italic: surround("_"),
  list: listed((found) => found?.[2] && !found[6], () => "- "),
  numbers: listed((found) => found?.[3], (number) => number + ". "),
  tasks: listed((found) => found?.[6], () => "- [ ] "),
};

// The keys of acts, together with Ctrl or Cmd.
const letters = { b: "bold", i: "italic", e: "code", k: "link" };
const shifted = { Digit7: "numbers", Digit8: "list", Digit9: "tasks", Period: "quote", KeyH: "heading" };

export function actOf(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return "";
  return (event.shiftKey ? shifted[event.code] : letters[event.key.toLowerCase()]) ?? "";
}
