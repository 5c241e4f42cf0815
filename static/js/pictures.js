// Brings in pictures, one after another. Load it before drafts.js: Keep waits here.

const place = document.querySelector("[data-pictures]");
if (place) watch(place.closest("form"));

function watch(form) {
  const { here, lost, shut, waits, without, pictures } = place.dataset;
  const [input, list, lines, line] = ["#files", "[data-list]", "[data-lines]", "template"].map((part) => place.querySelector(part));
  let last = Promise.resolve();
  let keeping, missed, told;

  input.removeAttribute("name");
  input.onchange = (event) => { take(event, input.files); input.value = ""; };
  input.dispatchEvent(new Event("change")); // chosen before
  form.ondragover = (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); };
  form.ondrop = (event) => take(event, event.dataTransfer.files);
  document.onpaste = (event) => {
    if (!event.clipboardData.types.includes("text/plain")) take(event, event.clipboardData.files);
  };
  for (const back of ["focus", "online"]) window.addEventListener(back, retry);
  form.addEventListener("submit", async (event) => {
    if (document.documentElement.hidden) return; // js/idle.js locks
    if (!told) retry();
    const bar = lines.querySelector("progress:not([hidden])");
    if (!bar) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (keeping) return;
    keeping = true;
    missed = false;
    bar.nextSibling.textContent = waits;
    await last;
    keeping = false;
    if (!missed) form.requestSubmit(event.submitter);
    else for (const again of lines.querySelectorAll("button:not([hidden])")) {
      told = true; // and the next Keep goes without them
      again.previousSibling.append(without);
      again.focus();
    }
  });

  function retry() {
    for (const again of lines.querySelectorAll("button:not([hidden])")) again.click();
  }

  function take(event, files) {
    if (!files.length) return;
    event.preventDefault();
    for (const row of lines.querySelectorAll("[data-over]")) row.remove();
    for (const file of [...files]) {
      const row = line.content.firstElementChild.cloneNode(true);
      const [name, bar, said, again] = row.children;
      name.textContent = file.name;
      lines.append(row);
      again.onclick = start;
      start();

      function start() {
        told = false;
        again.hidden = true;
        bar.hidden = false;
        bar.value = 0;
        said.textContent = "";
        last = last.then(() => new Promise(send));
      }

      function send(done) {
        const request = new XMLHttpRequest();
        const body = new FormData();
        for (const [key, value] of new FormData(form)) if (/^(csrf|whose|entry|pictures|left_out)/.test(key)) body.append(key, value);
        body.append("file", file);
        request.open("POST", pictures);
        request.responseType = "json";
        request.upload.onprogress = ({ loaded, total }) => { bar.value = loaded / total; };
        request.onloadend = () => {
          const { response: answer, status } = request;
          bar.hidden = true;
          said.textContent = answer?.error ?? (answer ? here : status && status < 500 ? shut : lost);
          if (answer?.box) {
            row.className = "visually-hidden";
            list.insertAdjacentHTML("beforeend", answer.box);
            form.dispatchEvent(new Event("input", { bubbles: true }));
          } else {
            missed = true;
            again.hidden = answer && status < 500;
          }
          const same = [...lines.querySelectorAll("[data-over]")].find((it) => it.dataset.over === said.textContent);
          if (again.hidden) row.dataset.over = said.textContent;
          if (same) {
            same.firstChild.append(`, ${file.name}`);
            row.remove();
          }
          done();
        };
        request.send(body);
      }
    }
  }
}
