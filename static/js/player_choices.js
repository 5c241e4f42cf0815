// How someone likes to sit: what the sliders are at, and a note of each choice. Loaded when the list is opened.

import { choices } from "./sitting.js";

let sent = Promise.resolve(); // what is on its way, one after another: the last one wins

choices.addEventListener("input", showValues);
choices.addEventListener("change", () => {
  const body = new URLSearchParams(new FormData(choices));
  const send = () => fetch(choices.action, { method: "POST", body, redirect: "manual", keepalive: true });
  sent = sent.then(send).catch(() => {});
});
showValues();

function showValues() {
  for (const box of choices.querySelectorAll("[data-says]")) {
    box.labels[0].lastChild.textContent = box.ariaValueText = box.dataset.says.replace("{n}", box.value);
  }
}
