// Keep waits for what a form still has to do: pictures on their way, a last save.

const steps = new WeakMap(); // form: what it does first
const going = new WeakMap(); // form: "soon" while that is done, "now" once it is

/** Before `form` goes out, `step()` is waited for. Unless it returns true, the form stays. `last`: after all others. */
export function beforeKeep(form, step, { last = false } = {}) {
  const others = steps.get(form) ?? [];
  steps.set(form, last ? [...others, step] : [step, ...others]);
}

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  // Put away, a form is sent as it is: idle.js.
  if (!steps.has(form) || going.get(form) === "now" || document.documentElement.hidden) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (going.has(form)) return;
  going.set(form, "soon");
  const isOver = new Promise((resolve) => { setTimeout(resolve); }); // this event; while it lasts, no other can begin
  const may = await inTurn(steps.get(form));
  await isOver;
  going.set(form, "now");
  if (may) form.requestSubmit(submitter);
  going.delete(form);
}, { capture: true });

async function inTurn(tasks) {
  for (const task of tasks) if (!(await task())) return false;
  return true;
}
