// Shows how a text will be read, beside where it is written, and keeps the two in step.
const breath = 20; // between a key and the question
const patience = 150; // while keys go on

export class Preview {
  constructor(root, pane, { placesIn }) {
    this.field = root.querySelector("textarea");
    Object.assign(this, { data: root.dataset, pane, placesIn });
    this.project = root.querySelector('[name="project_id"]')?.value ?? "";
    this.blocks = [...pane.children].map((block) => block.outerHTML);
    this.shown = this.field.defaultValue;
    this.timer = this.since = this.aborted = 0;
    this.asking = null;
    this.marks = null;
    this.lead = this.field;
    for (const side of [this.field, pane]) {
      for (const act of ["wheel", "pointerdown", "touchstart", "focusin"]) side.addEventListener(act, () => (this.lead = side), { passive: true });
      side.addEventListener("scroll", () => this.lead === side && this.follow(), { passive: true });
    }
    this.field.addEventListener("input", () => (this.lead = this.field));
    new ResizeObserver(() => (this.marks = null)).observe(this.field);
  }

  soon() {
    this.marks = null;
    if (this.pane.hidden || this.field.value === this.shown) return;
    clearTimeout(this.timer);
    this.since ||= performance.now();
    this.timer = setTimeout(() => this.show(), performance.now() - this.since > patience ? 0 : breath);
  }

  async show() {
    this.since = 0;
    // A question that was overtaken is taken back, but not for ever: something is shown while keys go on.
    if (this.asking && this.aborted > 2) return void (this.again = true);
    if (this.asking) this.aborted++, this.asking.abort();
    const mine = (this.asking = new AbortController());
    const text = this.field.value;
    const body = new FormData();
    for (const [name, value] of Object.entries({ content: text, note: this.data.note, project: this.project })) body.set(name, value);
    try {
      const answer = await fetch(this.data.preview, { method: "POST", body, signal: mine.signal, headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
      const html = answer.ok ? await answer.text() : null;
      if (html !== null && this.asking === mine) this.put(html, text);
    } catch {
      // The next key asks again.
    }
    if (this.asking !== mine) return;
    this.asking = null;
    this.aborted = 0;
    if (this.again) this.again = void this.soon();
  }

  // Only blocks that changed are put in, so that pictures and what is selected stay.
  put(html, text) {
    const made = document.createElement("template");
    made.innerHTML = html;
    const fresh = [...made.content.children];
    const blocks = fresh.map((block) => block.outerHTML);
    const old = [...this.pane.children];
    let head = 0;
    while (head < old.length && head < blocks.length && this.blocks[head] === blocks[head]) head++;
    let tail = 0;
    while (tail < old.length - head && tail < blocks.length - head && this.blocks.at(-1 - tail) === blocks.at(-1 - tail)) tail++;
    for (const gone of old.slice(head, old.length - tail)) gone.remove();
    const before = this.pane.children[head] ?? null;
    for (const block of fresh.slice(head, fresh.length - tail)) this.pane.insertBefore(block, before);
    this.blocks = blocks;
    this.shown = text;
    this.marks = null;
    this.field.dispatchEvent(new CustomEvent("previewed", { bubbles: true }));
    if (this.lead === this.field) this.follow();
  }

  // The other side goes where the one that is scrolled is: from heading to heading, and evenly in between.
  follow() {
    if (this.pane.hidden) return;
    const from = this.lead === this.field ? 0 : 1;
    const sides = [this.field, this.pane];
    this.marks ??= this.measure();
    const at = sides[from].scrollTop;
    const next = Math.max(1, this.marks.findIndex((mark) => mark[from] > at));
    const [a, b] = [this.marks[next - 1], this.marks[next]];
    const part = b[from] > a[from] ? (at - a[from]) / (b[from] - a[from]) : 0;
    sides[1 - from].scrollTop = Math.round(a[1 - from] + part * (b[1 - from] - a[1 - from]));
  }

  measure() {
    const ends = [this.field, this.pane].map((side) => Math.max(0, side.scrollHeight - side.clientHeight));
    const shown = [...this.pane.children].filter((block) => /^H[1-6]$/.test(block.tagName));
    const written = headings(this.field.value);
    const between = shown.length === written.length ? this.placesIn(this.field, written).map((place, i) => [place.top, shown[i].offsetTop - this.pane.offsetTop]) : [];
    return [[0, 0], ...between.filter(([y, z]) => y < ends[0] && z < ends[1]), ends];
  }
}

// Where the headings of a text begin.
function headings(text) {
  const found = [];
  let at = 0;
  let fence = "";
  for (const line of text.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && (!fence || mark.startsWith(fence))) fence = fence ? "" : mark;
    else if (!fence && /^ {0,3}#{1,6}(?:[ \t]|$)/.test(line)) found.push(at);
    at += line.length + 1;
  }
  return found;
}
