/**
 * What the bench knows of a challenge: one record each, in challenges.ts.
 *
 * @module
 */
import type { Budgets } from "../explore/steps.ts";
import type { NamedExpectation } from "./expectations.ts";

/** A challenge: what Fly.io asks of it, what it claims, and what others have reached. */
export interface Challenge {
  /** Name of the file in challenges/, without its ending. */
  readonly name: string;
  /** Folder inside challenges/, for what goes beyond the stages. */
  readonly folder?: string;
  /** `3b`. */
  readonly stage: string;
  /** The official command lines; 6b has two. */
  readonly commands: readonly OfficialCommand[];
  /** What others have published for this stage. */
  readonly published?: readonly PublishedResult[];
  readonly claims: Claims;
  /** The size in which `explore` takes every order of events, unless an option says otherwise; it takes seconds. */
  readonly bounds: Bounds;
}

/** One official command line and what Fly.io asks of it. */
export interface OfficialCommand {
  readonly title: string;
  /** The options as printed on https://fly.io/dist-sys/, without `--bin`. */
  readonly args: readonly string[];
  /** Limits beyond validity. */
  readonly targets: readonly NamedExpectation[];
}

/** A published result. Latencies are Maelstrom's stable latencies. */
export interface PublishedResult {
  readonly design?: string;
  /** What it does not do that ours does. */
  readonly caveat?: string;
  readonly messagesPerOperation: number;
  readonly medianMs?: number;
  readonly maxMs?: number;
  /** How late others learn of a write, where that is known: replication lag of logs, the time between states of a counter. */
  readonly delayMs?: number;
  /** Claimed by their authors, or measured for this project with their program, here or under the original Maelstrom. */
  readonly claimedBy: "authors" | "measured";
}

/** A published result with its design and latencies. */
export type TimedResult = PublishedResult & Required<Pick<PublishedResult, "design" | "medianMs" | "maxMs">>;

/**
 * What a challenge claims to survive, and what a sweep must have seen before it proves the claim. The header of the
 * challenge says the same, and a test compares the two.
 */
export interface Claims {
  /** Values for `--nemesis`, one or several for each fault that the challenge survives. */
  readonly faults: readonly string[];
  /** Rare events (see sweep/coverage.ts) that a sweep over all these faults should meet at least once. */
  readonly exercises: readonly string[];
}

/** A small configuration, with how often what may happen at most on one way through it. */
export interface Bounds extends Budgets {
  readonly nodes: number;
  readonly operations: number;
}

/** The bounds for files of which nothing is known. */
export const BOUNDS: Bounds = { nodes: 2, operations: 3, drops: 0, duplicates: 0, timers: 2 };

/** How a result was reached, with what it does not do; empty where neither is known. */
export function designOf({ design, caveat }: PublishedResult): string {
  return [design, caveat].filter((part) => part !== undefined).join(", ");
}

/** What others have reached, fewest messages first, in one sentence; undefined where nothing is known. */
export function publicBest({ published = [] }: Pick<Challenge, "published">): string | undefined {
  const results = byMessages(published).map((result) => {
    const { messagesPerOperation, claimedBy } = result;
    const remarks = [claimedBy === "authors" ? "claimed" : "measured", designOf(result)].filter((part) => part !== "");
    return `${messagesPerOperation} msgs/op${latencyOf(result)} (${remarks.join(": ")})`;
  });
  return results.length === 0 ? undefined : results.join("; ");
}

/** One result in a few words, for tables: `6 at 184/293 ms, claimed`. */
export function shortResult(result: PublishedResult): string {
  const { messagesPerOperation, claimedBy, caveat } = result;
  const kind = claimedBy === "authors" ? "claimed" : "measured";
  return [`${messagesPerOperation}${latencyOf(result)}`, kind, caveat].filter((part) => part !== undefined).join(", ");
}

/** Results with the fewest messages first. */
export function byMessages<R extends PublishedResult>(results: readonly R[]): readonly R[] {
  return results.toSorted((a, b) => a.messagesPerOperation - b.messagesPerOperation);
}

function latencyOf({ medianMs, maxMs }: PublishedResult): string {
  return medianMs === undefined ? "" : ` at ${medianMs}/${maxMs} ms`;
}
