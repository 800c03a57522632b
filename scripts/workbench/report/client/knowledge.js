// @ts-check
/**
 * What each node knows when, for the colours of the playback (where values are elements, as in broadcast): a node knows a value once it
 * received it from a client or from a node that knows it, and knows nothing after it was killed.
 *
 * @module
 */
import { CLIENT, expandText, NODE, RECEIVED, textOf } from "./run.js";

/** @typedef {import("./run.js").Run} Run */

/**
 * @typedef {object} Knowledge
 * @property {Map<number, Memory>} memories of the nodes, by participant
 * @property {number[]} asked times at which clients asked for one more value to be kept, rising
 * @property {string[]} names of these values, in the same order
 */

/**
 * How many values a node knows from each time on, and which came then, -1 where it forgot all; times rise.
 *
 * @typedef {{ times: number[], counts: number[], values: number[] }} Memory
 */

/** Longer lists of values are worked out again for each message, to save memory. */
const REMEMBERED_MAX = 64;

/** @param {Run} run @returns {Knowledge | undefined} undefined for workloads without a growing set */
export function knowledgeOf(run) {
  if (run.payload.valueKind !== "element") return undefined;
  const { asked, numberOf } = valuesOf(run);
  const { messages, payload } = run;
  /** @type {Map<number, { known: Uint8Array, memory: Memory }>} */
  const nodes = new Map();
  payload.kinds.forEach((kind, participant) => {
    const memory = { times: [], counts: [], values: [] };
    if (kind === NODE) nodes.set(participant, { known: new Uint8Array(numberOf.size), memory });
  });
  const kills = payload.faults.filter(({ losesMemory }) => losesMemory);
  let nextKill = 0;
  /** @type {(number[] | undefined)[]} */
  const valuesInText = new Array(payload.texts.length);
  for (const event of run.events) {
    const row = event >> 1;
    const time = (messages.sent[row] ?? 0) + ((event & 1) === 1 ? messages.took[row] ?? 0 : 0);
    for (; (kills[nextKill]?.from ?? Infinity) <= time; nextKill++) {
      for (const killed of kills[nextKill]?.nodes ?? []) forget(nodes.get(killed), kills[nextKill]?.from ?? 0);
    }
    if ((event & 1) === 0 || messages.fate[row] !== RECEIVED) continue;
    const node = nodes.get(messages.dest[row] ?? -1);
    if (node === undefined) continue;
    const text = messages.body[row] ?? 0;
    let values = valuesInText[text];
    if (values === undefined) {
      values = valuesIn(expandText(run, payload.texts[text] ?? ""), numberOf);
      if (values.length <= REMEMBERED_MAX) valuesInText[text] = values;
    }
    const src = messages.src[row] ?? 0;
    const sender = payload.kinds[src] === CLIENT ? undefined : nodes.get(src);
    for (const value of values) {
      if (node.known[value] === 1 || sender !== undefined && sender.known[value] === 0) continue;
      node.known[value] = 1;
      node.memory.counts.push((node.memory.counts.at(-1) ?? 0) + 1);
      node.memory.times.push(time);
      node.memory.values.push(value);
    }
  }
  return {
    asked,
    names: [...numberOf.keys()],
    memories: new Map([...nodes].map(([participant, { memory }]) => [participant, memory])),
  };
}

/** @param {{ known: Uint8Array, memory: Memory } | undefined} node @param {number} time */
function forget(node, time) {
  node?.known.fill(0);
  node?.memory.times.push(time);
  node?.memory.counts.push(0);
  node?.memory.values.push(-1);
}

/** How much a node knows at a moment. @param {Memory} memory @param {number} moment */
export function knownAt({ times, counts }, moment) {
  return counts[countUntil(times, moment) - 1] ?? 0;
}

/**
 * The values that a node knows at a moment, in the order in which it learned them, and those asked for that it does not.
 *
 * @param {Knowledge} knowledge @param {number} participant @param {number} moment
 * @returns {{ known: string[], missing: string[] } | undefined} undefined for who is no node
 */
export function heldBy({ asked, names, memories }, participant, moment) {
  const memory = memories.get(participant);
  if (memory === undefined) return undefined;
  const learned = memory.values.slice(0, countUntil(memory.times, moment));
  const known = new Set(learned.slice(learned.lastIndexOf(-1) + 1));
  const missing = names.slice(0, countUntil(asked, moment)).filter((_, value) => !known.has(value));
  return { known: Array.from(known, (value) => names[value] ?? ""), missing };
}

/** The values that clients brought, numbered, and when they did. @param {Run} run */
function valuesOf(run) {
  const { calls, payload } = run;
  /** @type {Map<string, number>} */
  const numberOf = new Map();
  const asked = [];
  for (let row = 0; row < calls.count; row++) {
    if (payload.functions[calls.f[row] ?? 0] === "read") continue;
    const text = textOf(run, calls.value[row]);
    if (numberOf.has(text)) continue;
    numberOf.set(text, numberOf.size);
    asked.push(calls.invoked[row] ?? 0);
  }
  return { asked, numberOf };
}

/** Numbers of the values that stand in a JSON text: whole numbers or strings. @param {string} json @param {Map<string, number>} numberOf */
function valuesIn(json, numberOf) {
  const found = new Set();
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)) {
    const value = numberOf.get(token);
    if (value !== undefined) found.add(value);
  }
  return [...found];
}

/** How many of rising times are at or before a moment. @param {readonly number[]} times @param {number} moment */
export function countUntil(times, moment) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
