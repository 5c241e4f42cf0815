// "Go on where you stopped": at the end of what is there.

for (const link of document.querySelectorAll("[data-go-on]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const box = document.getElementById(link.hash.slice(1));
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    box.scrollTop = box.scrollHeight;
    box.scrollIntoView({ block: "end" });
  });
}
