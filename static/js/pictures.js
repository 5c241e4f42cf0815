// Pictures for a form: chosen, dropped or pasted. What brings them in is loaded with the first one.

import { beforeKeep } from "./keep.js";

const place = document.querySelector("[data-pictures]");
if (place) watch(place.closest("form"), place.querySelector("#files"));

function watch(form, input) {
  const taken = new DataTransfer(); // files that are not on their way yet
  let uploads = null; // the promise of the module that brings them in

  input.addEventListener("change", (event) => take(event, input.files));
  input.dispatchEvent(new Event("change")); // chosen before this ran
  form.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
  form.addEventListener("drop", (event) => take(event, event.dataTransfer.files));
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData.types.includes("text/plain")) take(event, event.clipboardData.files);
  });
  beforeKeep(form, async () => await uploads ? (await uploads).allAreHere() : true);

  function take(event, files) {
    if (!files.length) return;
    event.preventDefault();
    for (const file of files) taken.items.add(file);
    uploads = import("./pictures_upload.js").then(send, leaveToTheForm);
  }

  function send(module) {
    module.bring([...taken.files]);
    taken.items.clear();
    input.value = "";
    return module;
  }

  /** The module cannot be loaded now: Keep sends the files, as it does without a script. */
  function leaveToTheForm() {
    input.files = taken.files;
  }
}
