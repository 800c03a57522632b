/**
 * The way of one value to one node as segments of time: what held it up when. The segments leave no gap, so that they add
 * up to the whole.
 *
 * @module
 */
import { NS_PER_MS } from "../../clock.ts";
import type { FaultWindow } from "../../recording/fault_windows.ts";
import type { LatencyDistribution } from "../../net/latency.ts";
import type { TimePart } from "../../run_account.ts";
import { arrivalOf, type Knowledge } from "./knowledge.ts";
import type { Row, Traffic } from "./traffic.ts";

/** A time in which one thing held a value up. */
export interface Segment {
  readonly fromNs: number;
  readonly toNs: number;
  readonly part: TimePart;
  /** The node in which it was, or to which it was on the way. */
  readonly node: number;
  /** The kind of fault, where one held it up. */
  readonly fault?: string;
}

/** A value in a node until it was sent on. */
export interface Wait {
  readonly node: number;
  readonly isFirst: boolean;
  readonly gotNs: number;
  /** The message that took it further. */
  readonly row: Row;
}

/** How a value came to a node. */
export interface ValuePath {
  /** Messages between servers, in order. */
  readonly hops: readonly Row[];
  readonly waits: readonly Wait[];
  readonly segments: readonly Segment[];
}

/** The network as a run was given it. */
export interface NetworkSpeed {
  readonly latencyMs: number;
  readonly distribution: LatencyDistribution;
  readonly jitterMs: number;
  /** What a message may take beyond that without being late, in ns. */
  readonly slackNs: number;
}

/** Faults that make messages slower. */
const SLOWING: ReadonlySet<string> = new Set(["slow", "reorder", "hold"]);

/** Why a message was lost, as the fault is called that does it. */
const FAULT_OF_LOSS: Readonly<Record<string, string>> = { "node-down": "kill", "closed": "kill" };

/** Follows values of one run. */
export class PathFinder {
  readonly #traffic: Traffic;
  readonly #knowledge: Knowledge;
  readonly #faults: readonly FaultWindow[];
  readonly #speed: NetworkSpeed;
  /** By value and receiver: messages with the value that were lost, in the order of sending. */
  readonly #lost = new Map<number, Row[]>();

  constructor(
    { traffic, knowledge, faults, speed }: {
      readonly traffic: Traffic;
      readonly knowledge: Knowledge;
      readonly faults: readonly FaultWindow[];
      readonly speed: NetworkSpeed;
    },
  ) {
    [this.#traffic, this.#knowledge, this.#faults, this.#speed] = [traffic, knowledge, faults, speed];
    for (const row of traffic.rows) {
      if (row.lostBy === "" || row.cargo === undefined) continue;
      for (const value of row.cargo.values) {
        const at = value * knowledge.participants + row.dest;
        const known = this.#lost.get(at);
        if (known === undefined) this.#lost.set(at, [row]);
        else known.push(row);
      }
    }
  }

  /** The way of a value to a node; undefined where no messages show it from a client on. */
  find(value: number, node: number): ValuePath | undefined {
    const hops: Row[] = [];
    let row = arrivalOf(this.#knowledge, node, value);
    while (row !== undefined && !row.isClients && hops.length <= this.#knowledge.participants) {
      hops.unshift(row);
      row = arrivalOf(this.#knowledge, row.src, value);
    }
    if (row === undefined || !row.isClients) return undefined;
    const waits: Wait[] = [];
    const segments: Segment[] = [];
    let gotNs = row.receivedNs ?? row.sentNs;
    let holder = row.dest;
    for (const hop of hops) {
      waits.push({ node: holder, isFirst: waits.length === 0, gotNs, row: hop });
      const part = waits.length === 1 ? "first-node" : "later-nodes";
      segments.push({ fromNs: gotNs, toNs: hop.sentNs, part, node: holder }, ...this.#way(hop));
      gotNs = hop.receivedNs ?? hop.sentNs;
      holder = hop.dest;
    }
    segments.push({ fromNs: gotNs, toNs: Infinity, part: "held", node: holder });
    return { hops, waits, segments: this.#withFaults(segments, value, hops) };
  }

  /** A message on its way: the time that the network was told to take, and what came on top. */
  #way({ sentNs, receivedNs = sentNs, dest }: Row): Segment[] {
    const lateNs = Math.max(0, receivedNs - sentNs - this.#longestNs());
    const onTimeNs = receivedNs - lateNs;
    const way: Segment = { fromNs: sentNs, toNs: onTimeNs, part: "way", node: dest };
    if (lateNs === 0) return [way];
    const slowed = this.#faults.find(({ kind, fromNs, toNs, nodes }) =>
      fromNs <= receivedNs && toNs >= sentNs &&
      (SLOWING.has(kind) || nodes.includes(this.#traffic.names[dest] ?? ""))
    );
    const late = { fromNs: onTimeNs, toNs: receivedNs, node: dest };
    return [way, slowed === undefined ? { ...late, part: "line" } : { ...late, part: "fault", fault: slowed.kind }];
  }

  /** Longer than this no message takes without a reason. */
  #longestNs(): number {
    const { latencyMs, distribution, jitterMs, slackNs } = this.#speed;
    const most = distribution === "constant" ? latencyMs : distribution === "uniform" ? 2 * latencyMs : Infinity;
    return latencyMs === 0 ? jitterMs * NS_PER_MS + slackNs : (most + jitterMs) * NS_PER_MS + slackNs;
  }

  /** Time after a message was lost that would have brought the value, and time in which its node was stopped. */
  #withFaults(segments: readonly Segment[], value: number, hops: readonly Row[]): Segment[] {
    let all = [...segments];
    for (const fault of this.#faults) {
      const { kind, fromNs, toNs, nodes } = fault;
      if (kind !== "pause" && !fault.losesMemory) continue;
      all = all.flatMap((segment) =>
        nodes.includes(this.#traffic.names[segment.node] ?? "") && segment.part !== "way"
          ? cover(segment, { fromNs, toNs, fault: kind })
          : [segment]
      );
    }
    for (const hop of hops) {
      const lost = this.#lost.get(value * this.#knowledge.participants + hop.dest)
        ?.find(({ sentNs }) => sentNs < hop.sentNs);
      if (lost === undefined) continue;
      const fault = FAULT_OF_LOSS[lost.lostBy] ?? lost.lostBy;
      all = all.flatMap((segment) => cover(segment, { fromNs: lost.sentNs, toNs: hop.sentNs, fault }));
    }
    return all;
  }
}

/** Cuts the part of a segment that a fault covers out of it; what a fault covers already stays with that fault. */
function cover(
  segment: Segment,
  { fromNs, toNs, fault }: { readonly fromNs: number; readonly toNs: number; readonly fault: string },
): Segment[] {
  const [from, to] = [Math.max(fromNs, segment.fromNs), Math.min(toNs, segment.toNs)];
  if (from >= to || segment.part === "fault") return [segment];
  const pieces: Segment[] = [
    { ...segment, toNs: from },
    { ...segment, part: "fault", fault, fromNs: from, toNs: to },
    { ...segment, fromNs: to },
  ];
  return pieces.filter(({ fromNs: start, toNs: end }) => start < end);
}
