/**
 * What checkers answer: a three-valued verdict with the original's result fields, and explanations for people.
 *
 * @module
 */
import type { FindingLabel } from "./findings.ts";
import type { History, Json } from "./history.ts";
import { isRawNumber } from "./json.ts";

/** True, false, or "unknown" where the history does not settle the question. */
export type Validity = true | false | "unknown";

/** Result fields in the spelling of the original, without question marks; always holds `valid`. */
export interface Verdict {
  readonly valid: Validity;
  readonly [field: string]: Json;
}

/** One edge of a cycle among operations. */
export interface CycleEdge {
  /** History index of the completion where the edge starts. */
  readonly from: number;
  /** History index of the completion where the edge ends. */
  readonly to: number;
  readonly type: "ww" | "wr" | "rw" | "process" | "realtime";
  /** Why the first operation came before the second, one sentence without a full stop. */
  readonly because: string;
  readonly key?: Json;
  readonly value?: Json;
}

/** One finding in plain words. Shown in the terminal and in the report. It begins with `...labelOf("its-name")`. */
export interface Explanation extends FindingLabel {
  /** A few sentences: which rule broke, by which operations, when and where. */
  readonly text: string;
  /** History indices of the operations that show it, the most telling first. */
  readonly operations: readonly number[];
  /** The element, key or id concerned, so that it can be followed; `{key, message}` where several belong together. */
  readonly value?: Json;
  readonly cycle?: readonly CycleEdge[];
  /** How many findings it stands for, as the results count them; absent for one. */
  readonly count?: number;
  /** What the messages and faults of the run say about it, one sentence each; from explain/, not from checkers. */
  readonly evidence?: readonly string[];
}

/** What is said of one finding, without its name and severity. */
export type FindingText = Omit<Explanation, keyof FindingLabel>;

/** How many findings explanations stand for. */
export function findingCount(explanations: readonly Explanation[]): number {
  return explanations.reduce((sum, { count = 1 }) => sum + count, 0);
}

/** The values that all stand in a message which carries the subject of a finding; none where there is no subject. */
export function partsToFollow(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return typeof value === "object" && !Array.isArray(value) && !isRawNumber(value) ? Object.values(value) : [value];
}

/** What a checker returns. `explanations` is ours; `verdict` holds exactly the original's fields. */
export interface CheckerResult {
  readonly verdict: Verdict;
  /** Our word, where the original has none for a reason that says nothing of the nodes; absent: that of the verdict. */
  readonly ownValid?: Validity;
  readonly explanations: readonly Explanation[];
}

/** Options that checkers read; all come from the command line. */
export interface CheckerOptions {
  /** `null` (no demand), "total" or the least fraction of operations that must end ok. */
  readonly availability?: null | "total" | number;
  /** Names of the models that a transactional history must satisfy. */
  readonly "consistency-models"?: readonly string[];
}

/** A pure function of a history. It never throws on odd data: odd data is a verdict with a reason. */
export type Checker = (history: History, options: CheckerOptions) => CheckerResult;

/** Combines verdicts: false beats "unknown" beats true; no verdicts at all are true. */
export function combineValidity(verdicts: Iterable<Validity>): Validity {
  let combined: Validity = true;
  for (const valid of verdicts) {
    if (valid === false) return false;
    if (valid === "unknown") combined = "unknown";
  }
  return combined;
}
