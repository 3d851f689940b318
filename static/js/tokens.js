// A field with data-tokens holds several things, parted by commas. Each is shown as a chip that can be taken away; the field
// itself stays behind them, so that the same is sent as without scripts. data-tokens names a datalist with what may be meant.
function dress(field) {
  const box = document.createElement("div");
  box.className = "tokens input";
  const line = field.cloneNode();
  for (const name of ["name", "class", "value", "data-tokens"]) line.removeAttribute(name);
  line.value = "";
  line.setAttribute("list", field.dataset.tokens);
  const sent = document.createElement("input");
  Object.assign(sent, { type: "hidden", name: field.name });
  field.replaceWith(box);
  box.append(line, sent);
  const chips = () => [...box.querySelectorAll(".chip")];
  const keep = () => (sent.value = [...chips().map((chip) => chip.dataset.text), line.value.trim()].filter(Boolean).join(", "));

  function add(texts) {
    for (const text of texts.split(/[,;\n]/).map((one) => one.trim())) {
      if (!text || chips().some((chip) => chip.dataset.text === text)) continue;
      const chip = document.getElementById("token").content.firstElementChild.cloneNode(true);
      chip.dataset.text = text;
      chip.firstElementChild.textContent = text;
      const remove = chip.querySelector("button");
      remove.setAttribute("aria-label", `${remove.dataset.remove} ${text}`);
      line.before(chip);
    }
    line.value = "";
    keep();
  }

  box.addEventListener("click", (event) => {
    event.target.closest(".chip button")?.parentElement.remove();
    keep();
    line.focus();
  });
  line.addEventListener("input", (event) => {
    // What is chosen from the list comes at once and whole.
    if (/[,;\n]/.test(line.value) || !event.inputType || event.inputType === "insertReplacementText") add(line.value);
    keep();
  });
  line.addEventListener("blur", () => add(line.value));
  line.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && line.value.trim()) {
      event.preventDefault();
      add(line.value);
    } else if (event.key === "Backspace" && !line.value) {
      chips().at(-1)?.remove();
      keep();
    }
  });
  add(field.value);
}

for (const field of document.querySelectorAll("[data-tokens]")) dress(field);
