// Seals here what drafts.js could not save. A later page sends it up: docs/decisions/0019.

const LATE = 10_000; // ms unsaved, then sealed
const PATIENCE = 4000; // after Keep

const { dataset } = document.querySelector("[data-offline]");
const { mark } = dataset;
const key = crypto.subtle?.importKey("jwk", { kty: "oct", k: dataset.offline }, "AES-GCM", false, ["encrypt", "decrypt"]);
const bytes = (text) => new TextEncoder().encode(text);
const cipher = (id, iv) => ({ name: "AES-GCM", iv, additionalData: bytes(mark + id) });
delete dataset.offline;

const forms = document.querySelectorAll("form[data-draft]");
forms.forEach(watch);
goUp().catch(() => {});

function records(act, what) {
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE / 2); // a silent store
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
  let id, late, queued, keeping, news, unsure;
  let turn = Promise.resolve();

  form.addEventListener("draft", async (event) => {
    news = event.detail;
    late = clearTimeout(late);
    unsure = news.kind !== "saved";
    if (news.kind === "failed") event.preventDefault();
    const stands = await settle();
    if (news.kind === "failed" && (news.away || !keeping)) form.say(keeping ? `${stands}Unkept` : stands);
  });
  form.addEventListener("input", () => {
    if (unsure ||= !navigator.onLine) settle();
    else if (!late) unsaved(LATE);
  });
  // A last save: Keep may end on the browser's page.
  form.addEventListener("submit", async (event) => {
    if (keeping === "now" || document.documentElement.hidden) return; // hidden: idle.js sends it
    event.preventDefault();
    event.stopImmediatePropagation();
    if (keeping) return;
    keeping = "soon";
    news = {};
    const saves = [];
    document.dispatchEvent(new CustomEvent("save-now", { detail: { saves } }));
    form.say?.("keeping");
    clearTimeout(late);
    await new Promise((resolve) => {
      unsaved(PATIENCE, (stands) => stands === "sealed" && resolve());
      Promise.all(saves).then(() => setTimeout(resolve)); // or it is still this submit
    });
    await turn;
    keeping = "now";
    if (!news.away) form.requestSubmit(event.submitter);
    keeping = "";
  }, true);

  function unsaved(ms, then) {
    late = setTimeout(() => { unsure = true; settle().then(then); }, ms);
  }

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
    const words = bytes(body.padEnd(body.length + 1023 & ~1023, "&")); // & says nothing
    const sealed = await crypto.subtle.encrypt(cipher(id, iv), await key, words);
    await records("put", { id, mark, at: Date.now(), iv, sealed });
    return "sealed";
  }
}

async function goUp() {
  for (const { id, mark: whose, at } of await records("getAll")) {
    if (Date.now() - at > 7.8e9) records("delete", id); // 90 days
    else if (whose === mark) navigator.locks.request(id, { ifAvailable: true }, (free) => free && send(id)).catch(() => {});
  }
}

async function send(id) {
  const { iv, sealed } = await records("get", id); // or another tab was quicker
  const body = new URLSearchParams(new TextDecoder().decode(await crypto.subtle.decrypt(cipher(id, iv), await key, sealed)));
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  const answer = await fetch(dataset.save, { method: "POST", body, redirect: "manual" });
  const { draft, revision, page } = await answer.json(); // or locked: it stays
  if (answer.ok) await records("delete", id);
  if (!revision) return; // refused, or kept already
  for (const form of forms) if (form.draft.value === draft && form.revision.value == revision) return; // here already
  const line = document.createElement("p");
  const link = document.createElement("a");
  line.role = "status";
  line.className = "notice";
  link.href = page;
  link.append(dataset.back);
  document.querySelector("main").prepend(line);
  setTimeout(() => line.append(link), 200); // or it is not read out
}
