// Sugar: every page works without it. The build bundles this file and what it imports into static/vendor/app.js.
import "htmx.org";
import "./board.js";
import "./busy.js";
import "./complete.js";
import "./copy.js";
import "./dialogs.js";
import "./drafts.js";
import "./focus.js";
import "./keys.js";
import "./menus.js";
import "./offline.js";
import "./theme.js";
import "./timeline.js";
import "./timer.js";
import "./toast.js";
import "./todos.js";
import "./zone.js";
