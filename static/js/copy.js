// A button with data-copy="id" puts what that field holds on the clipboard. It is not there where that cannot work.
import { say } from "./toast.js";
import { t } from "./words.js";

function show() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

show();
document.addEventListener("htmx:after:settle", show);

addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    say(t("Copied."), "");
  } catch {
    say(t("The browser did not allow it. It is selected: copy it with your keys."));
  }
});
