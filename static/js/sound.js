// What is heard or felt, once chosen: a bell, a buzz, this device's own voice. Loaded when one is chosen, or may be.

import { chosen, onSit, root } from "./sitting.js";

const speech = window.speechSynthesis;
let audio = null;

onSit(({ what, words, playing }) => {
  // Within a step the next line waits for the voice.
  const isNext = what === "step" || (what === "line" && chosen.press_next.checked);
  if (!playing || !chosen.voice.checked || isNext) speech?.cancel();
  if (!playing) {
    audio?.suspend();
  } else if (what === "step") {
    if (chosen.bell.checked) ring();
    if (chosen.vibrate.checked) navigator.vibrate?.(60);
  } else if (what !== "choice" && chosen.voice.checked && voice()) {
    speak(words);
  }
});
speech?.addEventListener("voiceschanged", offer);
window.addEventListener("pagehide", () => speech?.cancel());
offer();

/** Show what this device can do. */
function offer() {
  const can = { bell: window.AudioContext, vibrate: navigator.vibrate, voice: voice() };
  for (const name in can) root.querySelector(`[data-can=${name}]`).hidden = !can[name];
}

/** A voice that sends no word anywhere. */
function voice() {
  const language = document.documentElement.lang.slice(0, 2);
  return speech?.getVoices().find((one) => one.localService && one.lang.startsWith(language));
}

function speak(words) {
  const utterance = new SpeechSynthesisUtterance(words);
  utterance.voice = voice();
  utterance.rate = 0.95; // the lines have time for it
  utterance.volume = chosen.voice_volume.value / 100;
  speech.speak(utterance);
}

function ring() {
  audio ??= new AudioContext();
  audio.resume();
  const loud = new GainNode(audio, { gain: 0.12 });
  const bell = new OscillatorNode(audio, { frequency: 440 });
  loud.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 2);
  bell.connect(loud).connect(audio.destination);
  bell.start();
  bell.stop(audio.currentTime + 2);
}
