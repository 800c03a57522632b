/**
 * What others have published for 25 nodes, 100 operations per second and 100 ms per hop, and what Fly.io asks: as the
 * records of the challenges hold it (scripts/workbench/stages/challenges.ts), with a letter each for the plot.
 *
 * @module
 */
import type { TimedResult } from "../workbench/stages/challenge.ts";
import { PUBLISHED_3D, PUBLISHED_3E } from "../workbench/stages/challenges.ts";
import { STAGES } from "../workbench/stages/stages.ts";

/** A published result. */
export type PublicResult = TimedResult & {
  /** Letter by which the plot names it. */
  readonly letter: string;
};

/** Limits of Fly.io. */
export interface OfficialLimit {
  readonly stage: string;
  readonly messagesPerOperation: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

/** First what their authors claim, then what was measured for this project. */
export const PUBLIC_RESULTS: readonly PublicResult[] = (["authors", "measured"] as const)
  .flatMap((source) => [...PUBLISHED_3D, ...PUBLISHED_3E].filter(({ claimedBy }) => claimedBy === source))
  .map((result, position) => ({ ...result, letter: String.fromCharCode("A".charCodeAt(0) + position) }));

/** The limits for both stages. */
export const OFFICIAL_LIMITS: readonly OfficialLimit[] = ["3d", "3e"].map((stage) => {
  const targets = STAGES.find((one) => one.stage === stage)?.targets ?? [];
  const [messagesPerOperation = NaN, medianMs = NaN, maxMs = NaN] = targets.map(({ limit }) => limit);
  return { stage, messagesPerOperation, medianMs, maxMs };
});
