// Saves what a form holds, every few seconds and on leaving, as a sealed draft of this page's own.
//
// A form opts in with data-draft (where to send), data-draft-form (which form) and, for a day, data-draft-day. Where
// another tab has saved to the same draft, the server's answer names a new one: neither is lost. One save is on its way
// at a time; only a page that is going away sends once more without waiting.

const PAUSE = 2500; // ms without a key before saving
const MOST = 8000; // ms of typing before saving anyway
const HUNG = 30_000; // ms before a save without an answer counts as not saved
const BACK_OFF = [5000, 10_000, 20_000, 40_000, 60_000]; // ms before trying again
const STAYED = 5000; // ms after Keep: if we are still here, it was stopped or is very slow

// Browsers let 64 KiB outlive a page, and refuse more. A letter above that may lose what was typed after its last save,
// so it is saved after a shorter pause, and whenever a field is left.
const OUTLIVES = 60_000;
const SHORT_PAUSE = 500;

for (const form of document.querySelectorAll("form[data-draft]")) watch(form);

// "Go on where you stopped": at the end of what is there, not at its beginning.
for (const link of document.querySelectorAll("[data-go-on]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const box = document.getElementById(link.hash.slice(1));
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    box.scrollTop = box.scrollHeight;
    box.scrollIntoView({ block: "end" });
  });
}

function watch(form) {
  const say = speaker(form.querySelector("[data-draft-state]"));
  // What came back to be mended, nobody has saved.
  let saved = document.querySelector("[data-focus]") ? "" : snapshot(form);
  let flight = null; // the save on its way: an AbortController, with the words it carries
  let keeping = false; // Keep was pressed
  let timer = 0;
  let since = 0; // when the first key was pressed that is not saved
  let failures = 0;
  let notBefore = 0; // when to try again after a failure

  form.autocomplete = "off"; // or Back puts an older draft's name into the hidden fields
  form.addEventListener("input", () => arm());
  form.addEventListener("focusout", () => { if (snapshot(form).length > OUTLIVES) arm(0); });
  form.addEventListener("submit", () => {
    keeping = true;
    clearTimeout(timer);
    flight?.abort();
    flight = null;
    stand(bare()); // once it is kept, Back must not ask for a draft that is gone
    setTimeout(stay, STAYED);
  });
  window.addEventListener("pageshow", stay);
  for (const back of ["focus", "online"]) window.addEventListener(back, () => { notBefore = 0; arm(0); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !flight) save(); });
  // js/idle.js asks this at the lock, and is told the form if its words are not saved.
  document.addEventListener("save-now", ({ detail }) => {
    if (!detail.locked) save();
    detail.saves.push(Promise.resolve(flight?.landed).then(() => (snapshot(form) === saved ? null : form)));
  });
  // The first comes sooner, the second always.
  for (const gone of ["beforeunload", "pagehide"]) window.addEventListener(gone, () => save());

  function stay() {
    keeping = false;
    arm();
  }

  /** Set the time of the next save, if one is needed. One on its way sets it when it lands. */
  function arm(pause) {
    clearTimeout(timer);
    const words = snapshot(form);
    if (keeping || flight || words === saved) return;
    const now = Date.now();
    since ||= now;
    pause ??= words.length > OUTLIVES ? SHORT_PAUSE : PAUSE;
    timer = setTimeout(save, Math.max(0, notBefore - now, Math.min(pause, since + MOST - now)));
  }

  async function save() {
    clearTimeout(timer);
    const words = snapshot(form);
    if (keeping || words === (flight?.words ?? saved)) return;
    const outlives = words.length <= OUTLIVES;
    if (flight && !outlives) return; // the one on its way has the better chance
    flight?.abort();
    const mine = flight = Object.assign(new AbortController(), { words });
    since = 0;
    const outcome = await (mine.landed = send(mine, outlives));
    if (flight !== mine) return; // Keep, or a later save, took its place
    flight = null;
    if (outcome.kind === "saved") {
      saved = words;
      failures = notBefore = 0;
      goOnWith(outcome);
    } else {
      notBefore = Date.now() + BACK_OFF[Math.min(failures++, BACK_OFF.length - 1)];
    }
    say(outcome.kind, outcome.saved_at);
    if (outcome.kind === "saved" && document.hidden) save(); // timers of a hidden page may stop
    else if (outcome.kind !== "locked") arm(); // locked: until a key, or until they are back
  }

  async function send(mine, keepalive) {
    const body = new URLSearchParams(new FormData(form));
    body.set("form", form.dataset.draftForm);
    if (form.dataset.draftDay) body.set("day", form.dataset.draftDay);
    const hung = setTimeout(() => mine.abort(), HUNG);
    try {
      const { signal } = mine;
      const answer = await fetch(form.dataset.draft, { method: "POST", body, redirect: "manual", signal, keepalive });
      if (answer.ok) return { kind: "saved", ...await answer.json() };
      return { kind: answer.type === "opaqueredirect" || answer.status === 403 ? "locked" : "failed" };
    } catch {
      return { kind: "failed" };
    } finally {
      clearTimeout(hung);
    }
  }

  /** The draft to save to next, and an address under which reload and Back find it. */
  function goOnWith({ draft, revision, page }) {
    form.elements.draft.value = draft;
    form.elements.revision.value = revision;
    stand(revision ? page : bare());
  }
}

/** This page's address without the draft in it. */
function bare() {
  const { pathname, search } = window.location;
  const said = new URLSearchParams(search);
  said.delete("draft");
  return said.size ? `${pathname}?${said}` : pathname;
}

/** Let this page stand at `address`, if that is this page. */
function stand(address) {
  if (address.split("?")[0] === window.location.pathname) window.history.replaceState(null, "", address);
}

/** Shows each save with its time, and tells a screen reader only when the kind of news changes. */
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

/** Everything that was typed or ticked, as one string to compare. */
function snapshot(form) {
  const fields = new FormData(form);
  for (const name of ["csrfmiddlewaretoken", "entry", "base", "draft", "revision"]) fields.delete(name);
  return String(new URLSearchParams(fields));
}
