// What the modules of a practice's page share.

export const root = document.querySelector("[data-player]");
export const choices = root.querySelector("[data-choices]"); // a form: how someone likes to sit
export const chosen = choices.elements;

const listeners = [];
let latest = null;

/**
 * `listener({ what, step, elapsed, playing, words })` hears of each step, line, play, pause, choice and end: the step's element, its
 * seconds so far, whether time moves, and what is shown. One that comes late is told at once how it is "now".
 */
export function onSit(listener) {
  listeners.push(listener);
  if (latest) listener({ ...latest, what: "now" });
}

export function tell(news) {
  latest = news;
  for (const listener of listeners) listener(news);
}
