// A practice, one sentence at a time. Time is the clock's; the tab remembers a step and times, never a word.
// breath.js and sound.js follow its "sit" events.

const root = document.querySelector("[data-player]");
const find = (name) => root.querySelector(`[data-${name}]`);
const every = (name) => [...root.querySelectorAll(`[data-${name}]`)];
const press = (name, then) => find(name)?.addEventListener("click", then);
const script = find("script");
const steps = every("step");
const marks = root.querySelectorAll(".marks i");
const boxes = root.querySelectorAll(".step :is(input, textarea)");
const wishes = find("choices");
const wish = wishes.elements;
const slider = find("long");
const TICKED = "[type=radio], [type=checkbox]";
const came = performance.getEntriesByType("navigation")[0]?.type;

let length = Number(root.dataset.length);
let lengths = timed(length);
let at = 0; // which step
let elapsed = 0; // seconds of it
let sat = 0; // seconds altogether
let waited = 0; // those of this step
let playing = false;
let last; // when these were right
let words = ""; // those that are shown
let timer, light;
let sent = Promise.resolve();
let moved;
let key = `sit ${location.pathname}${root.dataset.also ?? ""}`;

function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0);
}

/** Practice.timed in practices/library/practice.py. */
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
const asks = () => "asks" in steps[at].dataset;
const waits = () => asks() || wish.press_next.checked;

function tell(what) {
  root.dispatchEvent(new CustomEvent("sit", { detail: { what, step: steps[at], elapsed, playing, words } }));
}

function say(text) {
  find("status").textContent = text;
}

const said = (line) => line.textContent.trim();
const count = (line) => said(line).split(/\s+/).length;
const text = (some) => some.map(said).join(" ");

/** What is said in this step. In a short one lines fall away from the end, own ones last. */
function lines() {
  const other = !wish.touch.checked && steps[at].querySelector("[data-instead]") ? "words" : "instead";
  const all = [...steps[at].querySelectorAll("[data-line]")].filter((line) => !line.closest(`[data-${other}]`));
  let room = waits() ? Infinity : lengths[at] * root.dataset.pace;
  const stay = all.toSorted((a, b) => b.matches(".own") - a.matches(".own")).filter((line, n) => (room -= count(line)) >= 0 || !n);
  return all.filter((line) => stay.includes(line));
}

/** When each of the lines comes: they share the step's time by their words. The last stays. */
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
  root.querySelector("h1").className = "visually-hidden";
  root.classList.toggle("asks", asks());
  if (asks() && document.activeElement === find("play")) find("next").focus();
  for (const some of [steps, marks]) some.forEach((one, n) => one.classList.toggle("here", n === at));
  every("jump").forEach((one, n) => { one.ariaCurrent = n === at && "step"; });
  find("left").textContent = words = "";
  waited = 0;
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
  let passed = Math.max(0, Date.now() - last) / 1000;
  last = Date.now();
  if (waits()) passed = Math.min(passed, lengths[at] - waited); // not the hour that someone is away
  waited += passed;
  if (!waits()) elapsed += passed;
  sat += passed;
  while (!waits() && elapsed >= lengths[at]) {
    elapsed -= lengths[at];
    const whole = !steps[at + 1];
    if (!whole) at += 1;
    if (whole || asks()) {
      sat -= elapsed; // a device may have slept
      elapsed = 0;
    }
    if (whole) return end(true);
  }
  if (at === before) show();
  else arrive();
  if (!waits()) document.dispatchEvent(new Event("here")); // for idle.js
  awake();
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
  const asked = asks();
  at = Math.max(0, to);
  elapsed = 0;
  hold();
  arrive();
  if (asked && !playing) go(true);
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
  find("done").search += `&seconds=${Math.round(sat)}`;
  forget();
  awake();
  tell("end");
  root.querySelector(whole ? ".ended" : ".stopped").focus();
}

/** The anchor's sentence in place of the practice's, which waits. */
function hold(on = false) {
  root.classList.toggle("holds", on);
  find("anchor").setAttribute("aria-pressed", on);
  if (!on) return;
  say(find("anchored").textContent = chosen("anchor"));
  scrollTo(0, 0);
}

function chosen(name) {
  return wishes.querySelector(`[name=${name}]:checked`)?.labels[0].querySelector("span").textContent;
}

/** The screen stays on while time moves by itself. */
function awake() {
  const on = playing && !waits() && !document.hidden;
  if (on === Boolean(light)) return;
  light?.then((lock) => lock?.release());
  light = on ? navigator.wakeLock?.request("screen").catch(() => null) : null;
}

/** More than the kit put there. */
function wrote() {
  const begun = script.elements?.revision.value > 0;
  return [...boxes].some((box) => {
    const [now, first] = box.matches(TICKED) ? [box.checked, box.defaultChecked] : [box.value.trim(), box.defaultValue.trim()];
    return now && (begun || now !== first);
  });
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
  const parts = [[Math.floor(seconds / 60), "minute"], [seconds % 60, "second"]].filter(([n]) => n);
  return parts.map(([n, unit]) => n.toLocaleString(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" })).join(" ");
}

function setLength(seconds) {
  length = seconds;
  lengths = timed(length);
  if (!slider) return;
  slider.value = length;
  slider.ariaValueText = find("long-said").textContent = spoken(length);
}

function value() {
  for (const box of wishes.querySelectorAll("[data-says]")) {
    box.labels[0].lastChild.textContent = box.ariaValueText = box.dataset.says.replace("{n}", box.value);
  }
}

function apply() {
  root.classList.toggle("no-touch", !wish.touch.checked);
  find("eyes")?.replaceChildren(chosen("eyes"));
  value();
  if (root.dataset.state === "sit") show();
  tell("choice");
  if (find("more").open || ["bell", "vibrate", "voice"].some((name) => wish[name].checked)) import(root.dataset.sound);
}

function forget() {
  try { delete sessionStorage[key]; } catch {}
}

function goOn() {
  try {
    const [step, time, long, whole] = JSON.parse(sessionStorage[key]);
    if (came === "navigate" && /now|seconds|minutes/.test(location.search)) return; // they have chosen anew
    if (!(time >= 0 && time <= timed(long)[step] && whole >= 0)) return;
    [at, elapsed, sat] = [step, time, whole];
    setLength(long);
    enter();
  } catch {} // nothing is kept
}

root.dataset.state = "open";
goOn();
apply();
root.classList.add("ready"); // last: if it fails, the text stays
if (!/reload|back/.test(came) && root.dataset.now && root.dataset.state === "open") play();

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
  const holds = root.matches(".holds");
  if (!holds) moved = playing;
  hold(!holds);
  go(holds && moved);
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
press("harder", () => {
  go(false);
  forget(); // the next start is a new one
});
press("without", () => {
  key = key.split("&")[0]; // goes on there
  show();
});
find("more").addEventListener("toggle", apply);
slider?.addEventListener("input", () => setLength(Number(slider.value)));
slider?.addEventListener("change", () => history.replaceState(null, "", `?seconds=${length}${root.dataset.also ?? ""}`));
wishes.addEventListener("input", value);
wishes.addEventListener("change", () => {
  apply();
  const body = new URLSearchParams(new FormData(wishes));
  sent = sent.then(() => fetch(wishes.action, { method: "POST", body, redirect: "manual", keepalive: true })).catch(() => {});
});
root.addEventListener("submit", ({ target: { elements: { seconds } } }) => { if (seconds) seconds.value = Math.round(sat); });
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
  else if (name === " " && !target.matches("button, a, summary")) play();
  else return;
  event.preventDefault();
});
