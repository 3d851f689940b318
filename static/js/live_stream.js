// One stream for all tabs of a browser: servers and browsers allow few connections at once. The tab that holds the lock has
// it, and tells the others; when that one closes, the next goes on where it was.
const first = 1000; // between two tries to connect
const most = 60_000;

export function follow(path, from, { news, over }) {
  const name = `mddash live ${path} ${document.documentElement.dataset.me ?? ""}`;
  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : null;
  let at = from || null;
  let source = null;
  let release = null;
  let tries = 0;
  let timer = 0;
  let ended = false;

  // A page that was made after something happened shows it already.
  function hear({ id, message }) {
    if (before(id, at) && !message.topics?.includes("*")) return;
    at = id;
    news(message);
  }

  if (channel) channel.onmessage = ({ data }) => (data.over ? end() : data.changed ? over() : hear(data));

  function end() {
    ended = true;
    close();
    over();
  }

  function open() {
    clearTimeout(timer);
    if (source || ended) return;
    source = new EventSource(path + (at ? "?since=" + encodeURIComponent(at) : ""));
    source.onmessage = (event) => {
      tries = 0;
      const told = { id: event.lastEventId, message: JSON.parse(event.data) };
      channel?.postMessage(told);
      hear(told);
    };
    source.addEventListener("end", ({ data }) => {
      close();
      if (data === "over") ask();
      else again();
    });
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return; // it comes back by itself
      close();
      again();
    };
  }

  function again() {
    clearTimeout(timer);
    timer = setTimeout(open, Math.min(most, first * 2 ** tries++) * (0.5 + Math.random()));
  }

  // The way in has changed: where it still leads in, pages are made anew, by whoever it is now and with the rights they have.
  async function ask() {
    const answer = await fetch(path, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (answer && (answer.type === "opaqueredirect" || answer.status === 401)) {
      channel?.postMessage({ over: true });
      return end();
    }
    if (answer) {
      channel?.postMessage({ changed: true });
      over();
    }
    again();
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  // Pages on plain http have no locks: each tab has a stream of its own while it is looked at.
  function alone() {
    if (document.hidden) close();
    else open();
  }

  function lead() {
    if (!navigator.locks) return alone();
    const stop = new AbortController();
    release = () => stop.abort();
    navigator.locks
      .request(name, { signal: stop.signal }, () => {
        open();
        return new Promise((done) => (release = done));
      })
      .catch(() => {});
  }

  // A page that the browser keeps for the way back holds nothing.
  addEventListener("pagehide", () => {
    release?.();
    close();
  });
  addEventListener("pageshow", (event) => event.persisted && !ended && lead());
  if (!navigator.locks) document.addEventListener("visibilitychange", alone);
  lead();
}

// before tells whether a place in what happens is no later than another one.
function before(id, at) {
  if (!at) return false;
  const [a, b] = [id, at].map((text) => text.split("-").map(Number));
  return a[0] <= b[0] && a[1] <= b[1];
}
