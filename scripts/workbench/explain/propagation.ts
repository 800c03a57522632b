/**
 * The way of a value through the cluster: which messages carried it, who got it by which of them, which were lost.
 *
 * The rule is the one by which the report's page follows a value (recording/value_knowers.js): a message carries a value
 * if the value stands in its body and its sender can know it, because it got it from a client or in an earlier message.
 * So a counter that happens to be 17 does not count as the value 17 before its node has heard of that.
 *
 * @module
 */
import type { Json } from "../history.ts";
import type { JournalEvent } from "../net/journal.ts";
import { entriesBetween } from "../record_list.ts";
import { isClient, type Message, splitBodyOf } from "../net/message.ts";
import { holdsTerms, isSetupType, parseTerms } from "../recording/terms.js";
import { ValueKnowers } from "../recording/value_knowers.js";
import type { RecordedRun, RunFacts } from "./run_facts.ts";
import { valueHolder } from "./value_holder.ts";

/** One message that carried the value, and what became of it. */
export interface CarryingMessage {
  readonly message: Message;
  readonly sentNs: number;
  /** When it was received or lost; undefined where neither happened before the end. */
  endNs: number | undefined;
  /** Empty where it was received. A second delivery changes nothing. */
  lostBy: string;
}

/** The way of a value. */
export interface Propagation {
  /** In the order of sending; the ones between clients and nodes are among them. */
  readonly carriers: readonly CarryingMessage[];
  /** By participant, clients left out: the message that brought the value there first. */
  readonly arrivals: ReadonlyMap<string, CarryingMessage>;
}

/** What to follow. */
export interface PropagationRequest {
  /** Values that must all stand in a body. */
  readonly values: readonly Json[];
  /** Nanoseconds since the start of the run; earlier messages are not looked at. Default: all. */
  readonly fromNs?: number;
  /** Later messages are not looked at. Default: all. */
  readonly toNs?: number;
}

/** Follows a value, or several that belong together, such as a key and a message. */
export function propagationOf(
  { journal }: Pick<RecordedRun, "journal">,
  { values, fromNs = -Infinity, toNs = Infinity }: PropagationRequest,
): Propagation {
  const holds = holder(values);
  const carriers = new Map<number, CarryingMessage>();
  const arrivals = new Map<string, CarryingMessage>();
  // Requests of further clients only look alike: an offset, a value that is written again.
  const knowers = new ValueKnowers<string>({ trustsClients: false, trustsFirst: true });
  for (const { type, time, message, reason } of entriesBetween(journal, fromNs, toNs)) {
    const { src, dest } = message;
    if (type === "send") {
      if (!knowers.canCarry(src, isClient(src)) || !holds(message)) continue;
      knowers.sent(src);
      carriers.set(message.id, { message, sentNs: time, endNs: undefined, lostBy: "" });
      continue;
    }
    const carrier = carriers.get(message.id);
    if (carrier === undefined) continue;
    if (carrier.endNs === undefined) {
      carrier.endNs = time;
      carrier.lostBy = type === "drop" ? reason ?? "lost" : "";
    }
    if (type === "recv" && knowers.received(dest, isClient(dest))) arrivals.set(dest, carrier);
  }
  return { carriers: [...carriers.values()], arrivals };
}

/** The last message with these values that a participant received up to a time. */
export function lastReceived(
  { journal }: Pick<RunFacts, "journal">,
  { values, dest, toNs }: { readonly values: readonly Json[]; readonly dest: string; readonly toNs: number },
): JournalEvent | undefined {
  const holds = holder(values);
  return journal.findLast(({ type, time, message }) =>
    type === "recv" && message.dest === dest && time <= toNs && holds(message)
  );
}

/** Tells whether a message holds all values; setup messages never do. */
function holder(values: readonly Json[]): (message: Message) => boolean {
  const holds = valueHolder(values);
  const token = tokenOf(values.at(-1));
  const terms = parseTerms(token ?? "");
  return (message) => {
    // Most bodies can be told from their text, and need not be parsed once more.
    const text = splitBodyOf(message);
    if (token !== undefined && typeof text === "string" && !(text.includes(token) && holdsTerms(text, terms))) {
      return false;
    }
    const { type, msg_id: _id, in_reply_to: _reply, ...rest } = message.body;
    return !isSetupType(type) && holds(rest as Record<string, Json>);
  };
}

/** What stands in the text of each body that holds a number or a string; undefined for other values. */
function tokenOf(value: Json | undefined): string | undefined {
  return typeof value === "number" || typeof value === "string" ? JSON.stringify(value) : undefined;
}
