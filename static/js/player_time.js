// How a sitting's time is shared out, and said, as practices/library/ has it.

/** Seconds of each step in a sitting of so many: Practice.timed. `steps`: { seconds, stretches }. */
export function timed(steps, { shortest, longest, mostFixed }, wanted) {
  const whole = Math.max(shortest, Math.min(longest, wanted));
  const own = sum(steps.map((step) => step.seconds));
  const stretching = sum(steps.filter((step) => step.stretches).map((step) => step.seconds));
  if (!stretching) return steps.map((step) => step.seconds * whole / own);
  const scale = Math.min(1, mostFixed * whole / (own - stretching || 1));
  const left = whole - (own - stretching) * scale;
  return steps.map((step) => step.seconds * (step.stretches ? left / stretching : scale));
}

/** When lines with so many words come, if together they take so many seconds. */
export function cues(counts, seconds) {
  return counts.map((_, n) => sum(counts.slice(0, n)) / sum(counts) * seconds);
}

/** "1 minute 30 seconds" */
export function spoken(seconds, language) {
  const parts = [["minute", Math.floor(seconds / 60)], ["second", seconds % 60]].filter(([, n]) => n);
  const says = ([unit, n]) => n.toLocaleString(language, { style: "unit", unit, unitDisplay: "long" });
  return parts.map(says).join(" ");
}

export function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0);
}
