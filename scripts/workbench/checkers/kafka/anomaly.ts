/**
 * What the parts of the checker work on, and what they return.
 *
 * @module
 */
import type { FindingName } from "../../findings.ts";
import type { Json } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";
import type { LogWording } from "./log_wording.ts";
import type { ValueFacts } from "./facts.ts";
import type { Observations } from "./observations.ts";
import type { VersionOrders } from "./version_orders.ts";

/** Everything derived from a history before the search for anomalies. */
export interface Analysis {
  readonly observations: Observations;
  readonly facts: ValueFacts;
  readonly versions: VersionOrders;
  readonly wording: LogWording;
}

/** An anomaly that occurs in a history. */
export interface Anomaly {
  /** For example `lost-write`. */
  readonly name: FindingName;
  /** What the results show under that name: `{count, errs}`, or the original's own form for `unseen`. */
  readonly result: Json;
  readonly explanations: readonly Explanation[];
}

/** A cycle, each operation before the next and the last before the first. */
export interface FoundCycle {
  readonly kind: "plain" | "realtime";
  /** Entries that are all on cycles with each other, ascending. */
  readonly members: readonly number[];
  readonly cycle: readonly number[];
}
