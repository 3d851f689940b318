// Sends what waits, the oldest first. Whatever is sent twice counts once: it has a key, by which the server knows it.
import { drop, everything, put } from "./box.js";
import { t } from "../words.js";

const alone = (base, work) => (navigator.locks ? navigator.locks.request(`mddash ${base} sending`, work) : work());

// send tries everything of one person, or of everybody, that was not refused. It tells what was sent, and gives true when
// nothing is left that may still go.
export const send = (base, person, sent = () => {}) => alone(base, async () => {
  const shut = new Set(); // whose things cannot be sent now
  for (const thing of await everything(base, person)) {
    if (thing.refused || shut.has(thing.person)) continue;
    const way = await sendOne(base, thing, sent);
    if (way === "later") return false;
    if (way === "shut") shut.add(thing.person);
  }
  return shut.size === 0;
});

async function sendOne(base, thing, sent) {
  const answer = await fetch(base + thing.path, {
    method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(thing.fields), signal: AbortSignal.timeout(30_000),
  }).catch(() => null);
  if (!answer || answer.status === 429 || answer.status >= 500) return "later";
  // Signed out, somebody else signed in, or sent by another tab just now.
  if (answer.status === 401 || answer.status === 409) return "shut";
  const json = await answer.json().catch(() => null);
  if (answer.ok && json?.path) {
    await drop(base, thing.key);
    sent({ ...thing, sentTo: json.path });
    return "sent";
  }
  if (answer.ok) return "later"; // somebody between here and the server answers, such as a hotel
  await put(base, { ...thing, refused: json?.errors?.[0]?.message ?? json?.detail ?? t("The server refuses it.") });
  return "refused";
}
