// Moves that go to the server: one after the other, with the version that the person saw. What is refused goes back to
// where it was; why is in the server's message.
import { announce, base, dayText, path, place, timeText, words } from "./grid.js";
import { clear } from "./preview.js";
import { t } from "./words.js";

let tools;
let busy = false;

export function setUp(handed) {
  tools = handed;
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => ctx.over?.(ctx.response?.status ?? 0));
}

export const moving = () => busy;

// refresh brings the grid up to date without moving anything that has not changed.
export function refresh(how) {
  ask("GET", `${path()}?${place()}`, {}, undefined, how);
}

// ask has an element of its own for each request: those of the grid come and go, and of several none waits for another.
export function ask(method, action, values, over = () => {}, how = {}) {
  const source = Object.assign(document.createElement("i"), { hidden: true });
  document.getElementById("calendar").append(source);
  const done = (status) => {
    source.remove();
    over(status);
  };
  tools.htmx.ajax(method, action, { source, target: "#grid", swap: "none", values, over: done, ...how }).catch(() => {});
}

// move asks which times of a series are meant, and sends where an event is from now on. It gives what became of it.
export async function move(event, edge, times) {
  const to = edge === "end" ? times.end : times.start;
  const scope = event.on ? await series() : "this";
  if (!scope) {
    clear();
    announce(t("It is where it was."));
    return false;
  }
  busy = true;
  const values = { version: event.version, on: event.on ?? "", scope, edge, to: times.whole ? dayText(to) : timeText(to) };
  return new Promise((done) => {
    ask("POST", `${base()}/events/${event.event}/time?${place()}`, values, (status) => {
      busy = false;
      clear();
      if (status > 0 && status < 400) announce(t("Moved to %s.", words(times)));
      else refused(status);
      done(status > 0 && status < 400);
    });
  });
}

function refused(status) {
  if (!status) return tools.say(t("The server does not answer. It is where it was."));
  refresh();
}

function series() {
  const dialog = document.getElementById("series");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue), { once: true }));
}
