// Dialogs that are fetched: what HTMX swaps into #dialog is shown, and gone again when it is closed.
const dialog = document.getElementById("dialog");

document.addEventListener("htmx:after:settle", (event) => {
  if (event.target !== dialog) return;
  if (!dialog.firstElementChild) return dialog.close();
  if (!dialog.open) dialog.showModal();
});
// An answer with "HX-Trigger: closeDialog" says that all is done.
document.addEventListener("closeDialog", () => dialog?.close());
dialog?.addEventListener("close", () => dialog.replaceChildren());

// Browsers that do not know command and closedby yet.
if (!("command" in HTMLButtonElement.prototype)) {
  addEventListener("click", (event) => {
    const button = event.target.closest?.("button[commandfor]");
    const target = button && document.getElementById(button.getAttribute("commandfor"));
    if (target && !target.open) target.showModal();
  });
}
if (!("closedBy" in HTMLDialogElement.prototype)) {
  addEventListener("click", (event) => {
    if (event.target.matches?.('dialog[closedby="any"]') && event.detail > 0) event.target.close();
  });
}
