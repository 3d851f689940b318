// Passkeys are for a few pages, and come where there is something for them.
import { t } from "./words.js";

if (document.querySelector("[data-passkeys]")) import("./passkeys/start.js").then((passkeys) => passkeys.start(t)).catch(() => {});
