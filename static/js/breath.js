// A breath to follow: a circle that widens and narrows, or a count for whoever would rather have nothing move. And a
// tone on the way out, if that was chosen.

import { chosen, onSit, root } from "./sitting.js";

const guide = root.querySelector("[data-breath]");
const [circle, word] = guide.children;
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
let growing = null;
let timer = 0;
let audio = null;
let tone = null; // an oscillator and how loud it is

root.querySelector("[data-can=tone]").hidden = !window.AudioContext;

onSit(follow);

function follow({ what, step, elapsed, playing }) {
  if (what === "line") return;
  clearTimeout(timer);
  growing?.cancel();
  quiet();
  root.classList.toggle("breathing", "inhale" in step.dataset);
  if (!("inhale" in step.dataset)) return;
  const [inhale, exhale] = ["inhale", "exhale"].map((name) => pace(chosen[name]) || Number(step.dataset[name]));
  const began = Date.now() - elapsed * 1000;
  growing = grow(inhale, exhale);
  growing.currentTime = still.matches ? 0 : elapsed * 1000;
  if (!playing || still.matches) growing.pause();
  turn();

  /** Say in or out, or the count, and come again when that changes. */
  function turn() {
    const into = Math.max(0, Date.now() - began) / 1000 % (inhale + exhale);
    const isOut = into >= inhale;
    const since = isOut ? into - inhale : into;
    const breathe = isOut ? ("hum" in step.dataset ? guide.dataset.hum : guide.dataset.out) : guide.dataset.in;
    word.textContent = still.matches ? `${breathe} ${Math.floor(since) + 1}` : breathe;
    if (!playing) return;
    if (isOut && since < 0.5) sound(exhale - since);
    const next = still.matches ? Math.floor(since) + 1 : Infinity;
    timer = setTimeout(turn, 20 + 1000 * (Math.min(next, isOut ? exhale : inhale) - since));
  }
}

function grow(inhale, exhale) {
  const full = { scale: 1, easing: "ease-in-out", offset: inhale / (inhale + exhale) };
  const steps = [{ scale: 0.72, easing: "ease-in-out" }, full, { scale: 0.72 }];
  return circle.animate(steps, { duration: (inhale + exhale) * 1000, iterations: Infinity });
}

/** Their own number of seconds, if it is one to breathe by. */
function pace({ value, validity }) {
  return validity.valid ? Number(value) : 0;
}

/** A soft tone for so many seconds, swelling and fading. */
function sound(seconds) {
  if (!chosen.tone.checked || tone || !window.AudioContext) return;
  audio ??= new AudioContext();
  audio.resume();
  const now = audio.currentTime;
  const loud = audio.createGain();
  const hum = new OscillatorNode(audio, { frequency: Number(chosen.pitch.value) });
  loud.gain.setValueAtTime(0, now);
  loud.gain.linearRampToValueAtTime(chosen.tone_volume.value / 250, now + 0.8);
  loud.gain.linearRampToValueAtTime(0, now + seconds);
  hum.connect(loud).connect(audio.destination);
  hum.start();
  hum.stop(now + seconds);
  hum.onended = () => { if (tone === hum) tone = null; };
  tone = hum;
}

function quiet() {
  tone?.stop();
  tone = null;
}
