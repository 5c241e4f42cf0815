// A practice, one sentence at a time. Time is the clock's; the tab remembers a step and times, never a word.

import { onSaveNow, saveNow, somebodyIsHere } from "./frame.js";
import { cues, spoken, sum, timed } from "./player_time.js";
import { choices, chosen, root, tell } from "./sitting.js";

const TICKED = "[type=radio], [type=checkbox]";

const script = find("script");
const steps = findAll("step");
const ownTimes = steps.map(({ dataset }) => ({ seconds: Number(dataset.seconds), stretches: "stretches" in dataset }));
const allLines = findAll("line");
const marks = root.querySelectorAll(".marks i");
const boxes = root.querySelectorAll(".step :is(input, textarea)");
const slider = find("long");
const language = document.documentElement.lang;
const arrived = performance.getEntriesByType("navigation")[0]?.type;

let length = Number(root.dataset.length); // seconds of the whole sitting
let lengths = shared(length); // of each step
let at = 0; // which step
let elapsed = 0; // seconds of it
let sat = 0; // seconds altogether
let waited = 0; // seconds of this step in which it waited for Next
let playing = false;
let wasPlaying = false; // when the anchor's sentence came
let looked; // when these seconds were right
let words = ""; // those that are shown
let timer;
let light; // the promise of a lock that keeps the screen on
let place = `sit ${location.pathname}${root.dataset.also ?? ""}`; // where the tab remembers

function find(name) {
  return root.querySelector(`[data-${name}]`);
}

function findAll(name) {
  return [...root.querySelectorAll(`[data-${name}]`)];
}

/** A step with a question waits for Next, its lines together. */
function asks() {
  return "asks" in steps[at].dataset;
}

/** If someone likes, each line does. */
function waits() {
  return asks() || chosen.press_next.checked;
}

/** What is said in this step. In a short one lines fall away from the end, own ones last. */
function lines() {
  const withoutTouch = !chosen.touch.checked && steps[at].querySelector("[data-instead]");
  const unsaid = withoutTouch ? "words" : "instead";
  const all = [...steps[at].querySelectorAll("[data-line]")].filter((line) => !line.closest(`[data-${unsaid}]`));
  const ownFirst = all.toSorted((a, b) => b.matches(".own") - a.matches(".own"));
  let room = waits() ? Infinity : lengths[at] * root.dataset.pace;
  const fitting = ownFirst.filter((line, n) => {
    room -= count(line);
    return room >= 0 || n === 0;
  });
  return all.filter((line) => fitting.includes(line));
}

/** When each line comes, in seconds. In a silent step all have come soon, and the last stays. */
function lineCues() {
  const counts = lines().map(count);
  const soon = "silent" in steps[at].dataset ? 3 + 0.8 * sum(counts) : Infinity;
  return cues(counts, Math.min(lengths[at], soon));
}

function due() {
  return lineCues().findLastIndex((from) => from <= elapsed);
}

function text(line) {
  return line.textContent.trim();
}

function count(line) {
  return text(line).split(/\s+/).length;
}

function show() {
  const here = asks() ? lines() : [lines()[due()]];
  for (const line of allLines) line.classList.toggle("here", here.includes(line));
  const before = words;
  words = here.map(text).join(" ");
  if (words !== before) tellOf("line");
  remember();
}

function enter() {
  root.dataset.state = "sit";
  root.querySelector("h1").className = "visually-hidden";
  root.classList.toggle("asks", asks());
  if (asks() && document.activeElement === find("play")) find("next").focus();
  for (const row of [steps, marks]) row.forEach((one, n) => one.classList.toggle("here", n === at));
  findAll("jump").forEach((one, n) => { one.ariaCurrent = n === at && "step"; });
  find("left").textContent = "";
  words = "";
  waited = 0;
  tellOf("step");
  show();
  scrollTo(0, 0);
}

/** Each step is announced once, its seconds never. */
function arrive() {
  enter();
  announce(`${steps[at].querySelector("h2").textContent}. ${lines().map(text).join(" ")}`);
}

function announce(news) {
  find("status").textContent = news;
}

function tellOf(what) {
  tell({ what, step: steps[at], elapsed, playing, words });
}

function tick() {
  const before = at;
  const now = Date.now();
  let passed = Math.max(0, now - looked) / 1000;
  looked = now;
  if (waits()) passed = Math.min(passed, lengths[at] - waited); // not the hour that someone is away
  waited += passed;
  if (!waits()) elapsed += passed;
  sat += passed;
  while (!waits() && elapsed >= lengths[at]) {
    elapsed -= lengths[at];
    const isOver = at === steps.length - 1;
    if (!isOver) at += 1;
    if (isOver || asks()) {
      sat -= elapsed; // a device may have slept
      elapsed = 0;
    }
    if (isOver) return end(true);
  }
  if (at === before) show();
  else arrive();
  if (!waits()) somebodyIsHere();
  keepAwake();
}

function go(on) {
  if (playing) tick();
  if (root.dataset.state === "end") return;
  clearInterval(timer);
  playing = on;
  looked = Date.now();
  if (on) timer = setInterval(tick, 250);
  root.classList.toggle("playing", on);
  keepAwake();
  tellOf(on ? "play" : "pause");
}

/** The screen stays on while time moves by itself. */
function keepAwake() {
  const on = playing && !waits() && !document.hidden;
  if (on === Boolean(light)) return;
  light?.then((lock) => lock?.release());
  light = on ? navigator.wakeLock?.request("screen").catch(() => null) : null;
}

function shared(seconds) {
  return timed(ownTimes, root.dataset, seconds);
}

function setLength(seconds) {
  length = seconds;
  lengths = shared(length);
  if (slider) {
    slider.value = length;
    slider.ariaValueText = find("long-said").textContent = spoken(length, language);
  }
}

function play() {
  hold(false);
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
  hold(false);
  arrive();
  if (asked && !playing) go(true);
}

/** A step on (1) or back (-1); where nothing moves by itself, a line. */
function move(by) {
  const line = due() + by;
  const isInStep = line in lineCues();
  if (!chosen.press_next.checked || asks() || !isInStep) return jump(at + by);
  elapsed = lineCues()[line];
  hold(false);
  show();
}

/** The anchor's sentence in place of the practice's, which waits. */
function hold(on) {
  root.classList.toggle("holds", on);
  find("anchor").setAttribute("aria-pressed", on);
  if (!on) return;
  find("anchored").textContent = choice("anchor");
  announce(choice("anchor"));
  scrollTo(0, 0);
}

function toggleAnchor() {
  const isHeld = root.matches(".holds");
  if (!isHeld) wasPlaying = playing;
  hold(!isHeld);
  go(isHeld && wasPlaying);
}

function end(whole) {
  clearInterval(timer);
  playing = false;
  hold(false);
  root.dataset.state = "end";
  root.classList.remove("playing", "gone", "stays");
  root.classList.toggle("early", !whole);
  root.classList.toggle("wrote", wrote());
  find("done").search += `&seconds=${Math.round(sat)}`;
  forget();
  keepAwake();
  tellOf("end");
  root.querySelector(whole ? ".ended" : ".stopped").focus();
}

function wrote() {
  return [...boxes].some((box) => box.matches(TICKED) ? box.checked : box.value.trim());
}

async function letGo() {
  await saveNow(); // an answer on its way would bring it back
  for (const box of boxes) {
    if (box.matches(TICKED)) box.checked = false;
    else box.value = "";
  }
  const unsaved = await saveNow(); // a page without words has no draft
  const outcome = unsaved.length ? "stays" : "gone";
  root.classList.replace("wrote", outcome);
  announce(root.querySelector(`p.${outcome}`).textContent);
  find("done").focus();
}

function choice(name) {
  return choices.querySelector(`[name=${name}]:checked`)?.labels[0].querySelector("span").textContent;
}

function apply() {
  root.classList.toggle("no-touch", !chosen.touch.checked);
  find("eyes")?.replaceChildren(choice("eyes"));
  if (root.dataset.state === "sit") show();
  tellOf("choice");
  if (find("more").open) import("./player_choices.js");
  if (find("more").open || ["bell", "vibrate", "voice"].some((name) => chosen[name].checked)) import("./sound.js");
}

function remember() {
  try { sessionStorage[place] = JSON.stringify([at, elapsed, length, sat]); } catch {}
}

function forget() {
  try { delete sessionStorage[place]; } catch {}
}

/** Where this tab was, if it was here, and nobody has chosen anew. It comes back paused. */
function goOn() {
  try {
    const [step, time, whole, seconds] = JSON.parse(sessionStorage[place]);
    if (arrived === "navigate" && /now|seconds|minutes/.test(location.search)) return;
    if (!(time >= 0 && time <= shared(whole)[step] && seconds >= 0)) return;
    [at, elapsed, sat] = [step, time, seconds];
    setLength(whole);
    enter();
  } catch {} // nothing is kept
}

root.dataset.state = "open";
goOn();
apply();
root.classList.add("ready"); // last: if it fails, the text stays
if (!/reload|back/.test(arrived) && root.dataset.now && root.dataset.state === "open") play();

const presses = {
  play,
  back: () => move(-1),
  next: () => move(1),
  anchor: toggleAnchor,
  stop: () => end(false),
  "let-go": letGo,
  return() {
    arrive();
    find("play").focus();
  },
  time() {
    const left = sum(lengths.slice(at)) - elapsed;
    const roughly = Math.max(5, Math.ceil(left / 5) * 5);
    find("left").textContent = root.dataset.left.replace("{time}", spoken(roughly, language));
  },
  harder() {
    go(false);
    forget(); // the next start is a new one
  },
  without() {
    place = place.split("&")[0]; // without the picture it goes on there
    show();
  },
};
for (const [name, act] of Object.entries(presses)) find(name)?.addEventListener("click", act);
findAll("jump").forEach((button, n) => {
  button.addEventListener("click", () => {
    find("more").open = false;
    find("play").focus();
    jump(n);
  });
});

find("more").addEventListener("toggle", apply);
slider?.addEventListener("input", () => setLength(Number(slider.value)));
slider?.addEventListener("change", () => history.replaceState(null, "", `?seconds=${length}${root.dataset.also ?? ""}`));
choices.addEventListener("change", apply);
root.addEventListener("submit", ({ target: { elements: { seconds } } }) => { if (seconds) seconds.value = Math.round(sat); });

onSaveNow(() => go(false)); // on the way out, or to the lock
document.addEventListener("visibilitychange", () => {
  const isHeard = chosen.voice.checked || chosen.bell.checked || (chosen.tone.checked && find("breath"));
  if (document.hidden && !isHeard) go(false);
  else keepAwake();
});

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key === "Enter" && target.matches(".step input")) event.preventDefault(); // it would send
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || root.dataset.state === "end") return;
  const isElsewhere = !(root.contains(target) || target.contains(root));
  if (isElsewhere || target.matches("input, textarea, select")) return;
  const on = document.dir === "rtl" ? -1 : 1;
  const by = { ArrowLeft: -on, ArrowRight: on }[key];
  if (by && root.dataset.state === "sit") move(by);
  else if (key === " " && !target.matches("button, a, summary")) play();
  else return;
  event.preventDefault();
});
