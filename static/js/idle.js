// A word a minute before the journal locks itself, and the lock, in all tabs together: the page is blanked, forms save, the
// server locks. Words that could not be saved are sent as they are, and it parks them. Its limit holds whatever happens here.

import { onPresence, saveNow } from "./frame.js";

const lock = document.querySelector("form[data-lock]");
const dialog = document.querySelector("[data-idle]"); // only with a limit, and on pages that need the key
const unreached = document.querySelector("[data-unreached]"); // the same: other pages stay as they are
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("dear-self") : null;

const WARNING = 62_000; // ms before the lock
const LEAST = 20_000; // ms that somebody has to answer (WCAG 2.2.1)
const EARLY = 5000; // ms before the server's own limit, while a draft can still be saved
const QUIET = 61_000; // ms between two touches that the server hears of; it stamps no cookie sooner
const LOOK = 2000; // ms between two looks at the clock: timers stop while a device sleeps
const PATIENCE = 4000; // ms for the last saves, and before asking again
const AFTER_YOU = 1500; // ms for the tab that locked to save first

const limit = lock.dataset.limit * 1000;
let until = ending(Date.now(), lock.dataset.seconds);
let tried = 0; // when the server was last asked to stay
let wanted = false; // someone said Stay, and the server has not heard it yet
let warned = false;
let over = false; // the page is put away, or about to be
let title = document.title;
let timer = 0;

for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "scroll", "touchmove"]) {
  document.addEventListener(kind, touched, { capture: true, passive: true });
}
onPresence(touched);
if (tabs) tabs.onmessage = ({ data }) => {
  if (over || document.documentElement.hidden) return; // this page is leaving by itself
  if (data.until) stayUntil(data.until);
  else if (data === "leave") leaveToo();
  else if (unreached) finish(AFTER_YOU);
};
lock.addEventListener("submit", (event) => {
  if (!unreached) return tabs?.postMessage("lock");
  event.preventDefault();
  finish();
});
if (dialog) {
  dialog.querySelector("[data-idle-stay]").addEventListener("click", want);
  dialog.querySelector("[data-idle-lock]").addEventListener("click", () => finish());
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); want(); });
  dialog.addEventListener("keydown", ({ key }) => { if (!["Tab", "Shift", "Enter", " "].includes(key)) want(); });
  dialog.addEventListener("pointerdown", ({ target }) => { if (!target.closest("button, a")) want(); });
  for (const back of ["focus", "pageshow"]) window.addEventListener(back, look);
  document.addEventListener("visibilitychange", look);
  look();
}
if (unreached) {
  unreached.querySelector("[data-again]").addEventListener("click", () => unreached.close());
  unreached.addEventListener("close", () => finish());
  window.addEventListener("online", () => unreached.close());
}

function ending(asked, seconds) {
  return limit ? asked + seconds * 1000 - EARLY : Infinity;
}

function touched() {
  const now = Date.now();
  const stamped = until + EARLY - limit;
  if (dialog && now >= until) look();
  else if (!over && !warned && now - Math.max(stamped, tried) > QUIET) stay();
}

function look() {
  clearTimeout(timer);
  if (over) return;
  const left = until - Date.now();
  if (left < -EARLY) return wake();
  if (left <= 0 || (left < LEAST && !warned)) return finish();
  if (left <= WARNING) warn(left);
  else if (warned) calm();
  if (wanted && Date.now() - tried > PATIENCE) stay();
  timer = setTimeout(look, LOOK);
}

function warn(left) {
  warned = true;
  if (!dialog.open) dialog.showModal();
  say("[data-idle-left]", "idleLeft", Math.min(60, Math.ceil(left / 10_000) * 10));
  if (left <= LEAST) say("[data-idle-soon]", "idleSoon");
}

function say(where, what, seconds) {
  const line = dialog.querySelector(where);
  const words = line.dataset[what].replace("{seconds}", seconds);
  if (line.textContent !== words) line.textContent = words;
}

function calm() {
  warned = wanted = false;
  dialog.close(); // focus goes back where it was
  dialog.querySelector("[data-idle-soon]").textContent = "";
  dialog.querySelector("[data-idle-trouble]").hidden = true;
}

function want() {
  wanted = true;
  stay();
}

async function stay() {
  const state = await ask();
  if (over || state === "open") return;
  if (state === "unreached" && dialog) dialog.querySelector("[data-idle-trouble]").hidden = false;
  if (state === "locked" && unreached) finish(0, true);
}

/** Tell the server of a touch: "open", "locked" or "unreached". */
async function ask() {
  tried = Date.now();
  const asked = tried;
  const answer = await post(lock.dataset.stay);
  if (answer?.status === 204) {
    tabs?.postMessage({ until: stayUntil(ending(asked, answer.headers.get("Idle-Seconds"))) });
    return "open";
  }
  return answer?.type === "opaqueredirect" || answer?.status === 403 ? "locked" : "unreached";
}

function stayUntil(then) {
  until = Math.max(until, then);
  if (dialog) look();
  return until;
}

async function post(address) {
  const body = new URLSearchParams(new FormData(lock));
  const signal = AbortSignal.timeout(10_000);
  return fetch(address, { method: "POST", body, redirect: "manual", keepalive: true, signal }).catch(() => null);
}

function blank() {
  over = true;
  document.documentElement.hidden = true;
  title = document.title.trim() ? document.title : title;
  document.title = " ";
}

/** The device slept past the limit. Another tab may have stayed meanwhile. */
async function wake() {
  blank();
  const state = await ask();
  if (state !== "open") return finish(0, state === "locked");
  over = document.documentElement.hidden = false;
  document.title = title;
  look();
}

/** `wait` for other tabs before the lock; or it is `locked` already, and no draft is taken. */
async function finish(wait = 0, locked = false) {
  blank();
  dialog?.close();
  tabs?.postMessage("lock");
  const unsaved = await lastSaves(locked);
  await pause(wait);
  const answer = await post(lock.action);
  if (!answer || answer.status >= 500) return putAway();
  if (unsaved) return unsaved.requestSubmit();
  const here = encodeURIComponent(window.location.pathname + window.location.search);
  window.location.replace(`${lock.dataset.lock}?next=${here}`);
}

/** Another tab has left: this one goes to the same place, its words saved or in the inbox. */
async function leaveToo() {
  blank();
  dialog?.close();
  await lastSaves(false);
  const exit = document.querySelector("[data-leave]");
  if (exit) window.location.replace(exit.href);
  else finish();
}

/** Promises a form whose words are not saved, if any. */
async function lastSaves(locked) {
  const late = pause(PATIENCE).then(() => [document.querySelector("form[data-draft]")]);
  const [unsaved] = await Promise.race([saveNow({ locked }), late]);
  return unsaved;
}

function pause(ms) {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

/** Nothing is shown but that the lock cannot be reached, until it can. */
function putAway() {
  if (!unreached) return;
  for (const part of document.body.children) part.hidden = part !== unreached;
  document.documentElement.hidden = false;
  unreached.showModal();
}
