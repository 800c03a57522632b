// @ts-check
/**
 * Works out the logs of a kafka run from the operations: sends that were acknowledged and polls.
 *
 * @module
 */
import { OUTCOME_NAMES, textOf } from "./run.js";

/** @typedef {import("./run.js").Run} Run */

/**
 * @typedef {object} LogEntry
 * @property {number} offset
 * @property {Set<string>} values JSON texts; more than one where the run disagrees with itself
 * @property {number[]} writers rows of calls
 * @property {Map<number, number>} readers process to the row of the call by which it first read this
 */

/**
 * @typedef {object} KeyLog
 * @property {LogEntry[]} entries by offset
 * @property {Map<number, { first: number, furthest: number, count: number }>} readers process to the lowest and the
 * highest offset that it read, and how many
 */

/** @param {Run} run @returns {Map<string, KeyLog>} by key, in natural order */
export function kafkaLogs(run) {
  /** @type {Map<string, { byOffset: Map<number, LogEntry>, readers: KeyLog["readers"] }>} */
  const logs = new Map();
  const logOf = (/** @type {string} */ key) => {
    let log = logs.get(key);
    if (log === undefined) logs.set(key, log = { byOffset: new Map(), readers: new Map() });
    return log;
  };
  const entryOf = (/** @type {string} */ key, /** @type {number} */ offset) => {
    const { byOffset } = logOf(key);
    let entry = byOffset.get(offset);
    if (entry === undefined) {
      byOffset.set(offset, entry = { offset, values: new Set(), writers: [], readers: new Map() });
    }
    return entry;
  };
  for (let call = 0; call < run.calls.count; call++) {
    if (OUTCOME_NAMES[run.calls.outcome[call] ?? 0] !== "ok") continue;
    for (const operation of operationsOf(run, call)) {
      if (operation.kind === "send") {
        const entry = entryOf(operation.key, operation.offset);
        entry.values.add(operation.value);
        entry.writers.push(call);
        continue;
      }
      const process = run.calls.process[call] ?? 0;
      const { readers } = logOf(operation.key);
      const entry = entryOf(operation.key, operation.offset);
      entry.values.add(operation.value);
      if (entry.readers.has(process)) continue;
      entry.readers.set(process, call);
      const reader = readers.get(process) ?? { first: Infinity, furthest: -1, count: 0 };
      readers.set(process, {
        first: Math.min(reader.first, operation.offset),
        furthest: Math.max(reader.furthest, operation.offset),
        count: reader.count + 1,
      });
    }
  }
  const natural = new Intl.Collator("en", { numeric: true }).compare;
  return new Map(
    [...logs].sort(([a], [b]) => natural(a, b)).map(([key, { byOffset, readers }]) => [key, {
      entries: [...byOffset.values()].sort((a, b) => a.offset - b.offset),
      readers,
    }]),
  );
}

/** @typedef {{ kind: "send" | "read", key: string, offset: number, value: string }} LogOperation */

/** Sends and single polled messages of a call. Odd values yield nothing. @param {Run} run @param {number} call */
function operationsOf(run, call) {
  return parseList(textOf(run, run.calls.result[call])).flatMap((operation) => {
    if (!Array.isArray(operation)) return [];
    const [f, key, message] = operation;
    if (f === "send") return messageAt("send", String(key), message);
    if (f !== "poll" || typeof key !== "object" || key === null) return [];
    return Object.entries(key).flatMap(([polled, messages]) =>
      Array.isArray(messages) ? messages.flatMap((each) => messageAt("read", polled, each)) : []
    );
  });
}

/** @param {"send" | "read"} kind @param {string} key @param {unknown} message `[offset, value]` @returns {LogOperation[]} */
function messageAt(kind, key, message) {
  if (!Array.isArray(message) || typeof message[0] !== "number") return [];
  return [{ kind, key, offset: message[0], value: JSON.stringify(message[1]) }];
}

/** @param {string} text @returns {unknown[]} */
function parseList(text) {
  try {
    const value = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
