/**
 * Who has a value from when to when: from the message that brings it to the crash that takes it away.
 *
 * @module
 */
import { isClient } from "../../net/message.ts";
import type { Flight } from "../../recording/flights.ts";
import type { RunFacts } from "../run_facts.ts";

/** A time in which a node or service has the value. */
export interface Knowledge {
  readonly who: string;
  readonly fromNs: number;
  /** Infinity where nothing takes it away. */
  readonly toNs: number;
  /** The message that brought it. */
  readonly messageId: number;
}

/** Works it out from all messages that carry the value. */
export function knowledgeOf(facts: Pick<RunFacts, "killBetween">, carriers: readonly Flight[]): readonly Knowledge[] {
  const received = carriers.filter(({ message, lostBy, endNs }) =>
    endNs !== undefined && lostBy === "" && !isClient(message.dest)
  ).toSorted((a, b) => (a.endNs ?? 0) - (b.endNs ?? 0));
  const last = new Map<string, Knowledge>();
  const all: Knowledge[] = [];
  for (const { message: { id, dest }, endNs = 0 } of received) {
    if ((last.get(dest)?.toNs ?? -Infinity) > endNs) continue;
    const toNs = facts.killBetween(dest, endNs, Infinity)?.fromNs ?? Infinity;
    const knowledge = { who: dest, fromNs: endNs, toNs, messageId: id };
    last.set(dest, knowledge);
    all.push(knowledge);
  }
  return all;
}
