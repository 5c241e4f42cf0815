// A breath to follow: a circle that widens and narrows, or a count for whoever would rather have nothing move. And a
// tone on the way out, if that was chosen.

const root = document.querySelector("[data-player]");
const guide = root.querySelector("[data-breath]");
const [circle, word] = guide.children;
const wish = root.querySelector("[data-choices]").elements;
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
let growing = null;
let timer = 0;
let audio = null;
let tone = null; // an oscillator and how loud it is

root.querySelector("[data-can=tone]").hidden = !window.AudioContext;

root.addEventListener("sit", ({ detail }) => {
  if (detail.what !== "line") follow(detail);
});

function follow({ step, elapsed, playing }) {
  clearTimeout(timer);
  growing?.cancel();
  quiet();
  root.classList.toggle("breathing", "inhale" in step.dataset);
  if (!("inhale" in step.dataset)) return;
  const [inhale, exhale] = ["inhale", "exhale"].map((name) => pace(wish[name]) || Number(step.dataset[name]));
  const began = Date.now() - elapsed * 1000;
  growing = circle.animate(
    [{ scale: 0.72, easing: "ease-in-out" }, { scale: 1, easing: "ease-in-out", offset: inhale / (inhale + exhale) }, { scale: 0.72 }],
    { duration: (inhale + exhale) * 1000, iterations: Infinity },
  );
  growing.currentTime = elapsed * 1000;
  if (!playing || still.matches) growing.pause();
  if (still.matches) growing.currentTime = 0;
  turn();

  function turn() {
    const into = Math.max(0, Date.now() - began) / 1000 % (inhale + exhale);
    const out = into >= inhale;
    const since = out ? into - inhale : into;
    const said = out ? ("hum" in step.dataset ? guide.dataset.hum : guide.dataset.out) : guide.dataset.in;
    word.textContent = still.matches ? `${said} ${Math.floor(since) + 1}` : said;
    if (!playing) return;
    if (out && since < 0.5) sound(exhale - since);
    const next = still.matches ? Math.floor(since) + 1 : Infinity;
    timer = setTimeout(turn, 20 + 1000 * (Math.min(next, out ? exhale : inhale) - since));
  }
}

/** Their own number of seconds, if it is one to breathe by. */
function pace({ value, validity }) {
  return validity.valid ? Number(value) : 0;
}

/** A soft tone for so many seconds, swelling and fading. */
function sound(seconds) {
  if (!wish.tone.checked || tone || !window.AudioContext) return;
  audio ??= new AudioContext();
  audio.resume();
  const now = audio.currentTime;
  const loud = audio.createGain();
  const hum = new OscillatorNode(audio, { frequency: Number(wish.pitch.value) });
  loud.gain.setValueAtTime(0, now);
  loud.gain.linearRampToValueAtTime(wish.tone_volume.value / 250, now + 0.8);
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
