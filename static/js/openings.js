// Opening lines for a letter become buttons that begin it. Loaded when their list is opened first.

const list = document.querySelector("[data-openings]");
const box = list.closest("form").elements.body;

for (const item of list.querySelectorAll("li")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.append(...item.childNodes);
  button.addEventListener("click", () => begin(button.textContent));
  item.append(button);
}

function begin(line) {
  list.open = false;
  box.focus();
  box.setSelectionRange(0, 0);
  document.execCommand("insertText", false, line + (box.value.trim() ? "\n\n" : " ")); // so that it can be undone
}
