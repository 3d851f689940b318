// Menus close when something in them was chosen, and the arrows walk over what they hold.
addEventListener("click", (event) => {
  const item = event.target.closest?.(".menu .item, .menu .swatch > button");
  if (!item || item.matches("label, [popovertarget]")) return;
  item.closest(".menu").hidePopover?.();
  document.querySelector(".nav:popover-open")?.hidePopover();
});

addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu:popover-open") ?? opened(event.target);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !step || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  const items = [...menu.querySelectorAll(".item:not(:disabled), .swatch > button")];
  const at = items.indexOf(event.target.closest(".item, .swatch > button"));
  const next = at < 0 ? (step > 0 ? 0 : -1) : (at + step) % items.length;
  event.preventDefault();
  items.at(next)?.focus();
});

// The menu that a button has opened.
function opened(button) {
  const id = button.getAttribute?.("popovertarget");
  return id && document.querySelector(`#${CSS.escape(id)}.menu:popover-open`);
}
