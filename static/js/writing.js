// Writing: nothing but the page, keys, opening lines, plain words out of what is pasted.

const tools = document.querySelector("[data-writing]");
const form = tools.closest("form");
const [wide, keyboard] = tools.children;
const help = tools.nextElementSibling;
const mac = /Mac|iP/.test(navigator.platform);

for (const key of mac ? help.querySelectorAll("[data-mac]") : []) key.textContent = key.dataset.mac;
const show = () => help.showModal();
tools.hidden = false;
tools.onmousedown = (event) => event.preventDefault();
wide.onclick = turn;
keyboard.onclick = show;
help.querySelector("button").onclick = () => help.close();

function turn() {
  const box = document.querySelector(".sheet :focus, .composer > .fields :focus") ?? form.querySelector("textarea, .fields input");
  const { top } = box.getBoundingClientRect();
  document.body.classList.toggle("alone");
  box.focus({ preventScroll: true });
  window.scrollBy(0, box.getBoundingClientRect().top - top);
}

for (const item of document.querySelectorAll("[data-openings] li")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.append(...item.childNodes);
  item.append(button);
  button.onclick = () => {
    const box = form.elements.body;
    item.closest("details").open = false;
    box.focus();
    box.setSelectionRange(0, 0);
    document.execCommand("insertText", false, button.textContent + (box.value.trim() ? "\n\n" : " "));
  };
}

// What a letter answers, folded on a narrow screen.
for (const turn of matchMedia("(width < 46rem)").matches ? document.querySelectorAll("[data-fold]") : []) turn.open = false;

document.addEventListener("keydown", (event) => {
  const { key, ctrlKey, altKey, shiftKey } = event;
  const command = (ctrlKey || event.metaKey) && !altKey;
  const letter = String(key > "~" ? event.code.slice(-1) : key).toLowerCase(); // or by its place
  let act;
  if (event.isComposing || event.keyCode === 229) return;
  if (command && !shiftKey && letter === "s") act = () => document.dispatchEvent(new CustomEvent("save-now", { detail: { saves: [] } }));
  else if (document.querySelector("dialog[open]")) return;
  else if (command && key === "Enter" && event.target.form === form) act = () => form.requestSubmit();
  else if (command && key === "/") act = show;
  else if (shiftKey && letter === "f" && (mac ? ctrlKey : altKey && !ctrlKey)) act = turn;
  else if (key === "Escape" && document.body.matches(".alone")) act = turn;
  else return;
  event.preventDefault();
  if (!event.repeat) act();
});

form.onpaste = (event) => {
  const { target, clipboardData: board } = event;
  const typed = board.getData("text/plain").replace(/\r\n?/g, "\n");
  if (!typed || target.type !== "textarea") return;
  // Inert anyway; so the policy does not complain.
  const html = board.getData("text/html").replace(/(?<=<\/?)(style|script)|(?<=\s)(style|on\w+)(?==["'])/gi, "x");
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const rich = body.querySelector("p, li, b, strong, i, em");
  const words = plain(rich ? read(body).trim().replace(/ *\n([ \xa0]*(?=\n)| *)/g, "\n").replace(/\n{3,}/g, "\n\n") : typed);
  if (words === typed) return;
  target.selectionEnd += 0; // or Ctrl+Z takes what was typed before, too
  if (document.execCommand("insertText", false, words)) event.preventDefault();
};

function read(node) {
  if (node.nodeType === 3) return node.data.replace(/[ \t\r\n]+/g, " ");
  const { localName: name, parentNode: list } = node;
  const words = name === "x" ? "" : [...node.cells ?? node.childNodes].map(read).join(node.cells ? " · " : "");
  const mark = { b: "**", strong: "**", i: "_", em: "_" }[name];
  if (mark && !node.id && !/\n/.test(words)) return words.replace(/\S(.*\S)?/, `${mark}$&${mark}`);
  if (name === "li") return `\n${list.matches("ol") ? `${[...list.children].indexOf(node) + 1}.` : "-"} ${words.trim()}`;
  if (list.cells) return words.trim();
  if (/^(br|div|tr) |MsoList/.test(`${name} ${node.className}`)) return `${words}\n`;
  return /^(p|h\d|[uo]l|table)$/.test(name) ? `\n\n${words}\n\n` : words;
}

function plain(text) {
  return text
    .replace(/[\xad\ufffc]/g, "")
    .replace(/\v/g, "\n")
    .replace(/^[ \t\xa0]*([•·▪●]|[o§–](?=[\t\xa0]))[ \t\xa0]+/gm, "- ")
    .replace(/^[\t\xa0]*(\d+[.)])[\t\xa0]+/gm, "$1 ")
    .replace(/\xa0/g, " ");
}
