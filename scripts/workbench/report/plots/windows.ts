/**
 * Equal windows of time over a run.
 *
 * @module
 */
import { NS_PER_S } from "../../clock.ts";

/** About how many windows a plot has. */
const WINDOW_COUNT = 40;
/** Window lengths in seconds that are easy to read. */
const LENGTHS_S: readonly number[] = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

/** A division of a run's time. */
export interface TimeWindows {
  readonly lengthS: number;
  readonly count: number;
  /** The window that a time falls into; times before the start fall into the first. */
  indexOf(timeNs: number): number;
}

/** Divides a run into windows of a round length, about forty of them. */
export function timeWindows(endNs: number): TimeWindows {
  const endS = endNs / NS_PER_S;
  const lengthS = LENGTHS_S.find((length) => endS / length <= WINDOW_COUNT) ?? endS / WINDOW_COUNT;
  const count = Math.max(1, Math.floor(endS / lengthS) + 1);
  return {
    lengthS,
    count,
    indexOf: (timeNs) => Math.min(count - 1, Math.max(0, Math.floor(timeNs / NS_PER_S / lengthS))),
  };
}
