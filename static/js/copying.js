// "Copy as Markdown": the link to an entry's text becomes a button that puts the text on the clipboard.

for (const link of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard?.write) continue; // without https there is none: the link opens the text
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = link.textContent;
  const news = link.nextElementSibling;
  button.addEventListener("click", async () => {
    news.textContent = "";
    try {
      // Safari wants the promise of a text at once, while the click is fresh.
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": read(link.href) })]);
      news.textContent = ` ${link.dataset.copy}`;
    } catch {
      window.location.assign(link.href); // to copy by hand, or to unlock first
    }
  });
  link.replaceWith(button);
}

async function read(address) {
  const answer = await fetch(address, { redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  return new Blob([await answer.text()], { type: "text/plain" });
}
