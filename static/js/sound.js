// What is heard or felt, once chosen: a bell, a buzz, this device's own voice.

const root = document.querySelector("[data-player]");
const wish = root.querySelector("[data-choices]").elements;
const speech = window.speechSynthesis;
let audio = null;

/** A voice that sends no word anywhere. */
function voice() {
  return speech?.getVoices().find((one) => one.localService && one.lang.startsWith(document.documentElement.lang.slice(0, 2)));
}

function offer() {
  const can = { bell: window.AudioContext, vibrate: navigator.vibrate, voice: voice() };
  for (const name in can) root.querySelector(`[data-can=${name}]`).hidden = !can[name];
}

function speak(words) {
  const said = new SpeechSynthesisUtterance(words);
  said.voice = voice();
  said.rate = 0.95; // the lines have time for it
  said.volume = wish.voice_volume.value / 100;
  speech.speak(said);
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

root.addEventListener("sit", ({ detail: { what, words, playing } }) => {
  // Within a step the next line waits for the voice.
  if (!playing || !wish.voice.checked || what === "step" || what === "line" && wish.press_next.checked) speech?.cancel();
  if (!playing) audio?.suspend();
  else if (what === "step") {
    if (wish.bell.checked) ring();
    if (wish.vibrate.checked) navigator.vibrate?.(60);
  } else if (what !== "choice" && wish.voice.checked && voice()) speak(words);
});
speech?.addEventListener("voiceschanged", offer);
addEventListener("pagehide", () => speech?.cancel());
offer();
