// @ts-check
/**
 * The run as the page's script sees it: the payload's columns as typed arrays, and readers of its texts.
 *
 * @module
 */

import { addUp, readBackReferences, readGroupedSteps } from "./columns.js";

/** @typedef {import("../encode/payload.ts").RunPayload} RunPayload */

/**
 * Messages by row. Times are microseconds since the start of the run.
 *
 * @typedef {object} Messages
 * @property {number} count
 * @property {Uint32Array} src
 * @property {Uint32Array} dest
 * @property {Uint32Array} type
 * @property {Float64Array} sent
 * @property {Float64Array} took -1 where the message never arrived nor was dropped
 * @property {Uint8Array} fate 0 received, 1 lost, 2 neither before the end
 * @property {Uint32Array} reason position in lossReasons, for lost ones
 * @property {Uint8Array} late 1 where it took far longer than usual, or came after its operation had ended
 * @property {Uint8Array} copy 1 for second deliveries
 * @property {readonly number[]} msgId
 * @property {readonly number[]} inReplyTo
 * @property {Uint32Array} body
 * @property {Int32Array} call
 * @property {Float64Array} id number of the message in the run
 */

/**
 * Calls by row, in the order of invocation.
 *
 * @typedef {object} Calls
 * @property {number} count
 * @property {Float64Array} invoked
 * @property {Float64Array} took -1 for open calls
 * @property {Uint32Array} f
 * @property {Uint8Array} outcome 0 ok, 1 fail, 2 info, 3 open
 * @property {Float64Array} index history index of the invocation
 * @property {Float64Array} completionIndex -1 for open calls
 * @property {readonly number[]} process
 * @property {readonly number[]} value
 * @property {readonly number[]} result
 * @property {readonly number[]} error
 * @property {readonly number[]} node
 * @property {Uint8Array} final
 */

/**
 * @typedef {object} Run
 * @property {RunPayload} payload
 * @property {Messages} messages
 * @property {Calls} calls
 * @property {Int32Array} events all sends (2 * row) and ends (2 * row + 1) in the order in which they happened
 * @property {(index: number) => number | undefined} callOfIndex row of the call that a history index belongs to
 * @property {Uint8Array} isFinding 1 for calls that a finding names
 * @property {{ lists: Map<number, readonly (number | string)[]>, size: number }} knownLists
 */

export const OUTCOME_NAMES = ["ok", "fail", "info", "open"];
export const RECEIVED = 0;
export const LOST = 1;
export const UNFINISHED = 2;
export const CLIENT = 0;
export const NODE = 1;
export const SERVICE = 2;

/** A message is late when it took so many times the median of its way, and more than LATE_LEAST_US longer. */
const LATE_FACTOR = 3;
const LATE_LEAST_US = 10_000;

/** Elements of lists that are remembered: some tens of megabytes. */
const KNOWN_ELEMENTS_MAX = 3_000_000;

/** Reads a payload. @param {RunPayload} payload @returns {Run} */
export function readRun(payload) {
  const calls = readCalls(payload);
  const messages = readMessages(payload);
  markLate(payload, messages, calls);
  const callOfIndex = callFinder(calls);
  const isFinding = new Uint8Array(calls.count);
  for (const finding of payload.findings) {
    if (finding.severity === "warning") continue;
    for (const index of finding.operations) {
      const row = callOfIndex(index);
      if (row !== undefined) isFinding[row] = 1;
    }
  }
  const knownLists = { lists: new Map(), size: 0 };
  return { payload, messages, calls, events: orderEvents(payload, messages), callOfIndex, isFinding, knownLists };
}

/** Makes what gives the row of the call that a history index belongs to: the indexes of a history are dense. */
/** @param {Calls} calls @returns {(index: number) => number | undefined} */
function callFinder({ count, index, completionIndex }) {
  const last = Math.max(index[count - 1] ?? -1, completionIndex.reduce((most, at) => Math.max(most, at), -1));
  const rows = new Int32Array(last + 1).fill(-1);
  for (let row = 0; row < count; row++) {
    rows[index[row] ?? 0] = row;
    if (completionIndex[row] !== -1) rows[completionIndex[row] ?? 0] = row;
  }
  return (index) => {
    const row = rows[index] ?? -1;
    return row === -1 ? undefined : row;
  };
}

/** @param {RunPayload} payload @returns {Calls} */
function readCalls(payload) {
  const columns = payload.calls;
  const count = columns.index.length;
  const final = new Uint8Array(count);
  for (const row of columns.final) final[row] = 1;
  const index = addUp(columns.index);
  return {
    ...columns,
    count,
    index,
    completionIndex: index.map((at, row) =>
      columns.completionAfter[row] === 0 ? -1 : at + (columns.completionAfter[row] ?? 0)
    ),
    invoked: addUp(columns.invoked),
    took: Float64Array.from(columns.took),
    f: Uint32Array.from(columns.f),
    outcome: Uint8Array.from(columns.outcome),
    final,
  };
}

/** @param {Pick<RunPayload, "messages">} payload @returns {Messages} */
export function readMessages(payload) {
  const columns = payload.messages;
  const count = columns.src.length;
  const copy = new Uint8Array(count);
  for (const row of columns.copies) copy[row] = 1;
  const msgId = readGroupedSteps(columns.msgId, columns.src);
  return {
    count,
    src: Uint32Array.from(columns.src),
    dest: Uint32Array.from(columns.dest),
    type: Uint32Array.from(columns.type),
    sent: addUp(columns.sent),
    took: Float64Array.from(columns.took),
    fate: Uint8Array.from(
      columns.fate,
      (fate, row) => columns.took[row] === -1 ? UNFINISHED : fate > 0 ? LOST : RECEIVED,
    ),
    reason: Uint32Array.from(columns.fate, (fate) => Math.max(0, fate - 1)),
    late: new Uint8Array(count),
    copy,
    msgId,
    inReplyTo: columns.replyTo.map((reference, row) =>
      reference === 0 ? -1 : reference < 0 ? -1 - reference : msgId[row - reference] ?? -1
    ),
    body: Uint32Array.from(readBackReferences(columns.body)),
    call: Int32Array.from(readGroupedSteps(columns.call, [])),
    id: addUp(columns.ids),
  };
}

/** Marks what took far longer than is usual between such participants, or came after its call had ended. */
/** @param {Pick<RunPayload, "kinds">} payload @param {Messages} messages @param {Calls} calls */
export function markLate({ kinds }, messages, calls) {
  // From clients, to clients, and among nodes and services.
  const wayOf = (/** @type {number} */ row) =>
    kinds[messages.src[row] ?? 0] === CLIENT ? 0 : kinds[messages.dest[row] ?? 0] === CLIENT ? 1 : 2;
  /** @type {number[][]} */
  const times = [[], [], []];
  for (let row = 0; row < messages.count; row++) {
    if (messages.fate[row] === RECEIVED) times[wayOf(row)]?.push(messages.took[row] ?? 0);
  }
  const limits = times.map((took) => {
    const median = Float64Array.from(took).sort()[(took.length - 1) >> 1] ?? 0;
    return Math.max(median * LATE_FACTOR, median + LATE_LEAST_US);
  });
  for (let row = 0; row < messages.count; row++) {
    if (messages.fate[row] !== RECEIVED) continue;
    const took = messages.took[row] ?? 0;
    const call = messages.call[row] ?? -1;
    const callEnd = (calls.invoked[call] ?? 0) + (calls.took[call] ?? 0);
    const isReply = call !== -1 && wayOf(row) === 1;
    const afterEnd = isReply && (calls.took[call] ?? -1) >= 0 && (messages.sent[row] ?? 0) + took > callEnd;
    messages.late[row] = took > (limits[wayOf(row)] ?? Infinity) || afterEnd ? 1 : 0;
  }
}

/** True for a client of the bench that crashed on purpose and was replaced: it asked for nothing and is over at once. */
/** @param {Run} run @param {number} row */
export function isClientCrash({ calls, payload }, row) {
  return payload.functions[calls.f[row] ?? 0] === "crash";
}

/** A moment at which a message is well under way. @param {Run} run @param {number} row */
export function momentOf({ messages }, row) {
  return (messages.sent[row] ?? 0) + Math.max(messages.took[row] ?? 0, 0) / 2;
}

/** @param {readonly number[]} kinds @param {Messages} messages @param {number} row */
export function involvesClient(kinds, messages, row) {
  return kinds[messages.src[row] ?? 0] === CLIENT || kinds[messages.dest[row] ?? 0] === CLIENT;
}

/**
 * Merges sends and ends into one order: an end comes after as many later sends as its row says, and before or after
 * other ends there by its time.
 *
 * @param {Pick<RunPayload, "messages">} payload @param {Messages} messages
 */
export function orderEvents(payload, { count, sent, took }) {
  const isEnded = (/** @type {number} */ row) => took[row] !== -1;
  const afterOf = (/** @type {number} */ row) => row + (payload.messages.sentMeanwhile[row] ?? 0);
  // Where the ends after each send begin in `ends`: counted, added up, then filled.
  const starts = new Int32Array(count + 1);
  for (let row = 0; row < count; row++) {
    if (isEnded(row)) starts[afterOf(row) + 1] = (starts[afterOf(row) + 1] ?? 0) + 1;
  }
  for (let row = 0; row < count; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  const ends = new Int32Array(starts[count] ?? 0);
  const next = starts.slice();
  for (let row = 0; row < count; row++) {
    if (!isEnded(row)) continue;
    const place = next[afterOf(row)] ?? 0;
    ends[place] = row;
    next[afterOf(row)] = place + 1;
  }
  const endOf = (/** @type {number} */ row) => (sent[row] ?? 0) + (took[row] ?? 0);
  const events = new Int32Array(count + ends.length);
  let place = 0;
  for (let row = 0; row < count; row++) {
    events[place++] = 2 * row;
    const ended = ends.subarray(starts[row], starts[row + 1]);
    if (ended.length > 1) ended.sort((a, b) => endOf(a) - endOf(b));
    for (const end of ended) events[place++] = 2 * end + 1;
  }
  return events;
}

/**
 * Elements of a long list: numbers, or JSON texts. A list is the difference to an earlier one, so lists that were asked
 * for are remembered: reading all of them in order takes time linear in their length.
 *
 * @param {Run} run @param {number} list @returns {readonly (number | string)[]}
 */
export function listTokens(run, list) {
  const { lists } = run.knownLists;
  const chain = [];
  let at = list;
  for (; at >= 0 && !lists.has(at); at = Number(run.payload.lists[at]?.[0] ?? -1)) chain.push(at);
  let tokens = lists.get(at) ?? [];
  for (const number of chain.reverse()) {
    const [, prefix, suffix, ...between] = run.payload.lists[number] ?? [-1, 0, 0];
    const end = Number(suffix) === 0 ? [] : tokens.slice(-Number(suffix));
    tokens = [...tokens.slice(0, Number(prefix)), ...between, ...end];
  }
  if (run.knownLists.size + tokens.length > KNOWN_ELEMENTS_MAX) {
    lists.clear();
    run.knownLists.size = 0;
  }
  lists.set(list, tokens);
  run.knownLists.size += tokens.length;
  return tokens;
}

/** Stands before and after the number of a list in a text; see encode/text_table.ts. */
export const LIST_EDGE = "\x91";
/** A list in a text. */
export const LIST_MARK = /\x91(\d+)\x91/g;

/** A text with its lists put in. @param {Run} run @param {string} text @returns {string} */
export function expandText(run, text) {
  return text.replaceAll(
    LIST_MARK,
    (_, list) => `[${listTokens(run, Number(list)).map((token) => expandText(run, String(token))).join(",")}]`,
  );
}

/** JSON text number `text`; empty for -1. @param {Run} run @param {number | undefined} text */
export function textOf(run, text) {
  return text === undefined || text === -1 ? "" : expandText(run, run.payload.texts[text] ?? "");
}

/** The whole body of a message as JSON. @param {Run} run @param {number} row */
export function bodyText(run, row) {
  const { messages, payload } = run;
  const fields = [`"type":${JSON.stringify(payload.types[messages.type[row] ?? 0])}`];
  const rest = textOf(run, messages.body[row]);
  if (!rest.startsWith("{")) return rest;
  const has = (/** @type {string} */ name) => rest.includes(`"${name}":`) && Object.hasOwn(JSON.parse(rest), name);
  if (has("type")) fields.length = 0;
  if ((messages.msgId[row] ?? -1) >= 0) fields.push(`"msg_id":${messages.msgId[row]}`);
  if ((messages.inReplyTo[row] ?? -1) >= 0) fields.push(`"in_reply_to":${messages.inReplyTo[row]}`);
  const inner = rest.slice(1, -1);
  return `{${[...fields, ...(inner === "" ? [] : [inner])].join(",")}}`;
}
