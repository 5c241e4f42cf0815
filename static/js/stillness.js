// A short stillness before the evening's words. It can be left at any moment. How long it was is sealed with the
// evening's answers; nothing is shown or added up.

for (const corner of document.querySelectorAll("[data-stillness]")) {
  const dialog = corner.querySelector("[data-still-dialog]");
  const line = dialog.querySelector("[role=status]");
  const first = line.textContent;
  const seconds = corner.querySelector("[data-seconds]");
  const kept = corner.closest("form").querySelector("[data-still]");
  let timer = 0;
  let began = 0;
  corner.hidden = false;

  corner.querySelector("[data-sit]").addEventListener("click", () => {
    line.textContent = first;
    dialog.showModal();
    began = Date.now();
    timer = setTimeout(() => { line.textContent = dialog.dataset.end; }, seconds.value * 1000);
  });
  dialog.querySelector("[data-enough]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    if (kept) kept.value = Math.min(Math.round((Date.now() - began) / 1000), Number(seconds.value)) || "";
  });
}
