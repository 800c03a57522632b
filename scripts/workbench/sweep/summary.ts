/**
 * Adds up the outcomes of a sweep, from workers or from files of several machines, and tells the sum.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { PROGRAM } from "../program.ts";
import { hashArguments } from "../options/reproduce.ts";
import { shellCommand } from "../text/shell.ts";
import { renderTable } from "../terminal/table.ts";
import type { Validity } from "../verdict.ts";
import { stageOfChallenge } from "../stages/stages.ts";
import { type Cause, Causes } from "./causes.ts";
import { addCoverage, COVERAGE_MEANINGS } from "./coverage.ts";
import type { ScenarioOutcome } from "./run_scenario.ts";
import type { Scenario } from "./scenario.ts";

/** Causes that the summary shows of each challenge. */
const CAUSES_SHOWN_MAX = 10;

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
  readonly causes = new Causes();
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
    if (valid !== true) sum.causes.add(outcome, valid === false ? "invalid" : "unknown");
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

  /** The sum in a sentence, tables by challenge, fault and rare event, then the causes of failures. Pure text. */
  render(): string {
    const byName = [...this.#challenges].toSorted(([a], [b]) => a < b ? -1 : 1);
    const blocks = [renderChallenges(byName), renderFaults(byName), renderCoverage(byName, this.#drawsFaults)];
    const causes = byName.flatMap(([challenge, sum]) => renderCauses(challenge, sum.causes.list()));
    return [this.#renderTotal(), ...blocks, ...causes].filter((block) => block !== "").join("\n");
  }

  #renderTotal(): string {
    const { scenarios, valid, invalid, unknown } = this.total;
    return `${scenarios} scenarios: ${valid} valid, ${invalid} invalid, ${unknown} unknown\n`;
  }
}

function renderCauses(challenge: string, causes: readonly Cause[]): string[] {
  const left = causes.length - CAUSES_SHOWN_MAX;
  const shown = causes.slice(0, CAUSES_SHOWN_MAX).map((cause) => renderCause(challenge, cause));
  return left > 0 ? [...shown, `... and ${left} more causes of ${challenge}\n`] : shown;
}

function renderCause(challenge: string, { verdict, findings, count, seeds, smallest }: Cause): string {
  const { scenario, operations, reason, hash } = smallest;
  const left = count - seeds.length;
  const named = `${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
  const size = count === 1 ? "" : `Seed ${scenario.seed} is the smallest, with ${operations} operations: `;
  return `${challenge}: ${count} ${verdict} with ${findings.join(", ")}, ${named}\n  ${size}${
    reason.split("\n")[0]
  }\n` +
    `  Again   ${reproduceScenario(scenario, hash)}\n  Shrink  ${shrinkCommand(scenario)}\n`;
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
    rows.map(([name, times]) => [name, String(times), meaningOfEvent(name)]),
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

function meaningOfEvent(event: string): string {
  if (event.startsWith("log-")) return `a node logged event=${event.slice("log-".length)}`;
  if (event.startsWith("fault-")) return `the fault "${event.slice("fault-".length)}" began`;
  return COVERAGE_MEANINGS[event] ?? "";
}
