// @ts-check
/**
 * Puts the messages of a span of time, which came from the server, into a run whose page does not hold them.
 *
 * @module
 */
import { isSetupType } from "../../recording/terms.js";
import { gapsOf } from "./held.js";
import { CLIENT, LIST_EDGE, LIST_MARK, markLate, orderEvents, readMessages } from "./run.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./run.js").Messages} Messages */
/** @typedef {import("../encode/payload.ts").WindowPayload} WindowPayload */

/** Messages with the order of their events. @typedef {{ messages: Messages, events: Int32Array }} Part */

/**
 * The run with the messages of a window; calls and findings stay as they are. Rows of messages change, as `rowOf` tells.
 *
 * @param {Run} run @param {WindowPayload} window
 * @returns {{ run: Run, rowOf: Int32Array }} rowOf: row of before to row of now
 */
export function withWindow(run, window) {
  const names = { ...run.payload, ...mergeNames(run, window) };
  const fetched = readWindow(run, window, names);
  const { part, rowOf } = mergeParts({ messages: run.messages, events: run.events }, fetched);
  const payload = withHeld(names, withSpan(run.payload.held ?? [], [window.from, window.to]));
  findCalls(run, part.messages, payload);
  markLate(payload, part.messages, run.calls);
  return { run: { ...run, ...part, payload, knownLists: { lists: new Map(), size: 0 } }, rowOf };
}

/** Lists of names, texts and lists with what the window has of them at their ends. @param {Run} run @param {WindowPayload} window */
function mergeNames({ payload }, window) {
  const added = (/** @type {readonly string[]} */ known, /** @type {readonly string[]} */ found) => [
    ...known,
    ...found.filter((name) => !known.includes(name)),
  ];
  const participants = added(payload.participants, window.participants);
  const kindOf = (/** @type {string} */ name) => window.kinds[window.participants.indexOf(name)] ?? CLIENT;
  return {
    participants,
    kinds: participants.map((name, position) => payload.kinds[position] ?? kindOf(name)),
    types: added(payload.types, window.types),
    lossReasons: added(payload.lossReasons, window.lossReasons),
    texts: [...payload.texts, ...window.texts.map((text) => shiftLists(text, payload.lists.length))],
    lists: [...payload.lists, ...window.lists.map((list) => shiftList(list, payload.lists.length))],
    cutCount: payload.cutCount + window.cutCount,
  };
}

/** @param {string} text @param {number} by */
function shiftLists(text, by) {
  return text.replaceAll(LIST_MARK, (_, list) => `${LIST_EDGE}${Number(list) + by}${LIST_EDGE}`);
}

/** @param {readonly (number | string)[]} list @param {number} by */
function shiftList([base, prefix = 0, suffix = 0, ...between], by) {
  const elements = between.map((token) => typeof token === "string" ? shiftLists(token, by) : token);
  return [Number(base) === -1 ? -1 : Number(base) + by, prefix, suffix, ...elements];
}

/**
 * The window's messages with the numbers of the run.
 *
 * @param {Run} run @param {WindowPayload} window @param {ReturnType<typeof mergeNames>} names
 * @returns {Part}
 */
function readWindow(run, window, names) {
  const messages = readMessages(window);
  const events = orderEvents(window, messages);
  const numbers = (/** @type {readonly string[]} */ own, /** @type {readonly string[]} */ all) =>
    own.map((name) => all.indexOf(name));
  const participantOf = numbers(window.participants, names.participants);
  const typeOf = numbers(window.types, names.types);
  const reasonOf = numbers(window.lossReasons, names.lossReasons);
  const renumbered = {
    ...messages,
    src: messages.src.map((participant) => participantOf[participant] ?? 0),
    dest: messages.dest.map((participant) => participantOf[participant] ?? 0),
    type: messages.type.map((type) => typeOf[type] ?? 0),
    reason: messages.reason.map((reason) => reasonOf[reason] ?? 0),
    body: messages.body.map((text) => text + run.payload.texts.length),
  };
  return { messages: renumbered, events };
}

/**
 * Finds the calls of those requests and replies that have none yet: a request belongs to the call that its client's
 * process had open when it was sent, and which process that is the page's own messages tell.
 *
 * @param {Run} run @param {Messages} messages @param {{ kinds: readonly number[], types: readonly string[] }} names
 */
function findCalls(run, messages, { kinds, types }) {
  const processOf = new Map();
  for (let row = 0; row < run.messages.count; row++) {
    const call = run.messages.call[row] ?? -1;
    const src = run.messages.src[row] ?? 0;
    if (call !== -1 && kinds[src] === CLIENT) processOf.set(src, run.calls.process[call]);
  }
  /** Calls of each process, in the order of invocation. @type {Map<number, number[]>} */
  const callsOf = Map.groupBy(run.calls.process.keys(), (call) => run.calls.process[call] ?? 0);
  const callOfRequest = new Map();
  for (let row = 0; row < messages.count; row++) {
    const [src = 0, dest = 0] = [messages.src[row], messages.dest[row]];
    const isKnown = messages.call[row] !== -1;
    if (kinds[src] === CLIENT && !isSetupType(types[messages.type[row] ?? 0] ?? "")) {
      if (!isKnown) messages.call[row] = openCall(run, callsOf.get(processOf.get(src)) ?? [], messages.sent[row] ?? 0);
      callOfRequest.set(`${src} ${dest} ${messages.msgId[row]}`, messages.call[row]);
    } else if (kinds[dest] === CLIENT && !isKnown) {
      messages.call[row] = callOfRequest.get(`${dest} ${src} ${messages.inReplyTo[row]}`) ?? -1;
    }
  }
}

/** The call of a process that was open at a moment, or -1. @param {Run} run @param {readonly number[]} own @param {number} time */
function openCall({ calls }, own, time) {
  let [low, high] = [0, own.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((calls.invoked[own[middle] ?? 0] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  const call = own[low - 1] ?? -1;
  const took = calls.took[call] ?? -1;
  return call !== -1 && (took < 0 || time <= (calls.invoked[call] ?? 0) + took) ? call : -1;
}

/** Puts two parts of a run in the order of sending; what both hold is kept once. @param {Part} first @param {Part} second */
function mergeParts(first, second) {
  const places = mergedPlaces(first.messages, second.messages);
  const rowOf = new Int32Array(first.messages.count);
  const rowOfSecond = new Int32Array(second.messages.count).fill(-1);
  places.forEach((place, row) => {
    if (place >= 0) rowOf[place] = row;
    else rowOfSecond[~place] = row;
  });
  const messages = pickMessages(first.messages, second.messages, places);
  const events = mergeEvents(
    messages,
    first.events.map((event) => 2 * (rowOf[event >> 1] ?? 0) + (event & 1)),
    second.events.filter((event) => rowOfSecond[event >> 1] !== -1).map((event) =>
      2 * (rowOfSecond[event >> 1] ?? 0) + (event & 1)
    ),
  );
  return { part: { messages, events }, rowOf };
}

/**
 * Rows of both parts in the order of sending: that of the first part, or `~row` of the second.
 *
 * @param {Messages} first @param {Messages} second
 */
function mergedPlaces(first, second) {
  // A second delivery comes right behind the first, and has the same number.
  const keyOf = (/** @type {Messages} */ { id, copy }, /** @type {number} */ row) =>
    2 * (id[row] ?? Infinity) + (copy[row] ?? 0);
  const places = [];
  let [a, b] = [0, 0];
  while (a < first.count || b < second.count) {
    const [keyA, keyB] = [keyOf(first, a), keyOf(second, b)];
    if (keyA <= keyB) {
      places.push(a++);
      if (keyA === keyB) b++;
    } else {
      places.push(~b++);
    }
  }
  return Int32Array.from(places);
}

/** @param {Messages} first @param {Messages} second @param {Int32Array} places @returns {Messages} */
function pickMessages(first, second, places) {
  /** @template {Uint8Array | Uint32Array | Int32Array | Float64Array | number[]} T @param {T} column @param {(messages: Messages) => ArrayLike<number>} of @returns {T} */
  const fill = (column, of) => {
    const [own, other] = [of(first), of(second)];
    places.forEach((place, row) => column[row] = (place >= 0 ? own[place] : other[~place]) ?? 0);
    return column;
  };
  const count = places.length;
  return {
    count,
    src: fill(new Uint32Array(count), ({ src }) => src),
    dest: fill(new Uint32Array(count), ({ dest }) => dest),
    type: fill(new Uint32Array(count), ({ type }) => type),
    sent: fill(new Float64Array(count), ({ sent }) => sent),
    took: fill(new Float64Array(count), ({ took }) => took),
    fate: fill(new Uint8Array(count), ({ fate }) => fate),
    reason: fill(new Uint32Array(count), ({ reason }) => reason),
    late: new Uint8Array(count),
    copy: fill(new Uint8Array(count), ({ copy }) => copy),
    msgId: fill(new Array(count), ({ msgId }) => msgId),
    inReplyTo: fill(new Array(count), ({ inReplyTo }) => inReplyTo),
    body: fill(new Uint32Array(count), ({ body }) => body),
    call: fill(new Int32Array(count), ({ call }) => call),
    id: fill(new Float64Array(count), ({ id }) => id),
  };
}

/** Two orders of events as one, by their times. @param {Messages} messages @param {Int32Array} first @param {Int32Array} second */
function mergeEvents({ sent, took }, first, second) {
  const timeOf = (/** @type {number | undefined} */ event) =>
    event === undefined ? Infinity : (sent[event >> 1] ?? 0) + ((event & 1) === 1 ? took[event >> 1] ?? 0 : 0);
  const events = new Int32Array(first.length + second.length);
  let [a, b] = [0, 0];
  for (let place = 0; place < events.length; place++) {
    const isFirst = b >= second.length || a < first.length && timeOf(first[a]) <= timeOf(second[b]);
    events[place] = (isFirst ? first[a++] : second[b++]) ?? 0;
  }
  return events;
}

/** What the page holds from now on; a page that holds everything says nothing of it. */
/** @param {Run["payload"]} payload @param {readonly (readonly [number, number])[]} held @returns {Run["payload"]} */
function withHeld({ held: _, ...payload }, held) {
  return gapsOf({ payload: { ...payload, held } }).length === 0 ? payload : { ...payload, held };
}

/** Spans in order, those that touch as one. @param {readonly (readonly [number, number])[]} spans @param {readonly [number, number]} added */
function withSpan(spans, added) {
  /** @type {[number, number][]} */
  const merged = [];
  for (const [from, to] of [...spans, added].sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
