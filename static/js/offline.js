// Seals on this device what drafts.js could not save, under a key that only pages carry; the next one sends it up. See
// docs/decisions/0019. A page holds a lock named like its record: no tab takes up what another writes.

const LATE = 10_000; // ms unsaved, then sealed meanwhile
const LONGEST = 90 * 86_400_000; // ms, then forgotten

const root = document.documentElement;
const { dataset } = document.querySelector("[data-offline]");
const { mark } = dataset;
const key = crypto.subtle?.importKey("jwk", { kty: "oct", k: dataset.offline }, "AES-GCM", false, ["encrypt", "decrypt"]);
const bytes = (text) => new TextEncoder().encode(text);
const cipher = (id, iv) => ({ name: "AES-GCM", iv, additionalData: bytes(mark + id) });
delete dataset.offline;

for (const form of document.querySelectorAll("form[data-draft]")) watch(form);
goUp().catch(() => {}); // refused

function records(act, what) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("dear-self");
    asked.onupgradeneeded = () => asked.result.createObjectStore("drafts", { keyPath: "id" });
    asked.onerror = reject;
    asked.onsuccess = () => {
      const work = asked.result.transaction("drafts", "readwrite", { durability: "strict" });
      const done = work.objectStore("drafts")[act](what);
      work.onabort = reject;
      work.oncomplete = () => resolve(done.result);
      asked.result.close(); // after that
    };
  });
}

function watch(form) {
  let id, late, queued, away, keeping;
  let unsure; // the last save failed
  let turn = Promise.resolve();

  form.addEventListener("draft", async (event) => {
    const { kind, say } = event.detail;
    late = clearTimeout(late);
    away = event.detail.away;
    unsure = kind !== "saved";
    if (kind === "failed") event.preventDefault();
    const stands = await settle();
    if (kind === "failed" && unsure) say(keeping ? "unkept" : stands);
  });
  form.addEventListener("input", () => {
    if (unsure ||= !navigator.onLine) settle();
    else late ||= setTimeout(() => { unsure = true; settle(); }, LATE);
  });
  // A last save before Keep, which may end on the browser's own page.
  form.addEventListener("submit", async (event) => {
    if (keeping === "now" || root.hidden) return; // hidden: idle.js sends it
    event.preventDefault();
    event.stopImmediatePropagation();
    if (keeping) return;
    keeping = "soon";
    away = false;
    const saves = [];
    document.dispatchEvent(new CustomEvent("save-now", { detail: { saves } }));
    await Promise.all(saves);
    await turn;
    await new Promise((resolve) => setTimeout(resolve)); // or it is still this submit
    keeping = "now";
    if (!away) form.requestSubmit(event.submitter);
    keeping = "";
  }, true);

  /** Seal, or let go. Says where the words stand. */
  function settle() {
    return queued ??= turn = turn.then(() => {
      queued = null;
      return unsure ? seal() : id && records("delete", id);
    }).catch(() => "unsealed");
  }

  async function seal() {
    if (!id) navigator.locks.request(id = crypto.randomUUID(), () => new Promise(() => {}));
    const body = `${form.sent()}`;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const padded = bytes(body.padEnd(body.length + 1023 & ~1023, "&")); // & says nothing
    const sealed = await crypto.subtle.encrypt(cipher(id, iv), await key, padded);
    await records("put", { id, mark, at: Date.now(), iv, sealed });
    return "sealed";
  }
}

async function goUp() {
  for (const { id, mark: whose, at } of await records("getAll")) {
    if (Date.now() - at > LONGEST) records("delete", id);
    else if (whose === mark) navigator.locks.request(id, { ifAvailable: true }, (free) => free && send(id)).catch(() => {});
  }
}

async function send(id) {
  const { iv, sealed } = await records("get", id); // or another tab was quicker
  const body = new URLSearchParams(new TextDecoder().decode(await crypto.subtle.decrypt(cipher(id, iv), await key, sealed)));
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  const line = document.createElement("p");
  line.role = "status";
  document.getElementById("main").prepend(line);
  const answer = await fetch(dataset.save, { method: "POST", body, redirect: "manual" });
  const { revision, page } = await answer.json(); // or locked: it stays
  if (answer.ok) await records("delete", id);
  if (!revision) return; // refused, or kept already
  const link = document.createElement("a");
  Object.assign(link, { href: page, textContent: dataset.back });
  line.className = "notice";
  line.append(link);
}
