// A practice, one sentence at a time. Time is the clock's; the tab remembers a step and times, never a word.
// breath.js and sound.js follow its "sit" events.

const root = document.querySelector("[data-player]");
const find = (name) => root.querySelector(`[data-${name}]`);
const every = (name) => [...root.querySelectorAll(`[data-${name}]`)];
const press = (name, then) => find(name)?.addEventListener("click", then);
const script = find("script");
const steps = every("step");
const marks = root.querySelectorAll(".marks i");
const boxes = root.querySelectorAll(".step :is(input, textarea, select)");
const wishes = find("choices");
const wish = wishes.elements;
const slider = find("long");
const TICKED = "[type=radio], [type=checkbox]";
const key = `sit ${location.pathname}`;

let length = Number(root.dataset.length);
let lengths = timed(length);
let at = 0; // which step
let elapsed = 0; // seconds of it
let sat = 0; // seconds altogether
let playing = false;
let last; // when these were right
let words = ""; // those that are shown
let timer, light;
let sent = Promise.resolve();

function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0);
}

/** How long each step takes: Practice.timed in practices/library.py. */
export function timed(wanted) {
  const { shortest, longest, mostFixed } = root.dataset;
  const seconds = Math.max(shortest, Math.min(longest, wanted));
  const own = steps.map((step) => Number(step.dataset.seconds));
  const stretches = (_, n) => "stretches" in steps[n].dataset;
  const stretching = sum(own.filter(stretches));
  const fixed = sum(own) - stretching;
  const scale = stretching ? Math.min(1, mostFixed * seconds / (fixed || 1)) : seconds / fixed;
  return own.map((long, n) => long * (stretches(long, n) ? (seconds - fixed * scale) / stretching : scale));
}

/** A step with a question waits for Next, its lines together. If someone likes, each line waits. */
function asks() {
  return "asks" in steps[at].dataset;
}

function tell(what) {
  root.dispatchEvent(new CustomEvent("sit", { detail: { what, step: steps[at], elapsed, playing, words } }));
}

function say(text) {
  find("status").textContent = text;
}

const said = (line) => line.textContent.trim();
const count = (line) => said(line).split(/\s+/).length;
const text = (some) => some.map(said).join(" ");

/** What is said in this step. In a short one lines fall away from the end, so that none has to hurry. */
function lines() {
  const other = !wish.touch.checked && steps[at].querySelector("[data-instead]") ? "words" : "instead";
  const all = [...steps[at].querySelectorAll("[data-line]")].filter((line) => !line.closest(`[data-${other}]`));
  let room = asks() || wish.press_next.checked ? Infinity : lengths[at] * root.dataset.pace;
  return all.filter((line, n) => (room -= count(line)) >= 0 || !n || line.matches(".own"));
}

/** When each of the lines comes: they share the step's time by their words. The last one stays. */
function cues() {
  const weights = lines().map(count);
  const all = sum(weights);
  const time = "silent" in steps[at].dataset ? Math.min(lengths[at], 3 + 0.8 * all) : lengths[at];
  return weights.map((_, n) => sum(weights.slice(0, n)) / all * time);
}

function due() {
  return cues().findLastIndex((from) => from <= elapsed);
}

function show() {
  const here = asks() ? lines() : [lines()[due()]];
  for (const line of every("line")) line.classList.toggle("here", here.includes(line));
  if (words !== (words = text(here))) tell("line");
  try { sessionStorage[key] = JSON.stringify([at, elapsed, length, sat]); } catch {}
}

function enter() {
  root.dataset.state = "sit";
  for (const some of [steps, marks, every("jump")]) some.forEach((one, n) => one.classList.toggle("here", n === at));
  find("left").textContent = words = "";
  tell("step");
  show();
  scrollTo(0, 0);
}

/** Each step is announced once, its seconds never. */
function arrive() {
  enter();
  say(`${steps[at].querySelector("h2").textContent}. ${text(lines())}`);
}

function tick() {
  const before = at;
  const passed = Math.max(0, Date.now() - last) / 1000;
  last = Date.now();
  if (!wish.press_next.checked) elapsed += passed;
  sat += passed;
  while (!asks() && !wish.press_next.checked && elapsed >= lengths[at]) {
    elapsed -= lengths[at];
    if (at === steps.length - 1) {
      sat -= elapsed;
      elapsed = 0; // for Go back
      return end(true);
    }
    at += 1;
  }
  if (at === before) show();
  else arrive();
  if (!asks() && !wish.press_next.checked) document.dispatchEvent(new Event("wheel")); // for idle.js: someone is here
}

function go(on) {
  if (playing) tick();
  if (root.dataset.state === "end") return;
  clearInterval(timer);
  playing = on;
  last = Date.now();
  if (on) timer = setInterval(tick, 250);
  root.classList.toggle("playing", on);
  awake();
  tell(on ? "play" : "pause");
}

function play() {
  hold();
  if (root.dataset.state === "open") {
    find("more").open = false;
    arrive();
  }
  go(!playing);
}

function jump(to) {
  if (playing) tick();
  if (to >= steps.length) return end(true);
  at = Math.max(0, to);
  elapsed = 0;
  hold();
  arrive();
}

/** A step, or where nothing moves by itself a line. */
function move(by) {
  const line = due() + by;
  if (!wish.press_next.checked || asks() || !(line in cues())) return jump(at + by);
  elapsed = cues()[line];
  hold();
  return show();
}

function end(whole) {
  clearInterval(timer);
  playing = false;
  hold();
  root.dataset.state = "end";
  root.classList.remove("playing", "gone", "stays");
  root.classList.toggle("early", !whole);
  root.classList.toggle("wrote", wrote());
  find("done").search = `seconds=${Math.round(sat)}`;
  try { delete sessionStorage[key]; } catch {}
  awake();
  tell("end");
  root.querySelector(whole ? ".ended" : ".stopped").focus();
}

/** The anchor's sentence in place of the practice's, which waits. */
function hold(on = false) {
  root.classList.toggle("holds", on);
  find("anchor").setAttribute("aria-pressed", on);
  if (on) say(find("anchored").textContent = chosen("anchor"));
}

function chosen(name) {
  return wishes.querySelector(`[name=${name}]:checked`)?.labels[0].querySelector("span").textContent;
}

function awake() {
  light?.then((lock) => lock?.release());
  light = playing && !document.hidden ? navigator.wakeLock?.request("screen").catch(() => null) : null;
}

function wrote() {
  return [...boxes].some((box) => (box.matches(TICKED) ? box.checked : box.value.trim()));
}

/** Whether drafts.js has saved all. */
async function saved() {
  const saves = [];
  document.dispatchEvent(new CustomEvent("save-now", { detail: { saves } }));
  return !(await Promise.all(saves)).some(Boolean);
}

async function letGo() {
  await saved(); // an answer on its way would bring it back
  for (const box of boxes) {
    if (box.matches(TICKED)) box.checked = false;
    else box.value = "";
  }
  const gone = await saved() ? "gone" : "stays"; // a page without words has no draft
  root.classList.replace("wrote", gone);
  say(root.querySelector(`p.${gone}`).textContent);
  find("done").focus();
}

function spoken(seconds) {
  return [[Math.floor(seconds / 60), "minute"], [seconds % 60, "second"]].filter(([n]) => n).map(([n, unit]) => (
    n.toLocaleString(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" })
  )).join(" ");
}

function setLength(seconds) {
  length = seconds;
  lengths = timed(length);
  if (!slider) return;
  slider.value = length;
  find("long-said").textContent = spoken(length);
}

function apply() {
  root.classList.toggle("no-touch", !wish.touch.checked);
  find("eyes")?.replaceChildren(chosen("eyes"));
  if (root.dataset.state === "sit") show();
  tell("choice");
  if (find("more").open || ["bell", "vibrate", "voice"].some((name) => wish[name].checked)) import(root.dataset.sound);
}

function goOn() {
  try {
    const [step, time, long, whole] = JSON.parse(sessionStorage[key]);
    const anew = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    if (anew && /now|seconds|minutes/.test(location.search)) return; // they have chosen anew
    if (!steps[step]) return;
    [at, elapsed, sat] = [step, time, whole];
    setLength(long);
    enter();
  } catch {} // nothing is kept
}

root.dataset.state = "open";
root.classList.add("ready");
goOn();
apply();

press("play", play);
press("back", () => move(-1));
press("next", () => move(1));
press("stop", () => end(false));
press("return", () => {
  arrive();
  find("play").focus();
});
press("let-go", letGo);
press("anchor", () => {
  go(false);
  hold(!root.matches(".holds"));
});
press("time", () => {
  const left = sum(lengths.slice(at)) - elapsed;
  find("left").textContent = root.dataset.left.replace("{time}", spoken(Math.max(5, Math.ceil(left / 5) * 5)));
});
every("jump").forEach((button, n) => { button.onclick = () => {
  find("more").open = false;
  find("play").focus();
  jump(n);
}; });
press("harder", (event) => {
  go(false);
  if (!event.target.form || wrote()) return;
  event.preventDefault();
  location.assign(root.dataset.steady);
});
find("more").addEventListener("toggle", apply);
slider?.addEventListener("input", () => setLength(Number(slider.value)));
slider?.addEventListener("change", () => history.replaceState(null, "", `?seconds=${length}`));
wishes.addEventListener("change", () => {
  apply();
  const body = new URLSearchParams(new FormData(wishes));
  sent = sent.then(() => fetch(wishes.action, { method: "POST", body, redirect: "manual", keepalive: true })).catch(() => {});
});
script.addEventListener("submit", () => { script.elements.seconds.value = Math.round(sat); });
document.addEventListener("save-now", () => go(false)); // on the way out, or to the lock
document.addEventListener("visibilitychange", () => {
  const heard = wish.voice.checked || wish.bell.checked || wish.tone.checked && find("breath");
  if (document.hidden && !heard) go(false);
  else awake();
});
document.addEventListener("keydown", (event) => {
  const { key: name, target } = event;
  if (name === "Enter" && target.matches(".step input")) event.preventDefault(); // it would send
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || root.dataset.state === "end") return;
  if (target.matches("input, textarea, select") || !(root.contains(target) || target.contains(root))) return;
  const on = document.dir === "rtl" ? -1 : 1;
  const by = { ArrowLeft: -on, ArrowRight: on }[name];
  if (by && root.dataset.state === "sit") move(by);
  else if (name === "k" && root.contains(target) || name === " " && !target.matches("button, a, summary")) play();
  else return;
  event.preventDefault();
});
