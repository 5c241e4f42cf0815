// Small comforts: this device's time zone, printing, and a look at a password. No page needs them.

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
