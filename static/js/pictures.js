// Brings pictures in while someone writes: chosen, dropped on the form or pasted, one after another. Load it before
// drafts.js: a draft holds no files, and Keep waits here first.

const place = document.querySelector("[data-pictures]");
if (place) watch(place.closest("form"));

function watch(form) {
  const { here, lost, shut, waits, pictures } = place.dataset;
  const [input, list, lines, line] = ["#files", "[data-list]", "[data-lines]", "template"].map((part) => place.querySelector(part));
  let last = Promise.resolve(); // settled once everything that was chosen has come, or has not
  let underway = 0;
  let missed = 0;
  let keeping = false;

  input.removeAttribute("name");
  input.addEventListener("change", () => { bring(input.files); input.value = ""; });
  form.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
  form.addEventListener("drop", (event) => take(event, event.dataTransfer.files));
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData.types.includes("text/plain")) take(event, event.clipboardData.files);
  });
  form.addEventListener("submit", (event) => {
    if (!underway || document.documentElement.hidden) return; // hidden: js/idle.js locks
    event.preventDefault();
    event.stopImmediatePropagation();
    if (keeping) return;
    keeping = true;
    const before = missed;
    lines.lastElementChild.querySelector("[data-said]").textContent = waits;
    last.then(() => {
      keeping = false;
      if (missed === before) form.requestSubmit(event.submitter);
    });
  });

  function take(event, files) {
    if (!files.length) return;
    event.preventDefault();
    bring(files);
  }

  function bring(files) {
    for (const row of lines.querySelectorAll("[data-over]")) row.remove();
    for (const file of [...files]) { // the box is emptied meanwhile
      const row = line.content.firstElementChild.cloneNode(true);
      const [name, bar, said, again] = row.children;
      name.textContent = file.name;
      lines.append(row);
      again.addEventListener("click", start);
      start();

      function start() {
        underway++;
        again.hidden = true;
        bar.hidden = false;
        bar.value = 0;
        said.textContent = "";
        last = last.then(() => new Promise(send));
      }

      function send(done) {
        const request = new XMLHttpRequest();
        const body = new FormData(form);
        for (const key of [...body.keys()]) if (!/^(csrf.*|whose|entry|pictures|left_out)$/.test(key)) body.delete(key);
        body.append("file", file);
        request.open("POST", pictures);
        request.responseType = "json";
        request.upload.onprogress = ({ loaded, total }) => { bar.value = loaded / total; };
        request.onloadend = () => {
          const answer = request.response;
          underway--;
          bar.hidden = true;
          said.textContent = answer?.error ?? (answer ? here : request.status && request.status < 500 ? shut : lost);
          if (answer?.box) {
            row.className = "visually-hidden";
            list.insertAdjacentHTML("beforeend", answer.box);
            form.dispatchEvent(new Event("input", { bubbles: true }));
          } else {
            missed++;
            again.hidden = answer && request.status < 500;
          }
          if (again.hidden) row.dataset.over = "";
          done();
        };
        request.send(body);
      }
    }
  }
}
