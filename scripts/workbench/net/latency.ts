/**
 * Latency distributions (`--latency`, `--latency-dist`), with the draws of the original: whole milliseconds.
 *
 * @module
 */
import type { Random } from "../random.ts";

/** Names that `--latency-dist` accepts. */
export const LATENCY_DISTRIBUTIONS = ["constant", "uniform", "exponential"] as const;

export type LatencyDistribution = typeof LATENCY_DISTRIBUTIONS[number];

/**
 * Draws one latency in whole milliseconds: `constant` the mean, `uniform` an integer in [0, 2 * mean), `exponential`
 * with the given mean, truncated. A mean of 0 is always 0 (the original crashes there for two of the three).
 */
export function drawLatencyMs(distribution: LatencyDistribution, meanMs: number, random: Random): number {
  if (meanMs <= 0) return 0;
  switch (distribution) {
    case "constant":
      return Math.trunc(meanMs);
    case "uniform":
      return random.integer(0, Math.max(0, Math.ceil(2 * meanMs) - 1));
    case "exponential":
      return Math.trunc(random.exponential(meanMs));
  }
}
