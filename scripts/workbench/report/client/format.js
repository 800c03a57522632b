// @ts-check
/**
 * Numbers and times in words.
 *
 * @module
 */

/** A moment in the run: seconds with milliseconds. @param {number} us */
export function formatTime(us) {
  return `${Math.abs(us) < 500 ? "0.000" : (us / 1e6).toFixed(3)} s`;
}

/** Two times, with as many digits as tell them apart. @param {number} from in microseconds @param {number} to */
export function formatSpan(from, to) {
  if (to - from >= 10_000) return `${formatTime(from)} to ${formatTime(to)}`;
  const digits = to - from >= 1000 ? 4 : 6;
  return `${(from / 1e6).toFixed(digits)} s to ${(to / 1e6).toFixed(digits)} s`;
}

/** A length of time with three digits and the unit that suits it. @param {number} us */
export function formatDuration(us) {
  if (us < 0) return "never ended";
  if (us < 1000) return `${us} µs`;
  if (us < 1e6) return `${Number((us / 1000).toPrecision(3))} ms`;
  return `${Number((us / 1e6).toPrecision(3))} s`;
}

/** Made once: making it takes far longer than using it. */
const COUNTS = new Intl.NumberFormat("en");

/** A count with separators. @param {number} count */
export function formatCount(count) {
  return COUNTS.format(count);
}

/** A text of at most so many characters. @param {string} text @param {number} length */
export function cutText(text, length) {
  return text.length <= length ? text : `${text.slice(0, length)} … (${formatCount(text.length - length)} more)`;
}

/** JSON with line breaks for reading; texts that are no JSON stay as they are. @param {string} json */
export function prettyJson(json) {
  // Re-parsing would round integers beyond 2^53: such texts stay on one line.
  if (/\d{16}/.test(json)) return json;
  try {
    return JSON.stringify(JSON.parse(json), null, 1).replaceAll(
      /\[[^[\]{}"]*\]/g,
      (list) => list.replaceAll(/\s+/g, " "),
    );
  } catch {
    return json;
  }
}

/**
 * Round positions for ticks between two values, about `count` of them.
 *
 * @param {number} from @param {number} to @param {number} count @returns {number[]}
 */
export function roundTicks(from, to, count) {
  const rough = Math.max((to - from) / count, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const ticks = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick);
  return ticks;
}

/** A tick's text, as fine as the ticks are apart. @param {number} us @param {number} stepUs */
export function tickText(us, stepUs) {
  const decimals = Math.max(0, Math.min(6, Math.ceil(6 - Math.log10(Math.max(stepUs, 1)))));
  return `${(us / 1e6).toFixed(decimals)} s`;
}
