// The calendar's own scripts are fetched where there is one. What all pages share is handed over, so that it is not
// fetched twice.
import htmx from "htmx.org";
import { keep, refreshBy } from "./live.js";
import { say } from "./toast.js";
import { free } from "./todos.js";
import { t } from "./words.js";

if (document.getElementById("calendar")) import("./calendar/start.js").then((calendar) => calendar.start({ htmx, say, t, free, keep, refreshBy })).catch(() => {});
