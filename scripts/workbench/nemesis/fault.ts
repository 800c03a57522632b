/**
 * What faults exist, what each one does, and what a run offers so that they can be done to it.
 *
 * @module
 */

/** The run, as the nemesis sees it. Each call takes effect at once. */
export interface FaultTarget {
  readonly nodes: readonly string[];
  /** Sets which senders each receiver (node or service) hears no more; replaces all that was set before. */
  setDrops(drops: Drops): void;
  killNode(node: string): void;
  /** Starts a killed node again, with `init`; a node that is up is left alone. */
  restartNode(node: string): void;
  pauseNode(node: string): void;
  resumeNode(node: string): void;
  /** Moves the clock that the node sees by an offset in ns; 0 takes the skew away. */
  skewClock(node: string, offsetNs: number): void;
  /** Multiplies the latency of messages sent from now on; 1 is normal. */
  scaleLatency(factor: number): void;
  /** Changes the probability of loss; undefined goes back to the option of the run. */
  setLoss(probability: number | undefined): void;
  setDuplication(probability: number | undefined): void;
  /** Changes the largest extra latency of a message in ms; undefined goes back to the option of the run. */
  setJitter(jitterMs: number | undefined): void;
  holdLink(src: string, dest: string): void;
  releaseLink(src: string, dest: string): void;
}

/** Receiver to the senders whose messages it never gets. */
export type Drops = ReadonlyMap<string, ReadonlySet<string>>;

/** Ways to partition. The first four are the original's. */
export const PARTITION_KINDS = [
  "one",
  "majority",
  "minority-third",
  "majorities-ring",
  "bridge",
  "asymmetric",
  "single-link",
  "services",
] as const;
export type PartitionKind = typeof PARTITION_KINDS[number];

/** What `partition` alone chooses from, each with the same probability, as in the original. */
export const ORIGINAL_PARTITION_KINDS: readonly PartitionKind[] = PARTITION_KINDS.slice(0, 4);

/** How many nodes are killed or paused: one, fewer than half, more than half, all. */
export const NODE_TARGETS = ["one", "minority", "majority", "all"] as const;
export type NodeTarget = typeof NODE_TARGETS[number];

/** A skew ends with the fault; a jump stays. */
export const CLOCK_KINDS = ["skew", "jump"] as const;
export type ClockKind = typeof CLOCK_KINDS[number];

/** What a fault does, by kind of fault; complete, so that nothing is left to chance when it is applied. */
export interface FaultValues {
  /** Receivers no longer hear certain senders. */
  readonly partition: {
    readonly kind: string;
    /** Receiver to senders. */
    readonly drops: Readonly<Record<string, readonly string[]>>;
  };
  /** Nodes end at once, lose their memory, and start again at the end of the fault. */
  readonly kill: NodesValue;
  /** Nodes neither read, write nor run timers until the end of the fault. */
  readonly pause: NodesValue;
  /** Nodes see a wrong time of day. */
  readonly clock: { readonly kind: ClockKind; readonly "offsets-ms": Readonly<Record<string, number>> };
  /** Latencies are multiplied. */
  readonly slow: { readonly factor: number };
  /** Messages between nodes, or to and from services, are lost. */
  readonly loss: { readonly probability: number };
  /** Such messages arrive twice. */
  readonly duplicate: { readonly probability: number };
  /** Such messages are late by a random time and overtake each other. */
  readonly reorder: { readonly "jitter-ms": number };
  /** Such messages wait, pair by pair of [sender, receiver], until the end of the fault. */
  readonly hold: { readonly links: readonly (readonly [string, string])[] };
}

interface NodesValue {
  readonly target: string;
  readonly nodes: readonly string[];
}

export type FaultKind = keyof FaultValues;

/** All kinds of faults, in the order in which they are listed and healed. */
export const FAULT_KINDS = [
  "partition",
  "kill",
  "pause",
  "clock",
  "slow",
  "loss",
  "duplicate",
  "reorder",
  "hold",
] as const satisfies readonly FaultKind[];
