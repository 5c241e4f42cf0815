// Plain words out of what is pasted from elsewhere. Loaded at the first paste.

const TEXT = 3; // a node's type
const MARKS = { b: "**", strong: "**", i: "_", em: "_" };

/**
 * What to paste, of a clipboard's HTML ("" for none) and text. Paragraphs, lists, bold and italics become the Markdown that
 * letters are shown in; bullets and hard spaces become what a keyboard makes.
 */
export function plainWords(html, text) {
  // Inert in a document of its own. That the policy does not complain, its styles and scripts are named otherwise.
  const harmless = html.replace(/(?<=<\/?)(style|script)|(?<=\s)(style|on\w+)(?==["'])/gi, "x");
  const { body } = new DOMParser().parseFromString(harmless, "text/html");
  const isRich = body.querySelector("p, li, b, strong, i, em");
  return tidied(isRich ? squeezed(read(body)) : text);
}

function read(node) {
  if (node.nodeType === TEXT) return node.data.replace(/[ \t\r\n]+/g, " ");
  const { localName: name, parentNode: parent } = node;
  if (name === "x") return "";
  if (node.cells) return `${[...node.cells].map(read).join(" · ")}\n`; // a row
  const words = [...node.childNodes].map(read).join("");
  const mark = MARKS[name];
  // Google Docs wraps all that it copies in a bold element with an id.
  if (mark && !node.id && !words.includes("\n")) return words.replace(/\S(.*\S)?/, `${mark}$&${mark}`);
  if (name === "li") return `\n${bullet(node, parent)} ${words.trim()}`;
  if (parent.cells) return words.trim();
  if (name === "br" || name === "div" || /MsoList/.test(node.className)) return `${words}\n`; // MsoList: Word's lines of a list
  return /^(p|h\d|[uo]l|table)$/.test(name) ? `\n\n${words}\n\n` : words;
}

function bullet(item, list) {
  return list.matches("ol") ? `${[...list.children].indexOf(item) + 1}.` : "-";
}

/** One empty line at most, and no spaces at the ends of lines. */
function squeezed(text) {
  return text.trim().replace(/ *\n([ \xa0]*(?=\n)| *)/g, "\n").replace(/\n{3,}/g, "\n\n");
}

function tidied(text) {
  return text
    .replace(/[\xad\ufffc]/g, "") // soft hyphens, and what stands for a picture
    .replace(/\v/g, "\n")
    .replace(/^[ \t\xa0]*([•·▪●]|[o§–](?=[\t\xa0]))[ \t\xa0]+/gm, "- ")
    .replace(/^[\t\xa0]*(\d+[.)])[\t\xa0]+/gm, "$1 ")
    .replace(/\xa0/g, " ");
}
