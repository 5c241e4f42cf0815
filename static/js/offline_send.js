// Sends up what an earlier page sealed on this device, and says so: docs/decisions/0019. Loaded where something waits.

const KEPT = 90 * 24 * 3600 * 1000; // ms

/** `save` is where to; `back` says that words came; `unseal(id)` promises a form's fields. Only those of `mark` are sent. */
export function sendUp(records, { mark, save, back, unseal, forget }) {
  for (const { id, mark: whose, at } of records) {
    if (Date.now() - at > KEPT) forget(id);
    // Its lock is free once the page that wrote it is gone.
    else if (whose === mark) navigator.locks.request(id, { ifAvailable: true }, (isFree) => isFree && send(id)).catch(() => {});
  }

  /** Rejects where it was not taken, and the record stays: the journal is locked, full or away. */
  async function send(id) {
    const body = await unseal(id);
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(save, { method: "POST", body, redirect: "manual" });
    const { draft, revision, page } = await answer.json();
    if (answer.ok) await forget(id);
    if (revision && !isHere(draft, revision)) tell(back, page); // without a revision it was refused, or kept already
  }
}

/** Whether a form came here with it. */
function isHere(draft, revision) {
  const forms = [...document.querySelectorAll("form[data-draft]")].map((form) => form.elements);
  return forms.some((fields) => fields.draft.value === draft && fields.revision.value === String(revision));
}

function tell(text, address) {
  const line = document.createElement("p");
  const link = document.createElement("a");
  line.role = "status";
  line.className = "notice";
  link.href = address;
  link.append(text);
  document.querySelector("main").prepend(line);
  setTimeout(() => line.append(link), 200); // or it is not read out
}
