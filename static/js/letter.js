// The composer: opening lines that put themselves on the page, then step aside.

const openings = document.querySelector("[data-openings]");
const body = document.querySelector("textarea[name=body]");

for (const item of document.querySelectorAll("[data-opening]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = item.textContent;
  item.replaceChildren(button);
  button.addEventListener("click", () => {
    const rest = body.value.trimStart();
    body.value = rest ? `${button.textContent}\n\n${rest}` : `${button.textContent} `;
    openings.open = false;
    const end = rest ? button.textContent.length : body.value.length;
    body.focus();
    body.setSelectionRange(end, end);
    body.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
