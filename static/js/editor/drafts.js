// What is not saved yet is kept in this browser: for its person alone, until it is saved or they sign out. Every open
// editor has a draft of its own; one that no editor holds any more, because its tab was closed, is taken over by the next
// editor of the same note.
const alive = 15_000; // an editor tells so often that its draft is held
const forgotten = 30 * 24 * 3600 * 1000;

const mine = () => `note ${document.documentElement.dataset.me ?? ""} `;
const keysOf = (start) => Object.keys(localStorage).filter((key) => key.startsWith(start));

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// keep gives false where the browser refuses: then the draft lives as long as the page.
export function keep(note, name, draft) {
  try {
    localStorage.setItem(`${mine()}${note || "new"} ${name}`, JSON.stringify({ ...draft, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function drop(note, name) {
  try {
    localStorage.removeItem(`${mine()}${note || "new"} ${name}`);
  } catch {}
}

// orphans are the drafts of a note that no editor holds, the oldest first.
export function orphans(note) {
  const found = [];
  try {
    for (const key of keysOf(`${mine()}${note || "new"} `)) {
      const draft = read(key);
      if (!draft || Date.now() - draft.at > forgotten) localStorage.removeItem(key);
      else if (draft.closed || Date.now() - draft.at > alive) found.push({ ...draft, name: key.split(" ").pop() });
    }
  } catch {}
  return found.sort((a, b) => a.at - b.at);
}

// forget takes all of this person's drafts out of the browser.
export function forget() {
  try {
    for (const key of keysOf(mine())) localStorage.removeItem(key);
  } catch {}
}
