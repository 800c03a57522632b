/**
 * Judges the histories of an exploration, each once.
 *
 * Timing means nothing here, so only what the workload and `--availability` demand is judged.
 *
 * @module
 */
import { checkAvailability } from "../checkers/availability.ts";
import type { RunPlan } from "../run/plan.ts";
import { combineValidity, type Explanation, type Validity } from "../verdict.ts";
import { type HistoryEnd, operationsOf, textOf } from "./history_tree.ts";

/**
 * Says that too little succeeded to find anything wrong, which makes a long run invalid. Of a tiny one that is one of
 * many orders it says that there is nothing wrong with it.
 */
const TOO_LITTLE = "empty-transaction-graph";

/** What is said of a history. */
export interface PathVerdict {
  readonly valid: Validity;
  /** Without warnings. */
  readonly explanations: readonly Explanation[];
}

/** Remembers verdicts by what clients saw, whenever they saw it. */
export class Verdicts {
  readonly #plan: RunPlan;
  readonly #byText = new Map<string, PathVerdict>();

  constructor(plan: RunPlan) {
    this.#plan = plan;
  }

  /** Different histories so far. */
  get historyCount(): number {
    return this.#byText.size;
  }

  /** The different histories so far, each as a text. */
  get histories(): Iterable<string> {
    return this.#byText.keys();
  }

  judge(end: HistoryEnd): PathVerdict {
    const text = textOfHistory(end);
    let verdict = this.#byText.get(text);
    if (verdict === undefined) this.#byText.set(text, verdict = this.#check(end));
    return verdict;
  }

  #check(end: HistoryEnd): PathVerdict {
    const { workload, availability, consistencyModels } = this.#plan;
    const history = operationsOf(end);
    const options = { availability, "consistency-models": consistencyModels };
    const results = [workload.checker(history, options), checkAvailability(history, options)];
    const found = results.flatMap(({ explanations }) => explanations).filter(({ severity }) => severity !== "warning");
    const explanations = found.filter(({ anomaly }) => anomaly !== TOO_LITTLE);
    if (explanations.length === 0 && found.length > 0) return { valid: true, explanations };
    return { valid: combineValidity(results.map(({ verdict, ownValid }) => ownValid ?? verdict.valid)), explanations };
  }
}

function textOfHistory(end: HistoryEnd): string {
  const entries: string[] = [];
  for (let one = end; one.last !== undefined; one = one.last.before) entries.push(textOf(one.last.entry));
  return entries.reverse().join("\n");
}
