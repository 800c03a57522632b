/**
 * Makes a failing scenario smaller while it still fails for the same reason.
 *
 * A drawn scenario is decided as a whole by its options and its seed, so smaller ones are found by search: first what
 * can be left out (faults, loss, latency), then the least number of nodes and operations, each with several seeds.
 *
 * Source: the idea of delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
 *
 * @module
 */
import { TEST_OPTIONS } from "../cli/options.ts";
import { parseOptions } from "../cli/parse_options.ts";
import { formatNemesis } from "../nemesis/fault_specs.ts";
import { type Outcome, runScenario, type ScenarioRun } from "./run_scenario.ts";
import { mergeArgs, type Scenario } from "./scenario.ts";

/** Seeds tried for each smaller scenario: the failing one, and 1 up to this. */
const SEEDS_TRIED = 24;

/** Operations of the main phase that are tried, fewest first. */
const OPERATION_LIMITS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 15, 25, 50, 100, 200, 400];

/** Most nodes that are tried beside the original number. */
const NODES_TRIED_MAX = 5;

/** Every scenario tried counts; beyond this many the best one so far is the answer. */
export const ATTEMPTS_MAX = 4000;

/** What shrinking needs to know. */
export interface ShrinkOptions {
  /** Names of the findings, one of which must remain; warnings are allowed. */
  readonly reasons: readonly string[];
  readonly signal?: AbortSignal;
  onAttempt?(count: number): void;
}

/** The smallest failing scenario that was found. */
export interface Shrunk {
  readonly run: ScenarioRun;
  readonly attempts: number;
}

/** Shrinks the scenario of a failing run. */
export async function shrink(failing: ScenarioRun, options: ShrinkOptions): Promise<Shrunk> {
  const search = new Search(failing, options);
  await search.simplify();
  await search.reduce();
  return { run: search.best, attempts: search.attempts };
}

class Search {
  best: ScenarioRun;
  attempts = 0;
  readonly #options: ShrinkOptions;

  constructor(failing: ScenarioRun, options: ShrinkOptions) {
    this.best = failing;
    this.#options = options;
  }

  /** Leaves out what is not needed: one option after another. */
  async simplify(): Promise<void> {
    for (const change of simplifications(this.best.outcome.scenario)) await this.#try(change, 4);
  }

  /** Finds the fewest nodes, and for these the fewest operations, that still fail. */
  async reduce(): Promise<void> {
    const count = this.best.recording.plan.nodes.length;
    const counts = [1, 2, 3, 4, 5].filter((nodes) => nodes <= Math.min(count, NODES_TRIED_MAX));
    for (const nodes of counts) {
      for (const operations of OPERATION_LIMITS) {
        if (operations > 10 && nodes < counts.length) break;
        const args = ["--node-count", String(nodes), "--operation-limit", String(operations)];
        if (await this.#try(args, SEEDS_TRIED)) return;
      }
    }
  }

  /** Tries options on top of the best scenario with several seeds; keeps the first that fails for the same reason. */
  async #try(change: readonly string[], seeds: number): Promise<boolean> {
    const { scenario } = this.best.outcome;
    const candidates = [scenario.seed, ...Array.from({ length: seeds - 1 }, (_, index) => index + 1)];
    for (const seed of new Set(candidates)) {
      if (this.attempts >= ATTEMPTS_MAX || this.#options.signal?.aborted) return false;
      this.attempts++;
      this.#options.onAttempt?.(this.attempts);
      const run = await attempt({ ...scenario, seed, args: mergeArgs([...scenario.args, ...change]) });
      if (run === undefined || !failsFor(run, this.#options.reasons)) continue;
      this.best = run;
      return true;
    }
    return false;
  }
}

/** Options that are simpler than those of the scenario, most effective first. */
function simplifications({ args }: Scenario): string[][] {
  const { values } = parseOptions(TEST_OPTIONS, args);
  const changes = [["--nemesis", ""], ...values.nemesis.map((spec) => ["--nemesis", formatNemesis([spec])])];
  if (values["p-loss"] > 0) changes.push(["--p-loss", "0"]);
  if (values["p-duplicate"] > 0) changes.push(["--p-duplicate", "0"]);
  if (values.jitter > 0) changes.push(["--jitter", "0"]);
  if (values.latency > 0) changes.push(["--latency", "0"]);
  changes.push(["--latency-dist", "constant"], ["--concurrency", "1n"]);
  // Fewer operations for each fault, so that few operations see one.
  changes.push(["--nemesis-interval", "1"], ["--rate", "5"], ["--rate", "2", "--nemesis-interval", "0.5"]);
  return changes;
}

/** Runs a candidate; undefined where its options do not fit together. */
async function attempt(scenario: Scenario): Promise<ScenarioRun | undefined> {
  try {
    return await runScenario(scenario);
  } catch {
    return undefined;
  }
}

/** Findings that any run without enough operations shows, so that they say nothing of what went wrong. */
const UNSPECIFIC = ["no-success", "availability", "empty-transaction-graph"];

/** The findings that a smaller scenario should show, too: unspecific ones only where there are no others. */
export function reasonsOf({ anomalies }: Outcome): readonly string[] {
  const specific = anomalies.filter((name) => !UNSPECIFIC.includes(name));
  return specific.length > 0 ? specific : anomalies;
}

/** Tells whether a run shows one of the findings. */
export function failsFor({ outcome }: ScenarioRun, reasons: readonly string[]): boolean {
  return [...outcome.anomalies, ...outcome.warnings].some((name) => reasons.includes(name));
}
