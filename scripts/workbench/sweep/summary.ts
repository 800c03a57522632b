/**
 * Adds up the outcomes of a sweep, from workers or from files of several machines, and tells the sum.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { PROGRAM } from "../program.ts";
import { hashArguments } from "../options/reproduce.ts";
import { shellCommand } from "../shell.ts";
import { renderTable } from "../terminal/table.ts";
import type { Validity } from "../verdict.ts";
import { stageOfChallenge } from "../stages/stages.ts";
import { addCoverage, COVERAGE_MEANINGS } from "./coverage.ts";
import type { ScenarioOutcome } from "./run_scenario.ts";
import type { Scenario } from "./scenario.ts";

/** Failing scenarios that the summary shows, and keeps, for each challenge. */
export const FAILURES_SHOWN_MAX = 10;

interface Counts {
  scenarios: number;
  valid: number;
  invalid: number;
  unknown: number;
}

/** The sum for one challenge. */
class ChallengeSum {
  readonly counts = noCounts();
  readonly byFault = new Map<string, Counts>();
  readonly coverage = new Map<string, number>();
  readonly failures: ScenarioOutcome[] = [];
  tookMs = 0;
}

/** The sum of a sweep. */
export class Summary {
  readonly #challenges = new Map<string, ChallengeSum>();
  readonly #hashes: string[] = [];
  readonly #isStrict: boolean;
  readonly #drawsFaults: boolean;

  /**
   * @param options.isStrict Counts scenarios with warnings as invalid.
   * @param options.drawsFaults Names the rare events that should have been met and were not.
   */
  constructor(options: { readonly isStrict: boolean; readonly drawsFaults: boolean }) {
    this.#isStrict = options.isStrict;
    this.#drawsFaults = options.drawsFaults;
  }

  add(outcome: ScenarioOutcome): void {
    const { scenario, faults, coverage } = outcome;
    const challenge = basename(scenario.program).replace(/\.ts$/, "");
    let sum = this.#challenges.get(challenge);
    if (sum === undefined) this.#challenges.set(challenge, sum = new ChallengeSum());
    const valid = this.verdictOf(outcome);
    count(sum.counts, valid);
    for (const fault of faults.length === 0 ? ["none"] : faults) {
      const counts = sum.byFault.get(fault) ?? noCounts();
      sum.byFault.set(fault, counts);
      count(counts, valid);
    }
    addCoverage(sum.coverage, coverage);
    sum.tookMs += outcome.tookMs;
    if (valid !== true) keepFailure(sum.failures, outcome);
    this.#hashes.push(`${scenario.program} ${scenario.seed} ${outcome.hash}`);
  }

  /** The verdict that counts: with --strict, warnings make a scenario invalid. */
  verdictOf({ valid, warnings }: ScenarioOutcome): Validity {
    return this.#isStrict && valid === true && warnings.length > 0 ? false : valid;
  }

  /** The worst verdict of all. */
  get valid(): Validity {
    const { invalid, unknown } = this.total;
    return invalid > 0 ? false : unknown > 0 ? "unknown" : true;
  }

  get total(): Readonly<Counts> {
    const total = noCounts();
    for (const { counts } of this.#challenges.values()) addCounts(total, counts);
    return total;
  }

  /** One hash over the journals of all scenarios, whatever the order in which they ran. */
  get hash(): string {
    return createHash("sha256").update(this.#hashes.toSorted().join("\n")).digest("hex");
  }

  /** Tables by challenge, fault and rare event, then failures. Pure text. */
  render(): string {
    const byName = [...this.#challenges].toSorted(([a], [b]) => a < b ? -1 : 1);
    const blocks = [renderChallenges(byName), renderFaults(byName), renderCoverage(byName, this.#drawsFaults)];
    const failures = byName.flatMap(([, sum]) => sum.failures.map((outcome) => this.#renderFailure(outcome)));
    return [...blocks, ...failures].filter((block) => block !== "").join("\n");
  }

  #renderFailure(outcome: ScenarioOutcome): string {
    const { anomalies, warnings, reason, scenario, hash } = outcome;
    const names = anomalies.length > 0 ? anomalies : warnings;
    const verdict = this.verdictOf(outcome) === false ? "invalid" : "unknown";
    return `Seed ${scenario.seed} ${verdict}: ${names.join(", ")}\n  ${reason.split("\n")[0]}\n` +
      `  Again   ${reproduceScenario(scenario, hash)}\n  Shrink  ${shrinkCommand(scenario)}\n`;
  }
}

/** The command line that repeats a scenario and compares the hash of its journal. */
export function reproduceScenario(scenario: Scenario, journalHash: string): string {
  return commandFor("test", scenario, hashArguments(journalHash));
}

function shrinkCommand(scenario: Scenario): string {
  return commandFor("shrink", scenario, []);
}

function commandFor(command: string, { program, programArgs, args, seed }: Scenario, more: readonly string[]): string {
  const tail = programArgs.length === 0 ? [] : ["--", ...programArgs];
  const words = [command, "--mode", "sim", "--bin", program, ...args, "--seed", String(seed), ...more, ...tail];
  return `${PROGRAM} ${shellCommand(words)}`;
}

/** Keeps the failures with the least seeds, so that the order of arrival does not matter. */
function keepFailure(failures: ScenarioOutcome[], outcome: ScenarioOutcome): void {
  failures.push(outcome);
  failures.sort((a, b) => a.scenario.seed - b.scenario.seed);
  failures.length = Math.min(failures.length, FAILURES_SHOWN_MAX);
}

function noCounts(): Counts {
  return { scenarios: 0, valid: 0, invalid: 0, unknown: 0 };
}

function count(counts: Counts, valid: Validity): void {
  counts.scenarios++;
  if (valid === true) counts.valid++;
  else if (valid === false) counts.invalid++;
  else counts.unknown++;
}

function addCounts(total: Counts, more: Counts): void {
  total.scenarios += more.scenarios;
  total.valid += more.valid;
  total.invalid += more.invalid;
  total.unknown += more.unknown;
}

type NamedSums = readonly (readonly [string, ChallengeSum])[];

const COUNT_COLUMNS = ["scenarios", "valid", "invalid", "unknown"].map((heading) => ({ heading, alignsRight: true }));

function countCells({ scenarios, valid, invalid, unknown }: Counts): string[] {
  return [scenarios, valid, invalid, unknown].map(String);
}

function renderChallenges(sums: NamedSums): string {
  const columns = [{ heading: "challenge" }, ...COUNT_COLUMNS, { heading: "mean ms", alignsRight: true }];
  return renderTable(
    columns,
    sums.map(([name, sum]) => [name, ...countCells(sum.counts), (sum.tookMs / sum.counts.scenarios).toFixed(0)]),
  );
}

function renderFaults(sums: NamedSums): string {
  const total = new Map<string, Counts>();
  for (const [, sum] of sums) {
    for (const [fault, counts] of sum.byFault) {
      const all = total.get(fault) ?? noCounts();
      total.set(fault, all);
      addCounts(all, counts);
    }
  }
  const rows = [...total].toSorted(([a], [b]) => a < b ? -1 : 1);
  return renderTable(
    [{ heading: "fault" }, ...COUNT_COLUMNS],
    rows.map(([fault, counts]) => [fault, ...countCells(counts)]),
  );
}

function renderCoverage(sums: NamedSums, drawsFaults: boolean): string {
  const total = new Map<string, number>();
  for (const [, sum] of sums) addCoverage(total, Object.fromEntries(sum.coverage));
  const rows = [...total].toSorted(([a], [b]) => a < b ? -1 : 1);
  const table = renderTable(
    [{ heading: "rare event" }, { heading: "times", alignsRight: true }, { heading: "meaning" }],
    rows.map(([name, times]) => [name, String(times), meaningOf(name)]),
  );
  const missing = sums.flatMap(([challenge, { coverage }]) => {
    const expected = drawsFaults ? stageOfChallenge(challenge)?.claims.exercises ?? [] : [];
    const never = expected.filter((event) => !coverage.has(event));
    return never.length === 0
      ? []
      : [`${challenge} never met: ${never.join(", ")}; this sweep proves nothing of them\n`];
  });
  return `${rows.length === 0 ? "" : table}${missing.join("")}`;
}

function meaningOf(event: string): string {
  if (event.startsWith("log-")) return `a node logged event=${event.slice("log-".length)}`;
  if (event.startsWith("fault-")) return `the fault "${event.slice("fault-".length)}" began`;
  return COVERAGE_MEANINGS[event] ?? "";
}
