/**
 * Counts what happened in a run that does not happen in every run. A sweep that never met an event proves nothing
 * about it.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import { FAULT_KINDS, functionOf } from "../nemesis/faults/registry.ts";
import type { JournalEvent } from "../net/journal.ts";
import { LinkTable } from "../net/link_table.ts";
import { isClient, isError } from "../net/message.ts";
import { ResendSearch } from "../recording/resends.ts";
import type { Recording } from "../run/run.ts";
import { countCutValues } from "./cut_values.ts";

/** Name of the event to how often it happened; only events that did. */
export type Coverage = Readonly<Record<string, number>>;

/** What the counted events mean. Nodes add `log-NAME` for each log line with `event=NAME`, faults `fault-NAME`. */
export const COVERAGE_MEANINGS: Readonly<Record<string, string>> = {
  "operation-failed": "an operation certainly did not happen",
  "operation-timed-out": "a client got no answer in time",
  "operation-indeterminate": "an operation may have happened",
  "message-cut": "a partition swallowed a message",
  "message-lost": "a message was lost at random",
  "message-to-dead-node": "a message reached a node that was down",
  "message-doubled": "a message arrived more than once",
  "message-overtaken": "a message arrived before one that was sent earlier on the same link",
  "message-resent": "a node sent the same message again on the same link",
  "request-retried": "a node sent a request again that was not answered yet",
  "value-cut": "a partition left one side with a value and the other without",
  "value-detoured": "a value arrived by another node than the one whose message was lost",
  "cas-failed": "a compare-and-set met another value",
  "stale-read": "seq-kv answered a read from an older state",
  "stale-read-1-s": "that state was out of date for more than a second",
  "stale-read-10-changes": "that state lacked more than 10 changes",
  "stale-cas": "seq-kv answered a compare-and-set or write from an older state",
};

/** Error code of a compare-and-set that met another value. */
const PRECONDITION_FAILED = 22;

const DROP_NAMES = { partition: "message-cut", loss: "message-lost", "node-down": "message-to-dead-node" } as const;

/** The nemesis's functions that begin a fault. */
const STARTS = new Map(FAULT_KINDS.map((fault) => [functionOf(fault, "start"), fault]));

/** Counts the events that nodes log, by name. */
export class LogEvents {
  readonly counts = new Map<string, number>();

  /** Looks at a line of a node's stderr. */
  look(line: string): void {
    const event = /\bevent=([\w-]+)/.exec(line)?.[1];
    if (event !== undefined) this.counts.set(event, (this.counts.get(event) ?? 0) + 1);
  }
}

/** Counts what happens to messages while it happens: then their bodies are still at hand. */
export class MessageEvents {
  readonly counts = new Map<string, number>();
  readonly #received = new Set<number>();
  readonly #links = new LinkTable(() => ({ newestId: -1 }));
  readonly #resends = new ResendSearch(({ kind }) =>
    this.#add(kind === "retry" ? "request-retried" : "message-resent")
  );

  look(event: JournalEvent): void {
    const { type, reason, message } = event;
    if (type === "drop") {
      if (reason !== undefined && reason !== "closed") this.#add(DROP_NAMES[reason]);
      return;
    }
    const { id, src, dest } = message;
    if (isClient(src) || isClient(dest)) return;
    this.#resends.look(event);
    if (type === "send") return;
    if (this.#received.has(id)) return this.#add("message-doubled");
    this.#received.add(id);
    const link = this.#links.of(src, dest);
    if (id < link.newestId) this.#add("message-overtaken");
    else link.newestId = id;
    if (isError(message) && message.body.code === PRECONDITION_FAILED) this.#add("cas-failed");
  }

  #add(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}

/**
 * Counts the events of one run.
 *
 * @param seen How often messages met an event, and how often nodes logged one, by name.
 */
export function coverageOf(
  recording: Recording,
  { messages, logged }: Readonly<Record<"messages" | "logged", ReadonlyMap<string, number>>>,
): Coverage {
  const counts = new Map(messages);
  const add = (name: string, count = 1) => {
    if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
  };
  for (const { process, type, f, error } of recording.history) {
    if (process === "nemesis") {
      const fault = STARTS.get(f);
      // Two entries in the history for each start.
      if (fault !== undefined) add(`fault-${fault}`, 0.5);
    } else if (type === "fail") add("operation-failed");
    else if (type === "info") add(error === "net-timeout" ? "operation-timed-out" : "operation-indeterminate");
  }
  countStaleReplies(recording, add);
  const { cut, detoured } = countCutValues(recording);
  add("value-cut", cut);
  add("value-detoured", detoured);
  for (const [event, count] of logged) add(`log-${event}`, count);
  return Object.fromEntries([...counts].map(([name, count]) => [name, Math.ceil(count)]));
}

function countStaleReplies({ staleReplies }: Recording, add: (name: string) => void): void {
  for (const { request, ageNs, staleness } of staleReplies) {
    add(request === "read" ? "stale-read" : "stale-cas");
    if (request === "read" && ageNs > NS_PER_S) add("stale-read-1-s");
    if (request === "read" && staleness > 10) add("stale-read-10-changes");
  }
}

/** Adds up coverage. */
export function addCoverage(total: Map<string, number>, more: Coverage): void {
  for (const [name, count] of Object.entries(more)) total.set(name, (total.get(name) ?? 0) + count);
}
