/**
 * What others have published for 25 nodes, 100 operations a second and 100 ms a hop, and what Fly.io asks.
 *
 * Figures are their authors' own claims except where `claimedBy` says that they were measured for this project, under
 * the original Maelstrom on 2 cores. For
 * median and maximum they give Maelstrom's stable latencies.
 *
 * @module
 */

/** A published result. */
export interface PublicResult {
  /** Letter by which the plot names it. */
  readonly letter: string;
  readonly design: string;
  readonly messagesPerOperation: number;
  readonly medianMs: number;
  readonly maxMs: number;
  readonly claimedBy: "authors" | "measured";
}

/** A limit of Fly.io. */
export interface OfficialLimit {
  readonly stage: string;
  readonly messagesPerOperation: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

export const PUBLIC_RESULTS: readonly PublicResult[] = [
  result("A", "tree of 4, no acknowledgements (not fault tolerant)", [11.99, 386, 505]),
  result("B", "tree and batches", [13.17, 345, 411]),
  result("C", "origin tells all, periodic sync", [14.73, 78, 102]),
  result("D", "star, batches of 500 ms, acknowledged", [1.92, 764, 1087]),
  result("E", "hub, acknowledgements carry news", [1.99, 339, 678]),
  result("F", "teivah/gossip-glomers 3d, in Go, measured here", [23.68, 172, 240], "measured"),
  result("G", "teivah/gossip-glomers 3e, in Go, measured here", [1.78, 763, 1096], "measured"),
];

export const OFFICIAL_LIMITS: readonly OfficialLimit[] = [
  { stage: "3d", messagesPerOperation: 30, medianMs: 400, maxMs: 600 },
  { stage: "3e", messagesPerOperation: 20, medianMs: 1000, maxMs: 2000 },
];

function result(
  letter: string,
  design: string,
  [messagesPerOperation, medianMs, maxMs]: readonly [number, number, number],
  claimedBy: PublicResult["claimedBy"] = "authors",
): PublicResult {
  return { letter, design, messagesPerOperation, medianMs, maxMs, claimedBy };
}
