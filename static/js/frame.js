// On every page: the exit, focus on what went wrong, and small comforts. Nothing here is needed to use a page.

const exit = document.querySelector("[data-leave]");

/** Blank the page at once, then leave without a trace in this tab's history. The server locks first. */
function leave(event) {
  event?.preventDefault();
  document.documentElement.hidden = true;
  document.title = " ";
  window.location.replace(exit.href);
}

exit?.addEventListener("click", leave);

// Shift three times within five seconds, as in GOV.UK's "Exit this page". Any other key starts over.
if (exit && document.body.hasAttribute("data-exit-keys")) {
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

for (const box of document.querySelectorAll("[data-zone]")) {
  box.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const box of document.querySelectorAll("input[data-reveal]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button plain";
  button.textContent = box.dataset.reveal;
  button.setAttribute("aria-pressed", "false");
  const wrap = document.createElement("div");
  wrap.className = "reveal";
  box.replaceWith(wrap);
  wrap.append(box, button);
  button.addEventListener("click", () => {
    const hidden = box.type === "password";
    box.type = hidden ? "text" : "password";
    button.setAttribute("aria-pressed", String(hidden));
  });
  box.form?.addEventListener("submit", () => { box.type = "password"; });
}
