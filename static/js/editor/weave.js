// Brings into a field what somebody else wrote, while its person goes on writing.

// Where two texts differ, as pieces of the first and what stands there in the second: whole lines.
function differences(from, to) {
  const a = from.split(/(?<=\n)/);
  const b = to.split(/(?<=\n)/);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const mid = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const at = a.slice(0, head).join("").length;
  return mid[0].length * mid[1].length > 1_000_000 ? [{ from: at, to: at + mid[0].join("").length, text: mid[1].join("") }] : hunks(mid[0], mid[1], at);
}

function hunks(a, b, at) {
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j] ? common[(i + 1) * width + j + 1] + 1 : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const found = [];
  let open = null;
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      open = null;
      at += a[i].length;
      i++, j++;
      continue;
    }
    if (!open) found.push((open = { from: at, to: at, text: "" }));
    if (j >= b.length || (i < a.length && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      at = open.to += a[i].length;
      i++;
    } else open.text += b[j++];
  }
  return found;
}

// weave takes the field's text, which was `sent` and may have been written on since, to what became of it: `merged`. The
// caret stays where it is in the text. It is false, and nothing has happened, where both changed the same lines.
export function weave(field, sent, merged, replace) {
  const now = field.value;
  let head = 0;
  while (head < sent.length && head < now.length && sent[head] === now[head]) head++;
  let tail = 0;
  while (tail < sent.length - head && tail < now.length - head && sent.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const typed = now === sent ? null : { from: head, to: sent.length - tail, shift: now.length - sent.length };
  const moved = [];
  for (const hunk of differences(sent, merged)) {
    const after = typed && hunk.from >= typed.to && hunk.from > typed.from;
    if (typed && !after && hunk.to > typed.from) return false;
    const shift = after ? typed.shift : 0;
    moved.push({ from: hunk.from + shift, to: hunk.to + shift, text: hunk.text });
  }
  const { scrollTop } = field;
  let caret = [field.selectionStart, field.selectionEnd];
  for (const hunk of moved.reverse()) {
    caret = caret.map((at) => (at >= hunk.to && at > hunk.from ? at + hunk.text.length - (hunk.to - hunk.from) : Math.min(at, hunk.from + hunk.text.length)));
    replace(field, hunk.from, hunk.to, hunk.text);
  }
  field.setSelectionRange(...caret);
  field.scrollTop = scrollTop;
  return true;
}
