// Brings in pictures, one after another. Loaded with the first one: pictures.js.

const SENT_ALONG = /^(csrf|whose|entry|pictures|left_out)/; // fields of the form that go with each file

const place = document.querySelector("[data-pictures]");
const form = place.closest("form");
const texts = place.dataset;
const list = place.querySelector("[data-list]");
const lines = place.querySelector("[data-lines]"); // a line for each file: name, progress, news, "Try again"
const blankLine = place.querySelector("template").content.firstElementChild;
let last = Promise.resolve(); // the last upload that was begun
let isMissing = false; // one of them did not come
let isTold = false; // that the next Keep goes without it

for (const back of ["focus", "online"]) window.addEventListener(back, retry);

export function bring(files) {
  for (const line of lines.querySelectorAll("[data-refused]")) line.remove();
  for (const file of files) bringOne(file);
}

/** Tries once more what did not come, and waits. If something is missing, asks; the second time the page goes without it. */
export async function allAreHere() {
  if (!isTold) retry();
  const bar = lines.querySelector("progress:not([hidden])");
  if (!bar) return true;
  isMissing = false;
  bar.nextSibling.textContent = texts.waits;
  await last;
  if (!isMissing) return true;
  for (const again of waitingButtons()) {
    isTold = true;
    again.previousSibling.append(texts.without);
    again.focus();
  }
  return false;
}

function waitingButtons() {
  return lines.querySelectorAll("button:not([hidden])");
}

function retry() {
  for (const again of waitingButtons()) again.click();
}

function bringOne(file) {
  const line = blankLine.cloneNode(true);
  const [name, bar, news, again] = line.children;
  name.textContent = file.name;
  lines.append(line);
  again.addEventListener("click", start);
  start();

  function start() {
    isTold = false;
    again.hidden = true;
    bar.hidden = false;
    bar.value = 0;
    news.textContent = "";
    last = last.then(() => upload(file, (part) => { bar.value = part; })).then(finish);
  }

  function finish({ answer, status }) {
    bar.hidden = true;
    news.textContent = answer?.error ?? (answer ? texts.here : status && status < 500 ? texts.shut : texts.lost);
    if (answer?.box) {
      line.className = "visually-hidden";
      list.insertAdjacentHTML("beforeend", answer.box);
      form.dispatchEvent(new Event("input", { bubbles: true })); // it is part of the draft
      return;
    }
    isMissing = true;
    again.hidden = answer && status < 500; // refused for good
    if (again.hidden) join(line, news.textContent);
  }

  /** Files that were refused for the same reason share a line. */
  function join(refused, reason) {
    const same = [...lines.querySelectorAll("[data-refused]")].find((other) => other.dataset.refused === reason);
    refused.dataset.refused = reason;
    if (!same) return;
    same.firstChild.append(`, ${file.name}`);
    refused.remove();
  }
}

/** Sends one file. Promises { answer, status }: no answer where none came, or not from the journal. Never rejects. */
function upload(file, progress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest(); // fetch tells no progress
    const body = new FormData();
    for (const [name, value] of new FormData(form)) if (SENT_ALONG.test(name)) body.append(name, value);
    body.append("file", file);
    request.open("POST", texts.pictures);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
    request.onloadend = () => done({ answer: request.response, status: request.status });
    request.send(body);
  });
}
