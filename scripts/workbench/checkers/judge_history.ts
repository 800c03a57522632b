/**
 * Judges a history by its workload's checker and those that judge every history: one answer for runs and recorded files.
 *
 * The sections are those of the original, in its spelling. What the original calls valid although nothing was checked
 * keeps its word there; `valid` over all is then "unknown", and a finding says what was not checked.
 *
 * @module
 */
import type { History } from "../history.ts";
import { labelOf } from "../findings.ts";
import {
  type Checker,
  type CheckerOptions,
  type CheckerResult,
  combineValidity,
  type Explanation,
  type Validity,
  type Verdict,
} from "../verdict.ts";
import { checkAvailability } from "./availability.ts";
import { checkExceptions } from "./exceptions.ts";
import { checkStats } from "./stats.ts";
import type { Unchecked } from "./unchecked.ts";
import { upToTheCut } from "./unfinished.ts";
import { count } from "./wording.ts";

/** What a workload has to say about a history. */
export interface JudgedWorkload {
  readonly checker: Checker;
  readonly unchecked?: Unchecked;
}

/** How to judge. */
export interface JudgeHistoryOptions extends CheckerOptions {
  readonly workload: JudgedWorkload;
  /** True where the run ended before its last phase was through. */
  readonly isUnfinished?: boolean;
}

/** The sections of the results that a history decides. */
export interface HistorySections {
  readonly exceptions: Verdict;
  readonly stats: Verdict;
  readonly availability: Verdict;
  readonly workload: Verdict;
}

/** The verdict on a history. */
export interface HistoryJudgement {
  readonly valid: Validity;
  readonly sections: HistorySections;
  readonly explanations: readonly Explanation[];
}

/** Judges a history. */
export function judgeHistory(history: History, options: JudgeHistoryOptions): HistoryJudgement {
  const { isUnfinished = false } = options;
  const results = {
    workload: options.workload.checker(history, options),
    availability: checkAvailability(history, options),
    stats: checkStats(history),
    exceptions: checkExceptions(history),
  };
  if (isUnfinished) return compose(upToTheCut(results, history, options), ["unknown"]);
  const undone = explainNothingDone(history);
  if (undone !== undefined) {
    // No checker can tell anything; only availability asks for operations.
    const { availability } = results;
    const explanations = [undone, ...availability.explanations];
    return {
      valid: combineValidity(["unknown", availability.verdict.valid]),
      sections: sectionsOf(results),
      explanations,
    };
  }
  return compose(results, [], options.workload.unchecked?.(history, options));
}

type Results = Readonly<Record<keyof HistorySections, CheckerResult>>;

function compose(
  results: Results,
  validities: readonly Validity[],
  unchecked: readonly Explanation[] = [],
): HistoryJudgement {
  const { workload, availability, stats, exceptions } = results;
  const explanations = [workload, availability, stats, exceptions].flatMap((result) => result.explanations);
  explanations.push(...unchecked);
  const open = explanations.some(({ severity }) => severity === "unknown") ? ["unknown" as const] : [];
  const verdicts = Object.values(results).map(({ verdict, ownValid }) => ownValid ?? verdict.valid);
  return { valid: combineValidity([...verdicts, ...validities, ...open]), sections: sectionsOf(results), explanations };
}

function sectionsOf({ exceptions, stats, availability, workload }: Results): HistorySections {
  return {
    exceptions: exceptions.verdict,
    stats: stats.verdict,
    availability: availability.verdict,
    workload: workload.verdict,
  };
}

function explainNothingDone(history: History): Explanation | undefined {
  let begun = 0;
  for (const { process, type } of history) {
    if (process === "nemesis") continue;
    if (type !== "invoke") return undefined;
    begun++;
  }
  const text = begun === 0
    ? "No operation was carried out, so nothing was checked."
    : `No operation was carried out to its end, so nothing was checked: ${
      count(begun, "was", "were")
    } begun, none ended.`;
  return { ...labelOf("nothing-done"), text, operations: [] };
}
