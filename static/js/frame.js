// On every page: the exit, focus on what went wrong, and small comforts. Nothing here is needed to use a page.

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

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
for (const box of document.querySelectorAll("[data-zone]")) box.value = zone;
for (const box of zone ? document.querySelectorAll("[data-zone-fill]") : []) {
  const button = beside(box, box.dataset.zoneFill);
  button.addEventListener("click", () => { box.value = zone; });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const box of document.querySelectorAll("input[data-reveal]")) {
  const button = beside(box, box.dataset.reveal);
  const whose = document.createElement("span"); // a page may have three: each says which it shows
  whose.className = "visually-hidden";
  whose.textContent = ` ${box.labels[0]?.textContent.trim() ?? ""}`;
  button.append(whose);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const hidden = box.type === "password";
    box.type = hidden ? "text" : "password";
    button.setAttribute("aria-pressed", String(hidden));
  });
  box.form?.addEventListener("submit", () => { box.type = "password"; });
}

/** A new button after `box`, on the same line. */
function beside(box, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button plain";
  button.textContent = words;
  const wrap = document.createElement("div");
  wrap.className = "beside";
  box.replaceWith(wrap);
  wrap.append(box, button);
  return button;
}
