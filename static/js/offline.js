// Seals on this device what drafts.js could not save, and has a later page send it up: docs/decisions/0019.
// The browser's store holds { id, mark: whose, at: when (ms), iv: nonce, sealed }. For good: some wait there for months.

import { draftOf } from "./drafts.js";
import { saveNow } from "./frame.js";
import { beforeKeep } from "./keep.js";

const LATE = 10_000; // ms unsaved, then sealed
const PATIENCE = 4000; // ms that Keep waits for a line that says nothing
const SILENT = 2000; // ms, then the store counts as none

const page = document.querySelector("[data-offline]");
const { offline, mark } = page.dataset;
page.remove(); // the key is in memory from here on, and nowhere else
const key = crypto.subtle?.importKey("jwk", { kty: "oct", k: offline }, "AES-GCM", false, ["encrypt", "decrypt"]);

for (const form of document.querySelectorAll("form[data-draft]")) watch(form);
sendWhatWaits().catch(() => {}); // no store: nothing waits

function watch(form) {
  const draft = draftOf(form);
  let id = ""; // of the record, once there is one
  let latest = {}; // how the last save ended
  let isUnsure = false; // whether the server may be without these words
  let isKeeping = false;
  let late = 0; // the timer that makes it unsure
  let work = Promise.resolve(); // on the record, one after another
  let queued = null; // what is asked for, and has not begun

  draft.onOutcome((outcome) => {
    latest = outcome;
    late = clearTimeout(late);
    isUnsure = outcome.kind !== "saved";
    settle().then((where) => {
      if (latest.kind === "failed" && (latest.away || !isKeeping)) draft.show(isKeeping ? `${where}Unkept` : where);
    });
    return outcome.kind === "failed";
  });

  form.addEventListener("input", () => {
    isUnsure ||= !navigator.onLine;
    if (isUnsure) settle();
    else if (!late) late = setTimeout(doubt, LATE);
  });

  // A last save: Keep may end on the browser's own page, which has no words.
  beforeKeep(form, async () => {
    isKeeping = true;
    latest = {};
    const saved = saveNow();
    draft.show("keeping");
    clearTimeout(late);
    const sealed = new Promise((resolve) => {
      late = setTimeout(async () => { if (await doubt() === "sealed") resolve(); }, PATIENCE);
    });
    await Promise.race([saved, sealed]);
    await work;
    isKeeping = false;
    return !latest.away;
  }, { last: true });

  function doubt() {
    isUnsure = true;
    return settle();
  }

  /** Seal the words, or let the record go. For words that the server may not have it promises "sealed" or "unsealed". */
  function settle() {
    return queued ??= work = work.then(() => {
      queued = null;
      return isUnsure ? seal() : id && inStore("delete", id);
    }).catch(() => "unsealed");
  }

  async function seal() {
    if (!id) {
      id = crypto.randomUUID();
      navigator.locks.request(id, () => new Promise(() => {})); // while this page lives, no other sends it up
    }
    const body = String(draft.body());
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const words = bytes(body.padEnd(Math.ceil(body.length / 1024) * 1024, "&")); // & says nothing in a form
    const sealed = await crypto.subtle.encrypt(cipher(id, iv), await key, words);
    await inStore("put", { id, mark, at: Date.now(), iv, sealed });
    return "sealed";
  }
}

async function sendWhatWaits() {
  const records = await inStore("getAll");
  if (!records.length) return;
  const { sendUp } = await import("./offline_send.js");
  sendUp(records, { ...page.dataset, unseal, forget: (id) => inStore("delete", id) });
}

/** The fields of a form. Rejects if the record is gone: another tab was quicker. */
async function unseal(id) {
  const { iv, sealed } = await inStore("get", id);
  const words = await crypto.subtle.decrypt(cipher(id, iv), await key, sealed);
  return new URLSearchParams(new TextDecoder().decode(words));
}

function inStore(act, what) {
  return new Promise((resolve, reject) => {
    setTimeout(reject, SILENT);
    const asked = indexedDB.open("dear-self");
    asked.onupgradeneeded = () => asked.result.createObjectStore("drafts", { keyPath: "id" });
    asked.onerror = reject;
    asked.onsuccess = () => {
      const work = asked.result.transaction("drafts", "readwrite", { durability: "strict" });
      const done = work.objectStore("drafts")[act](what);
      work.onabort = reject;
      work.oncomplete = () => resolve(done.result);
      asked.result.close(); // once that is done
    };
  });
}

function cipher(id, iv) {
  return { name: "AES-GCM", iv, additionalData: bytes(mark + id) };
}

function bytes(text) {
  return new TextEncoder().encode(text);
}
