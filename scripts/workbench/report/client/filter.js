// @ts-check
/**
 * Which messages are shown and which are lit.
 *
 * @module
 */
import { isSetupType } from "../../recording/terms.js";
import { CLIENT, involvesClient, RECEIVED } from "./run.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").ViewState} ViewState */

/** Fields of the view that decide what is shown; when one changes `filterMessages` must be asked again. */
export const FILTER_FIELDS = [
  "participant",
  "hiddenTypes",
  "onlyTroubled",
  "clients",
  "call",
  "isCallFilter",
  "spread",
  "held",
];

/**
 * @typedef {object} Filtered
 * @property {Uint8Array} shown one a message
 * @property {number} shownCount
 * @property {Uint8Array | undefined} lit 0 dimmed, 1 lit, 2 lit strongly; undefined where nothing is singled out
 * @property {number} litCount
 */

/** @param {Run} run @param {ViewState} state @returns {Filtered} */
export function filterMessages(run, state) {
  const { messages, payload } = run;
  const shown = new Uint8Array(messages.count);
  const lit = litMessages(run, state);
  let shownCount = 0;
  let litCount = 0;
  for (let row = 0; row < messages.count; row++) {
    if (state.hiddenTypes.has(messages.type[row] ?? 0)) continue;
    if (
      state.participant !== -1 && messages.src[row] !== state.participant && messages.dest[row] !== state.participant
    ) {
      continue;
    }
    if (state.onlyTroubled && messages.fate[row] === RECEIVED && messages.late[row] === 0) continue;
    if (state.clients === "hidden" && involvesClient(payload.kinds, messages, row)) continue;
    shown[row] = 1;
    shownCount++;
    if (lit !== undefined && (lit[row] ?? 0) > 0) litCount++;
  }
  return { shown, shownCount, lit, litCount };
}

/** @param {Run} run @param {ViewState} state */
function litMessages(run, state) {
  const { messages } = run;
  if (state.isCallFilter && state.call !== -1) {
    return Uint8Array.from(messages.call, (call, row) => call === state.call ? 2 : state.spread?.carries[row] ?? 0);
  }
  return state.spread?.carries;
}

/**
 * Rows of the diagram: clients (one row for all, or one for each that asks for operations), nodes, services.
 *
 * @param {Run} run @param {ViewState["clients"]} clients
 * @returns {{ names: string[], kinds: number[], rowOf: Int32Array }} rowOf: participant to row, -1 where not shown
 */
export function diagramRows(run, clients) {
  const { participants, kinds } = run.payload;
  const rowOf = new Int32Array(participants.length).fill(-1);
  /** @type {string[]} */
  const names = [];
  /** @type {number[]} */
  const rowKinds = [];
  const asks = clients === "each" ? askingClients(run) : undefined;
  let sharedRow = -1;
  participants.forEach((name, participant) => {
    const kind = kinds[participant] ?? 0;
    if (kind === CLIENT && clients === "hidden") return;
    const isShared = kind === CLIENT && asks?.[participant] !== 1;
    if (isShared && sharedRow !== -1) {
      rowOf[participant] = sharedRow;
      return;
    }
    rowOf[participant] = names.length;
    rowKinds.push(kind);
    if (isShared) sharedRow = names.length;
    names.push(isShared ? (asks === undefined ? "clients" : "set-up") : name);
  });
  return { names, kinds: rowKinds, rowOf };
}

/** Tells clients that ask for operations from those that only set nodes up. @param {Run} run */
function askingClients({ messages, payload }) {
  const asks = new Uint8Array(payload.participants.length);
  for (let row = 0; row < messages.count; row++) {
    if (!isSetupType(payload.types[messages.type[row] ?? 0] ?? "")) asks[messages.src[row] ?? 0] = 1;
  }
  return asks;
}
