// On every page: the exit, focus on what went wrong, and what other modules have to tell each other. It imports nothing, so
// that the exit waits for nothing. No page needs it to work.

const savers = [];
const hearers = [];
const exits = document.querySelectorAll("[data-leave]"); // in the frame, and in whatever lies over it

/** Blank the page at once, then leave without a trace in this tab's history. The server locks; other tabs leave too (idle.js). */
function leave(event) {
  event?.preventDefault();
  document.documentElement.hidden = true;
  document.title = " ";
  saveNow(); // before anything locks
  try { sessionStorage.clear(); } catch {} // where a practice was: player.js
  if ("BroadcastChannel" in window) new BroadcastChannel("dear-self").postMessage("leave");
  window.location.replace(exits[0].href);
}

for (const exit of exits) exit.addEventListener("click", leave);

// Shift three times within five seconds, as in GOV.UK's "Exit this page". Any other key starts over.
if (exits.length && document.body.hasAttribute("data-exit-keys")) {
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    presses = event.key === "Shift" ? [...presses, event.timeStamp].filter((at) => event.timeStamp - at < 5000) : [];
    if (presses.length === 3) leave();
  });
}

// A page brought back from the browser's memory may belong to someone who has left.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

document.querySelector("[data-focus]")?.focus();

/** `save({ locked })` returns or promises the form whose words are not saved, if any. `locked`: the server takes no draft. */
export function onSaveNow(save) {
  savers.push(save);
}

/** Begins every save at once: a page may be on its way out. Promises the forms that are not saved. */
export async function saveNow({ locked = false } = {}) {
  const unsaved = await Promise.all(savers.map((save) => save({ locked })));
  return unsaved.filter(Boolean);
}

/** `hear()` is told of somebody who need not touch the page: a practice moves by itself. */
export function onPresence(hear) {
  hearers.push(hear);
}

export function somebodyIsHere() {
  for (const hear of hearers) hear();
}
