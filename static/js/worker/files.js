// What every page needs to look and work as it should.
const { base, files: paths, language, version } = self.mddash;

export const files = `mddash${base} files ${version}`;
export const offline = `${base}/offline?in=${language}`; // as whoever reads it speaks

export async function keepFiles() {
  const cache = await caches.open(files);
  await cache.addAll([...paths, new Request(offline, { cache: "reload" })]);
}

// speak has the page without a connection in another language from now on: the browser's need not be its reader's.
export async function speak(wanted) {
  const cache = await caches.open(files);
  const address = `${base}/offline?in=${encodeURIComponent(wanted)}`;
  const kept = await cache.match(offline);
  if (!kept || kept.url.endsWith(address)) return;
  const answer = await fetch(address, { cache: "reload" }).catch(() => null);
  if (answer?.ok) await cache.put(offline, answer);
}

// A copy of a page may ask for the files of an earlier version: without a connection it gets ours.
const plain = (path) => path.replace(/\.[0-9a-f]{8}(\.\w+)$/, "$1");

export async function fromFiles(request) {
  const cache = await caches.open(files);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    const wanted = plain(new URL(request.url).pathname);
    const ours = paths.find((path) => plain(path) === wanted);
    const answer = ours && (await cache.match(ours));
    if (!answer) throw error;
    return answer;
  }
}
