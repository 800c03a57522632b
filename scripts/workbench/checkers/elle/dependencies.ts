/**
 * Dependencies between transactions: the kinds of edges (Adya 1999, and order in time), and what a workload's inference
 * hands to the search for cycles.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import type { CycleEdge } from "../../verdict.ts";
import type { EdgeList } from "../graph/csr_graph.ts";

/** The second transaction overwrote, or appended after, what the first wrote. */
export const WW = 1;
/** The second transaction read what the first wrote. */
export const WR = 2;
/** The second transaction overwrote, or appended after, what the first read. */
export const RW = 4;
/** One process ran both, one after the other. */
export const PROCESS = 8;
/** The first transaction ended before the second began. */
export const REALTIME = 16;

/** Why one transaction came before another. */
export interface Reason {
  /** One sentence without a full stop, given names of the first and the second transaction. */
  because(first: string, second: string): string;
  readonly key?: Json;
  readonly value?: Json;
}

/** What the inference of a workload finds out about the order of transactions. */
export interface Dependencies {
  readonly edges: EdgeList;
  /** True where a transaction depends on itself alone: the graph then is not empty although it has no edge. */
  readonly selfDependent: boolean;
  /** Explains an edge that the inference made; `label` is WW, WR or RW. */
  explain(from: number, to: number, label: number): Reason;
}

/** The name of a single label. */
export function labelName(label: number): CycleEdge["type"] {
  switch (label) {
    case WW:
      return "ww";
    case WR:
      return "wr";
    case RW:
      return "rw";
    case PROCESS:
      return "process";
    default:
      return "realtime";
  }
}
