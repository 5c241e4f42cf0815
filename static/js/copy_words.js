// "Copy": puts what stands in the boxes above the button on the clipboard. Without https there is none, and no button.

for (const button of document.querySelectorAll("[data-copy-words]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const boxes = [...button.closest("section").querySelectorAll("textarea")];
    const state = button.form.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(boxes.map((box) => box.value).join("\n\n"));
      state.textContent = state.dataset.copied;
    } catch {
      boxes[0].select(); // to be copied with the keyboard
      boxes[0].focus();
    }
  });
}
