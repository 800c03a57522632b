/**
 * Failing scenarios by their cause: those with the same findings are told once, with the smallest of them to repeat.
 *
 * @module
 */
import type { ScenarioOutcome } from "./run_scenario.ts";

/** Seeds of a cause that are named. */
const SEEDS_SHOWN_MAX = 8;

/** Scenarios that failed alike. */
export interface Cause {
  readonly verdict: "invalid" | "unknown";
  /** Names of findings, each once, in order. */
  readonly findings: readonly string[];
  count: number;
  /** The least seeds, ascending; `count` of them where they are few. */
  seeds: number[];
  /** The one with the fewest operations; of several the one with the least seed. */
  smallest: ScenarioOutcome;
}

/** Groups failing scenarios, whatever the order in which they come. */
export class Causes {
  readonly #causes = new Map<string, Cause>();

  add(outcome: ScenarioOutcome, verdict: Cause["verdict"]): void {
    const { anomalies, warnings, scenario: { seed } } = outcome;
    const findings = [...new Set(anomalies.length > 0 ? anomalies : warnings)].sort();
    const key = [verdict, ...findings].join(" ");
    const cause = this.#causes.get(key);
    if (cause === undefined) {
      this.#causes.set(key, { verdict, findings, count: 1, seeds: [seed], smallest: outcome });
      return;
    }
    cause.count++;
    cause.seeds = [...cause.seeds, seed].sort((a, b) => a - b).slice(0, SEEDS_SHOWN_MAX);
    if (isSmaller(outcome, cause.smallest)) cause.smallest = outcome;
  }

  /** The causes, the most frequent first. */
  list(): readonly Readonly<Cause>[] {
    return [...this.#causes.values()].sort((a, b) =>
      b.count - a.count || a.smallest.scenario.seed - b.smallest.scenario.seed
    );
  }
}

function isSmaller(a: ScenarioOutcome, b: ScenarioOutcome): boolean {
  return a.operations < b.operations || a.operations === b.operations && a.scenario.seed < b.scenario.seed;
}
