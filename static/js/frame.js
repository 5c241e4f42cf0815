// On every page: the exit, and focus on what went wrong. Nothing here is needed to use a page.

const exits = document.querySelectorAll("[data-leave]"); // in the frame, and in whatever lies over it

/** Blank the page at once, then leave without a trace in this tab's history. The server locks first. Other tabs of this
 * browser that show a journal put it away too (js/idle.js). */
function leave(event) {
  event?.preventDefault();
  document.documentElement.hidden = true;
  document.title = " ";
  document.dispatchEvent(new CustomEvent("save-now", { detail: { saves: [] } })); // drafts.js, before anything locks
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
