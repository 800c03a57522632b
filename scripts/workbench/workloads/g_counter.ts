/**
 * Workload `g-counter`: a counter that only grows.
 *
 * The original draws as for pn-counter and skips negative adds, so that reads are twice as frequent as adds.
 *
 * @module
 */
import { counterWorkload } from "./counter.ts";
import type { Workload } from "./workload.ts";

/** The g-counter workload. */
export const gCounter: Workload = counterWorkload({
  name: "g-counter",
  description: "Nodes keep a counter that only grows. In the end every node must report the sum of all adds.",
  addDescription: "A client adds a delta, an integer from 0 up, to the counter.",
  exampleDelta: 3,
  deltaMin: 0,
  addProbability: 1 / 3,
});
