// Saves what a form holds, every few seconds and on leaving, as a sealed draft of this page's own.
//
// A form opts in with data-draft (where to send), data-draft-form (which form it is) and, for a
// day, data-draft-day. The server answers with the draft to save to next: where another tab has
// saved to the same one, this page goes on with a draft of its own, so neither is lost.

const PAUSE = 2500; // ms without a key before saving
const MOST = 8000; // ms of typing before saving anyway
const KEEPALIVE = 60_000; // bytes a browser will still send for a page that is going away

for (const form of document.querySelectorAll("form[data-draft]")) watch(form);

function watch(form) {
  const state = form.querySelector("[data-draft-state]");
  const words = state.dataset;
  let saved = snapshot(form);
  let timer = 0;
  let since = 0;
  let sending = null;
  let sent = saved; // what is on its way or has arrived: hiding and leaving both ask for it
  let done = false;

  form.addEventListener("input", () => {
    if (done) return;
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(PAUSE, since + MOST - Date.now())));
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
  window.addEventListener("pagehide", () => save(true));
  form.addEventListener("submit", () => {
    done = true;
    clearTimeout(timer);
    sending?.abort();
  });

  async function save(leaving = false) {
    clearTimeout(timer);
    const now = snapshot(form);
    if (done || now === saved || (sending && (!leaving || now === sent))) return;
    since = 0;
    sent = now;
    const body = new URLSearchParams(new FormData(form));
    body.set("form", form.dataset.draftForm);
    if (form.dataset.draftDay) body.set("day", form.dataset.draftDay);
    sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body,
        redirect: "manual",
        signal: sending.signal,
        keepalive: leaving && String(body).length < KEEPALIVE,
      });
      if (answer.type === "opaqueredirect") return say(words.locked);
      if (!answer.ok) return say(words.failed);
      const { draft, revision, saved_at: at } = await answer.json();
      form.elements.draft.value = draft;
      form.elements.revision.value = revision;
      saved = now;
      say(words.saved.replace("{time}", at));
    } catch {
      if (!done) say(words.failed);
    } finally {
      sending = null;
      if (!done && !leaving && snapshot(form) !== saved) timer = setTimeout(save, PAUSE);
    }
  }

  function say(text) {
    if (state.textContent !== text) state.textContent = text;
  }
}

/** Everything that was typed or ticked, as one string to compare. */
function snapshot(form) {
  const fields = new FormData(form);
  for (const name of ["csrfmiddlewaretoken", "entry", "base", "draft", "revision"]) fields.delete(name);
  return String(new URLSearchParams(fields));
}
