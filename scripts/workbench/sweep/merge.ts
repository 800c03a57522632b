/**
 * Adds up the files of a sweep's parts, and says what is missing.
 *
 * @module
 */
import { count } from "../checkers/wording.ts";
import { PROGRAM } from "../program.ts";
import { shellCommand } from "../text/shell.ts";
import { UsageError } from "../usage_error.ts";
import { readOutcomeFile, type SweepPart } from "./outcome_file.ts";
import type { ScenarioOutcome } from "./run_scenario.ts";

/** What several files come to. */
export interface Merged {
  /** Each scenario once, whatever the number of files that have it. */
  readonly outcomes: readonly ScenarioOutcome[];
  /** What is missing, in sentences, and the commands that run it; empty where nothing is. */
  readonly gaps: string;
}

/** Parts that are named; a sweep of a thousand parts of which none ran needs no thousand lines. */
const PARTS_NAMED_MAX = 12;

/** Commands that are shown. */
const COMMANDS_SHOWN_MAX = 4;

/** A sweep that was shared, with what there is of each part. */
interface SharedSweep {
  readonly sweep: readonly string[];
  readonly parts: number;
  readonly found: Map<number, { readonly scenarios: number; readonly keys: Set<string> }>;
}

/**
 * Reads files of outcomes, some of which may still be written.
 *
 * @throws {UsageError} where a file has something else, or two outcomes of one scenario differ.
 */
export function mergeFiles(paths: readonly string[]): Merged {
  const outcomes = new Map<string, { readonly outcome: ScenarioOutcome; readonly path: string }>();
  const sweeps = new Map<string, SharedSweep>();
  for (const path of paths) {
    let keys = new Set<string>();
    for (const line of readOutcomeFile(path)) {
      if (line.kind === "part") {
        keys = keysOfPart(sweeps, line.part);
        continue;
      }
      const { outcome } = line;
      const { program, programArgs, seed, args } = outcome.scenario;
      const key = JSON.stringify([program, programArgs, seed, args]);
      keys.add(key);
      const known = outcomes.get(key);
      if (known !== undefined) checkSame(known, { outcome, path });
      // One without a hash was given up, since a node never gave control back within a time.
      if (known === undefined || known.outcome.hash === "") outcomes.set(key, { outcome, path });
    }
  }
  return {
    outcomes: [...outcomes.values()].map(({ outcome }) => outcome),
    gaps: [...sweeps.values()].map(describeGaps).join(""),
  };
}

function keysOfPart(sweeps: Map<string, SharedSweep>, { sweep, part, parts, scenarios }: SweepPart): Set<string> {
  const name = JSON.stringify([sweep, parts]);
  let shared = sweeps.get(name);
  if (shared === undefined) sweeps.set(name, shared = { sweep, parts, found: new Map() });
  let found = shared.found.get(part);
  if (found === undefined) shared.found.set(part, found = { scenarios, keys: new Set() });
  return found.keys;
}

interface Located {
  readonly outcome: ScenarioOutcome;
  readonly path: string;
}

function checkSame(known: Located, other: Located): void {
  const [first, second] = [known.outcome.hash, other.outcome.hash];
  if (first === second || first === "" || second === "") return;
  const { seed, program } = known.outcome.scenario;
  throw new UsageError(
    `Cannot merge: seed ${seed} of ${program} has the hash ${first.slice(0, 8)} in ${known.path} and ` +
      `${
        second.slice(0, 8)
      } in ${other.path}, expected the same; the files come from different versions of the program ` +
      "or of the bench: run all parts again with one",
  );
}

function describeGaps({ sweep, parts, found }: SharedSweep): string {
  const numbers = Array.from({ length: parts }, (_, position) => position + 1);
  const missing = numbers.filter((part) => !found.has(part));
  const begun = numbers.flatMap((part) => {
    const { keys, scenarios } = found.get(part) ?? { keys: new Set(), scenarios: 0 };
    return keys.size < scenarios
      ? [{ part, words: `part ${part} has ${keys.size} of ${scenarios} scenarios so far` }]
      : [];
  });
  if (missing.length === 0 && begun.length === 0) return "";
  const lines = missing.length === 0
    ? []
    : [`${listOf("part", missing)} ${missing.length === 1 ? "is" : "are"} missing`];
  lines.push(...begun.slice(0, PARTS_NAMED_MAX).map(({ words }) => words));
  if (begun.length > PARTS_NAMED_MAX) lines.push(`${begun.length - PARTS_NAMED_MAX} more parts have begun`);
  const lacking = [...missing, ...begun.map(({ part }) => part)];
  const commands = lacking.slice(0, COMMANDS_SHOWN_MAX).map((part) =>
    `  Run     ${PROGRAM} ${shellCommand(commandFor(sweep, part, parts))}\n`
  );
  return `Not complete, of ${count(parts, "part")} of ${shellCommand(sweep)}: ${lines.join("; ")}\n${
    commands.join("")
  }`;
}

/** `part 3`, `parts 3, 4 and 7`, or the first of many. */
function listOf(what: string, numbers: readonly number[]): string {
  if (numbers.length === 1) return `${what} ${numbers[0]}`;
  const left = numbers.length - PARTS_NAMED_MAX;
  if (left > 0) return `${what}s ${numbers.slice(0, PARTS_NAMED_MAX).join(", ")} and ${left} more`;
  return `${what}s ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}

/** The command that runs a part alone; arguments of the program come last. */
function commandFor(sweep: readonly string[], part: number, parts: number): string[] {
  const end = sweep.includes("--") ? sweep.indexOf("--") : sweep.length;
  const how = ["--shard", `${part}/${parts}`, "--out", `part${part}.jsonl`];
  return [...sweep.slice(0, end), ...how, ...sweep.slice(end)];
}
