// @ts-check
/// <reference lib="dom" />
/**
 * Cards that say all about one message or one call.
 *
 * @module
 */
import { linksToOrigin, operationPlace } from "./address.js";
import { button, element } from "./dom.js";
import { cutText, formatCount, formatDuration, formatTime, prettyJson } from "./format.js";
import { describeHeld, isInGap } from "./held.js";
import { bodyText, LOST, momentOf, OUTCOME_NAMES, RECEIVED, textOf } from "./run.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").View} View */

/** Longest value on a card. */
const VALUE_LENGTH = 4000;
/** Most messages that a card lists. */
const MESSAGES_MAX = 40;
/** Most findings that a card leads back to. */
const ORIGINS_MAX = 6;

/** What the card offers to do. @typedef {{ showCall: (row: number) => void, showMessage: (row: number) => void, follow: (query: string) => void, lightCall: (row: number) => void, playFrom: (time: number) => void }} Actions */

/** What became of a message. @param {Run} run @param {number} row */
export function fateText({ messages, payload }, row) {
  const took = formatDuration(messages.took[row] ?? -1);
  if (messages.fate[row] === RECEIVED) return `received after ${took}${messages.late[row] === 1 ? ", late" : ""}`;
  if (messages.fate[row] !== LOST) return "not received before the end of the run";
  const reason = payload.lossReasons[messages.reason[row] ?? 0] ?? "lost";
  return `lost after ${took}: ${lossText(reason)}`;
}

/** @param {string} reason */
function lossText(reason) {
  const texts = new Map([
    ["partition", "a partition cut it off"],
    ["loss", "the network lost it"],
    ["node-down", "the receiver was down"],
    ["closed", "the receiver was gone"],
  ]);
  return texts.get(reason) ?? reason;
}

/** Lines of a message's tip. @param {Run} run @param {number} row @returns {string[]} */
export function messageTip(run, row) {
  const { messages, payload } = run;
  return [
    `${payload.participants[messages.src[row] ?? 0]} → ${payload.participants[messages.dest[row] ?? 0]}, sent at ${
      formatTime(messages.sent[row] ?? 0)
    }`,
    fateText(run, row),
    cutText(bodyText(run, row), 500),
  ];
}

/** @param {Run} run @param {number} row @param {Actions} actions @returns {HTMLElement} */
export function messageCard(run, row, actions) {
  const { messages, payload, calls } = run;
  const src = payload.participants[messages.src[row] ?? 0];
  const dest = payload.participants[messages.dest[row] ?? 0];
  const call = messages.call[row] ?? -1;
  const isCopy = messages.copy[row] === 1 ? " (second delivery of a duplicated message)" : "";
  const facts = [
    `Message ${src} → ${dest}: ${payload.types[messages.type[row] ?? 0]}${isCopy}`,
    `sent at ${formatTime(messages.sent[row] ?? 0)}, ${fateText(run, row)}`,
  ];
  return element(
    "div",
    { class: "card" },
    element("h3", {}, facts[0] ?? ""),
    element("p", {}, facts[1] ?? ""),
    element("pre", {}, cutText(prettyJson(bodyText(run, row)), VALUE_LENGTH)),
    element(
      "p",
      { class: "buttons" },
      ...(call === -1 ? [] : [button(`Operation ${calls.index[call]}`, () => actions.showCall(call))]),
      button("Playback at this moment", () => actions.playFrom(momentOf(run, row))),
    ),
  );
}

/** One line on a call. @param {Run} run @param {number} row */
export function callTitle({ calls, payload }, row) {
  const end = calls.completionIndex[row] === -1 ? "" : `–${calls.completionIndex[row]}`;
  return `Operation ${calls.index[row]}${end}: ${payload.functions[calls.f[row] ?? 0]} by process ${
    calls.process[row]
  }, ${OUTCOME_NAMES[calls.outcome[row] ?? 0]}`;
}

/** Lines of a call's tip. @param {Run} run @param {number} row @returns {string[]} */
export function callTip(run, row) {
  const { calls } = run;
  const error = textOf(run, calls.error[row]);
  return [
    callTitle(run, row),
    `invoked at ${formatTime(calls.invoked[row] ?? 0)}, took ${formatDuration(calls.took[row] ?? -1)}`,
    `value ${cutText(textOf(run, calls.value[row]), 200)}`,
    ...(calls.result[row] === -1 ? [] : [`result ${cutText(textOf(run, calls.result[row]), 300)}`]),
    ...(error === "" ? [] : [`error ${cutText(error, 200)}`]),
  ];
}

/** @param {Run} run @param {number} row @param {Actions} actions @returns {HTMLElement} */
export function callCard(run, row, actions) {
  const { calls, payload } = run;
  const error = textOf(run, calls.error[row]);
  const node = payload.participants[calls.node[row] ?? -1];
  const index = calls.index[row] ?? -1;
  const findings = payload.findings.filter(({ operations }) =>
    operations.includes(index) || operations.includes(calls.completionIndex[row] ?? -2)
  );
  const rows = [
    ["invoked", `${formatTime(calls.invoked[row] ?? 0)} (history index ${index})`],
    ["ended", endText(run, row)],
    ...(node === undefined ? [] : [["node", node]]),
    ["value", cutText(prettyJson(textOf(run, calls.value[row])), VALUE_LENGTH)],
    ...(calls.result[row] === -1
      ? []
      : [["result", cutText(prettyJson(textOf(run, calls.result[row])), VALUE_LENGTH)]]),
    ...(error === "" ? [] : [["error", cutText(prettyJson(error), VALUE_LENGTH)]]),
    ...(findings.length === 0 ? [] : [["named by", namesOf(findings)]]),
  ];
  const list = element(
    "dl",
    {},
    ...rows.flatMap(([name, text]) => [
      element("dt", {}, name ?? ""),
      element("dd", {}, element("pre", {}, text ?? "")),
    ]),
  );
  return element(
    "div",
    { class: "card", id: "call-card-body", tabindex: "-1" },
    element("h3", {}, callTitle(run, row) + (calls.final[row] === 1 ? ", final" : "")),
    list,
    ...messageList(run, row, actions),
    element("p", { class: "links" }, ...originsOf(run, row)),
    element("p", { class: "buttons" }, ...callButtons(run, row, actions)),
  );
}

/** @param {readonly import("../encode/payload.ts").FindingColumns[]} findings */
function namesOf(findings) {
  return [...new Set(findings.map(({ anomaly }) => anomaly))].join(", ");
}

/** Links back to the findings that lead here, by either index of the call. @param {Run} run @param {number} row */
function originsOf({ calls }, row) {
  const indices = new Set([calls.index[row] ?? 0, calls.completionIndex[row] ?? -1]);
  const links = [...indices].flatMap((index) => linksToOrigin(operationPlace(index)));
  return links.filter(({ href }, at) => links.findIndex((other) => other.href === href) === at).slice(0, ORIGINS_MAX);
}

/** @param {Run} run @param {number} row */
function endText({ calls }, row) {
  const took = calls.took[row] ?? -1;
  if (took < 0) return "not before the end of the run";
  return `${formatTime((calls.invoked[row] ?? 0) + took)}, ${OUTCOME_NAMES[calls.outcome[row] ?? 0]} after ${
    formatDuration(took)
  } (history index ${calls.completionIndex[row]})`;
}

/** Requests and replies of a call, as buttons. @param {Run} run @param {number} row @param {Actions} actions */
function messageList(run, row, actions) {
  const { messages, payload, calls } = run;
  const own = [];
  for (let message = 0; message < messages.count; message++) if (messages.call[message] === row) own.push(message);
  if (own.length === 0) {
    const isHeld = !isInGap(run, calls.invoked[row] ?? 0);
    return isHeld ? [] : [element("p", { class: "soft" }, `Its messages are not on this page. ${describeHeld(run)}`)];
  }
  const buttons = own.slice(0, MESSAGES_MAX).map((message) =>
    button(
      `${payload.participants[messages.src[message] ?? 0]} → ${payload.participants[messages.dest[message] ?? 0]} ${
        payload.types[messages.type[message] ?? 0]
      }`,
      () => actions.showMessage(message),
    )
  );
  const rest = own.length > MESSAGES_MAX ? [` and ${formatCount(own.length - MESSAGES_MAX)} more`] : [];
  return [element("p", { class: "buttons" }, "Messages: ", ...buttons, ...rest)];
}

/** @param {Run} run @param {number} row @param {Actions} actions */
function callButtons(run, row, actions) {
  const buttons = [button("Light up its messages", () => actions.lightCall(row))];
  buttons.push(button("Playback from its start", () => actions.playFrom(run.calls.invoked[row] ?? 0)));
  const query = followQuery(run, row);
  if (query !== "") buttons.push(button(`Follow ${cutText(query, 40)}`, () => actions.follow(query)));
  return buttons;
}

/** What to follow for a call: the value that it brought, where it is one. @param {Run} run @param {number} row */
export function followQuery(run, row) {
  const { calls, payload } = run;
  const asked = textOf(run, calls.value[row]);
  switch (payload.valueKind) {
    case "element":
    case "sum":
      return asked === "null" ? "" : asked;
    case "token": {
      const text = asked === "null" ? textOf(run, calls.result[row]) : asked;
      return text === "null" ? "" : text;
    }
    case "register":
      return firstWrite([["w", ...listIn(asked)]]);
    default:
      return firstWrite(listIn(asked));
  }
}

/** Key and value of the first write in a list like `[["send","k",3]]` or `[["r",1,null],["w",1,6]]`. @param {unknown[]} operations */
function firstWrite(operations) {
  for (const operation of operations) {
    const [f, key, value] = Array.isArray(operation) ? operation : [];
    if (f === "r" || value === undefined || value === null || typeof value === "object") continue;
    return `${JSON.stringify(key)} ${JSON.stringify(value)}`;
  }
  return "";
}

/** The list that a JSON text is; an empty one where it is none, or was cut. @param {string} text @returns {unknown[]} */
function listIn(text) {
  try {
    const value = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
