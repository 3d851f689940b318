// What scripts do in a field where somebody writes.

const splits = (text, at) => at > 0 && at < text.length && /[\ud800-\udbff]/.test(text[at - 1]);

// replace puts a text in place of what stands between two places, and then selects. The browser's own undo takes it
// back, as if it had been typed, where the field has the focus.
export function replace(field, from, to, text, select = [from + text.length, from + text.length]) {
  const old = field.value.slice(from, to);
  let head = 0;
  while (head < old.length && head < text.length && old[head] === text[head]) head++;
  if (splits(old, head) || splits(text, head)) head--;
  let tail = 0;
  while (tail < old.length - head && tail < text.length - head && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
  if (splits(old, old.length - tail) || splits(text, text.length - tail)) tail--;
  put(field, from + head, to - Math.max(tail, 0), text.slice(head, text.length - Math.max(tail, 0)));
  field.setSelectionRange(...select);
}

function put(field, from, to, text) {
  if (from === to && !text) return;
  if (document.activeElement === field) {
    field.setSelectionRange(from, to);
    // There is no other way to write into a field without its undo being lost.
    if (text ? document.execCommand("insertText", false, text) : document.execCommand("delete")) return;
  }
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const copied = [
  "boxSizing", "width", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "borderTopWidth", "borderRightWidth", "borderBottomWidth",
  "borderLeftWidth", "fontFamily", "fontSize", "fontStyle", "fontWeight", "fontFeatureSettings", "letterSpacing", "lineHeight", "tabSize", "textIndent",
  "wordSpacing", "direction",
];

// placesIn measures where places in a text area's text are, in pixels from its upper corner, before it is scrolled.
export function placesIn(field, places) {
  const style = getComputedStyle(field);
  const mirror = document.createElement("div");
  for (const name of copied) mirror.style[name] = style[name];
  Object.assign(mirror.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", borderStyle: "solid", top: 0, left: 0 });
  mirror.style.width = field.clientWidth + parseFloat(style.borderLeftWidth) + parseFloat(style.borderRightWidth) + "px";
  let at = 0;
  const marks = places.map((place) => {
    mirror.append(field.value.slice(at, place));
    at = place;
    const mark = document.createElement("span");
    mark.textContent = "\u200b";
    mirror.append(mark);
    return mark;
  });
  mirror.append(field.value.slice(at) || " ");
  document.body.append(mirror);
  const found = marks.map((mark) => ({ top: mark.offsetTop, left: mark.offsetLeft, height: mark.offsetHeight }));
  mirror.remove();
  return found;
}
