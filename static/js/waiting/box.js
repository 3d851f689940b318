// What was written without a connection waits here, in this browser, until the server has it. Each thing says whose it
// is. It is shared by the pages and the worker beside them; base is the path that mddash lives under.
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open(base) {
  const request = indexedDB.open(`mddash ${base}`, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "key" });
  return settled(request);
}

async function use(base, mode, act) {
  const db = await open(base);
  try {
    const work = db.transaction("waiting", mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      work.oncomplete = resolve;
      work.onabort = () => reject(work.error);
    });
    const result = await settled(act(work.objectStore("waiting")));
    await done;
    return result;
  } finally {
    db.close();
  }
}

// put keeps a thing, or what became of it. It fails where the browser keeps nothing.
export const put = (base, thing) => use(base, "readwrite", (box) => box.put(thing));
export const drop = (base, key) => use(base, "readwrite", (box) => box.delete(key));

// everything is what waits, of everybody or of one person, in the order in which it was written.
export async function everything(base, person) {
  const all = await use(base, "readonly", (box) => box.getAll());
  return all.filter((thing) => person === undefined || thing.person === person).sort((a, b) => a.at - b.at);
}
