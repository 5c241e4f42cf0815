// Saves what a form holds, every few seconds and on leaving, as a sealed draft of this page's own. Where another tab saved to
// the same draft, the answer names a new one: neither is lost. One save is on its way at a time, and one more on leaving.

import { onSaveNow } from "./frame.js";

// All in ms.
const PAUSE = 2500; // without a key before saving
const MOST = 8000; // of typing before saving anyway
const HUNG = 30_000; // before a save without an answer counts as not saved
const BACK_OFF = [5000, 10_000, 20_000, 40_000, 60_000]; // before trying again
const STAYED = 5000; // after Keep: if we are still here, it was stopped or is very slow

// Browsers let 64 KiB outlive a page. What is longer is saved sooner, and whenever a field is left.
const OUTLIVES = 60_000;
const SHORT_PAUSE = 500;

const drafts = new WeakMap(); // form: its draft

for (const form of document.querySelectorAll("form[data-draft]")) drafts.set(form, watch(form));

/** A form's `body()` as a save sends it; `show(kind, at)`, which says where the words are; `onOutcome(listener)`, who hears of
 * each save: `listener({ kind, away })` (saved, locked or failed; away: no answer) returns whether it shows that itself. */
export function draftOf(form) {
  return drafts.get(form);
}

function watch(form) {
  const show = speaker(form.querySelector("[data-draft-state]"));
  // What came back to be mended, nobody has saved.
  let saved = document.querySelector("[data-focus]") ? "" : snapshot(form);
  let flight = null; // the save on its way: an AbortController, and its words
  let isSent = false; // kept, and perhaps not gone yet
  let timer = 0;
  let since = 0; // the first key that is not saved
  let failures = 0;
  let notBefore = 0;
  let isShownElsewhere = () => false;

  form.autocomplete = "off"; // or Back puts an older draft's name into the hidden fields
  form.addEventListener("input", () => arm());
  form.addEventListener("focusout", () => { if (snapshot(form).length > OUTLIVES) arm(0); });
  form.addEventListener("submit", goOut);
  window.addEventListener("pageshow", stay);
  for (const back of ["focus", "online"]) window.addEventListener(back, () => { notBefore = 0; arm(0); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !flight) save(); });
  onSaveNow(async ({ locked }) => {
    if (!locked) save();
    await flight?.landed;
    return snapshot(form) === saved ? null : form;
  });
  // Sooner, and always.
  for (const gone of ["beforeunload", "pagehide"]) window.addEventListener(gone, () => save());

  return { body, show, onOutcome(listener) { isShownElsewhere = listener; } };

  function body() {
    const fields = new URLSearchParams(wordsIn(form));
    fields.set("form", form.dataset.draftForm);
    if (form.dataset.draftDay) fields.set("day", form.dataset.draftDay);
    return fields;
  }

  function goOut() {
    isSent = true;
    clearTimeout(timer);
    flight?.abort();
    flight = null;
    moveTo(withoutDraft()); // Back must not ask for a draft that is gone
    setTimeout(stay, STAYED);
  }

  function stay() {
    isSent = false;
    arm();
  }

  /** Set the time of the next save. One on its way does when it lands. */
  function arm(pause) {
    clearTimeout(timer);
    const words = snapshot(form);
    if (isSent || flight || words === saved) return;
    const now = Date.now();
    since ||= now;
    pause ??= words.length > OUTLIVES ? SHORT_PAUSE : PAUSE;
    timer = setTimeout(save, Math.max(0, notBefore - now, Math.min(pause, since + MOST - now)));
  }

  async function save() {
    clearTimeout(timer);
    const words = snapshot(form);
    if (isSent || words === (flight?.words ?? saved)) return;
    const outlives = words.length <= OUTLIVES;
    if (flight && !outlives) return; // the one on its way has the better chance
    flight?.abort();
    const mine = flight = Object.assign(new AbortController(), { words });
    since = 0;
    const outcome = await (mine.landed = send(mine, outlives));
    if (flight !== mine) return; // something took its place
    flight = null;
    if (outcome.kind === "saved") {
      saved = words;
      failures = notBefore = 0;
      goOnWith(outcome);
    } else {
      notBefore = Date.now() + BACK_OFF[Math.min(failures++, BACK_OFF.length - 1)];
    }
    if (!isShownElsewhere(outcome)) show(outcome.kind, outcome.saved_at);
    if (outcome.kind === "saved" && document.hidden) save(); // timers of a hidden page may stop
    else if (outcome.kind !== "locked") arm(); // locked: until a key
  }

  async function send(mine, keepalive) {
    const hung = setTimeout(() => mine.abort(), HUNG);
    try {
      const how = { method: "POST", body: body(), redirect: "manual", signal: mine.signal, keepalive };
      const answer = await fetch(form.dataset.draft, how);
      if (answer.ok) return { kind: "saved", ...await answer.json() };
      return { kind: answer.type === "opaqueredirect" || answer.status === 403 ? "locked" : "failed" };
    } catch {
      return { kind: "failed", away: true };
    } finally {
      clearTimeout(hung);
    }
  }

  /** Where reload and Back find it, too. */
  function goOnWith({ draft, revision, page }) {
    form.elements.draft.value = draft;
    form.elements.revision.value = revision;
    moveTo(revision ? page : withoutDraft());
  }
}

/** This address without the draft. */
function withoutDraft() {
  const { pathname, search } = window.location;
  const query = new URLSearchParams(search);
  query.delete("draft");
  return query.size ? `${pathname}?${query}` : pathname;
}

/** Show `address` as this page's, if it is one of this page. */
function moveTo(address) {
  if (address.split("?")[0] === window.location.pathname) window.history.replaceState(null, "", address);
}

/** Shows each save, and tells a screen reader when the kind of news changes. */
function speaker(state) {
  const [shown, told] = state.children;
  let last = "";
  return (kind, at = "") => {
    const nothing = kind === "saved" && !at; // an empty page has no draft
    shown.textContent = nothing ? "" : state.dataset[kind].replace("{time}", at);
    if (kind !== last) told.textContent = nothing ? "" : state.dataset[`${kind}Told`] ?? shown.textContent;
    last = nothing ? "" : kind;
  };
}

/** What was typed or ticked, to compare. */
function snapshot(form) {
  const fields = wordsIn(form);
  for (const name of ["csrfmiddlewaretoken", "entry", "base", "draft", "revision"]) fields.delete(name);
  return String(new URLSearchParams(fields));
}

/** Its fields but for files, which are no part of a draft. */
function wordsIn(form) {
  const fields = new FormData(form);
  fields.delete("files");
  return fields;
}
