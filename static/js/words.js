// What scripts say, in the language of the page: English as it stands in them, and for other languages out of the page.
const own = JSON.parse(globalThis.document?.getElementById("words")?.textContent || "{}");

// t is a text with what goes into its gaps, which are written %s.
export function t(text, ...gaps) {
  return (own[text] ?? text).replace(/%s/g, () => gaps.shift() ?? "");
}

// clock is a moment of late, as the language of the page writes it: its weekday and time.
export function clock(at) {
  return new Date(at).toLocaleString(document.documentElement.lang, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
