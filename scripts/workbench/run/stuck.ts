/**
 * A node that never gives control back, in words.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import { excerpt } from "../text/excerpt.ts";
import { BOOT_CAUSE, LOAD_CAUSE, type RunningCode, TIMER_CAUSE } from "../nodes/cause.ts";
import type { RunFailure } from "./cluster.ts";

/** Characters of a message that is shown. */
const EXCERPT_LENGTH_MAX = 200;

/** Says which node has been working on what for so long. */
export function stuckFailure({ node, cause, timeNs }: RunningCode, realS: number): RunFailure {
  if (cause === LOAD_CAUSE) return { kind: "stuck", node: "", text: loadText(realS) };
  const text =
    `Node "${node}" has worked on ${describeCause(cause)}${describeTime(timeNs)} for ${realS} s of real time ` +
    "and has not given control back\n" +
    "Likely cause: a loop that never ends, or one that awaits only what is there already, such as Promise.resolve(); " +
    "in virtual time nothing arrives and no timer goes off before a node waits for it";
  return { kind: "stuck", node, text };
}

function describeTime(timeNs: number): string {
  if (Number.isNaN(timeNs)) return "";
  return timeNs < 0 ? " since the setup" : ` since ${(timeNs / NS_PER_S).toFixed(3)} s of the run`;
}

function loadText(realS: number): string {
  return `The program has been loading for ${realS} s: a statement outside of its functions does not come to an end, ` +
    "expected a module that is loaded in a moment";
}

function describeCause(cause: string): string {
  if (cause === TIMER_CAUSE) return "a timer that went off";
  if (cause === BOOT_CAUSE) return "its start";
  try {
    const { src, body } = JSON.parse(cause);
    const number = body.msg_id === undefined ? "" : ` (msg_id ${JSON.stringify(body.msg_id)})`;
    return `${JSON.stringify(body.type)} of ${src}${number}`;
  } catch {
    return `the message ${excerpt(cause, EXCERPT_LENGTH_MAX)}`; // Too long to have been kept whole.
  }
}
