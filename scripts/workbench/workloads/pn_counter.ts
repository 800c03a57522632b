/**
 * Workload `pn-counter`: a counter that grows and shrinks.
 *
 * @module
 */
import { counterWorkload } from "./counter.ts";
import type { Workload } from "./workload.ts";

/** The pn-counter workload. */
export const pnCounter: Workload = counterWorkload({
  name: "pn-counter",
  description: "Nodes keep a counter that grows and shrinks. In the end every node must report the sum of all adds.",
  addDescription: "A client adds a delta, an integer that may be negative, to the counter.",
  exampleDelta: -3,
  deltaMin: -5,
  addProbability: 0.5,
});
