// Writing: nothing but the page, keys, opening lines, plain words out of what is pasted.

import { saveNow } from "./frame.js";

const tools = document.querySelector("[data-writing]");
const form = tools.closest("form");
const [wide, keyboard] = tools.children;
const help = tools.nextElementSibling;
let plainWords = null; // paste.js, from the first paste on
const isMac = /Mac|iP/.test(navigator.platform);

tools.hidden = false;
tools.addEventListener("mousedown", (event) => event.preventDefault()); // the caret stays in its box
wide.addEventListener("click", toggleFullScreen);
keyboard.addEventListener("click", showHelp);
help.querySelector("button").addEventListener("click", () => help.close());
if (isMac) for (const key of help.querySelectorAll("[data-mac]")) key.textContent = key.dataset.mac;

// "A few ways to begin": lines to read, until they can be pressed.
const openings = document.querySelector("[data-openings]");
openings?.addEventListener("toggle", () => { import("./openings.js").catch(() => {}); });

// What a letter answers, folded on a narrow screen.
if (matchMedia("(width < 46rem)").matches) {
  for (const details of document.querySelectorAll("[data-fold]")) details.open = false;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return; // 229: so do browsers that do not say isComposing
  const act = shortcut(event);
  if (!act) return;
  event.preventDefault();
  if (!event.repeat) act();
});

form.addEventListener("paste", paste);

/** What the keys mean here, if anything. */
function shortcut({ key, code, ctrlKey, metaKey, altKey, shiftKey, target }) {
  const isCommand = (ctrlKey || metaKey) && !altKey;
  const letter = String(key > "~" ? code.slice(-1) : key).toLowerCase(); // of another alphabet: by its place
  if (isCommand && !shiftKey && letter === "s") return saveNow;
  if (document.querySelector("dialog[open]")) return null;
  if (isCommand && key === "Enter" && target.form === form) return () => form.requestSubmit();
  if (isCommand && key === "/") return showHelp;
  if (shiftKey && letter === "f" && (isMac ? ctrlKey : altKey && !ctrlKey)) return toggleFullScreen;
  if (key === "Escape" && document.body.matches(".alone")) return toggleFullScreen;
  return null;
}

function showHelp() {
  help.showModal();
}

/** Nothing but the box, which stays where the eye is. */
function toggleFullScreen() {
  const focused = document.querySelector(".sheet :focus, .composer > .fields :focus");
  const box = focused ?? form.querySelector("textarea, .fields input");
  const { top } = box.getBoundingClientRect();
  document.body.classList.toggle("alone");
  box.focus({ preventScroll: true });
  window.scrollBy(0, box.getBoundingClientRect().top - top);
}

/** What comes from elsewhere is pasted as plain words. */
async function paste(event) {
  const { target, clipboardData } = event;
  const html = clipboardData.getData("text/html");
  const text = clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
  if (!text || target.type !== "textarea") return;
  if (plainWords?.(html, text) === text) return; // the browser pastes the same
  event.preventDefault();
  plainWords ??= await import("./paste.js").then((module) => module.plainWords, () => null);
  target.selectionEnd += 0; // or Ctrl+Z takes what was typed before, too
  document.execCommand("insertText", false, plainWords?.(html, text) ?? text); // so that it can be undone
}
