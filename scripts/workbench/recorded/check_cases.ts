/**
 * Runs the checkers over recorded cases and tells where they disagree with the genuine ones.
 *
 * @module
 */
import { CHECKERS } from "../workloads/registry.ts";
import type { Json } from "../history.ts";
import { UsageError } from "../usage_error.ts";
import { readCases, type RecordedCase } from "./cases.ts";
import { compareVerdicts, type Disagreement } from "./compare_verdicts.ts";

/** Characters of an expected or actual value on a line. */
const VALUE_LENGTH_MAX = 240;

/** A case and the lines that tell its disagreements; no lines: the case agrees. */
export interface CheckedCase {
  readonly recorded: RecordedCase;
  readonly disagreements: readonly string[];
}

/**
 * Yields each case of a file with what came of it.
 *
 * @throws {UsageError} When the file cannot be read, or names a workload without a checker.
 */
export async function* checkCases(path: string): AsyncGenerator<CheckedCase> {
  for await (const recorded of readCases(path)) {
    yield { recorded, disagreements: checkCase(recorded) };
  }
}

/** Judges a case under each of its expectations and returns one line per field that differs. */
function checkCase({ workload, name, history, expectations }: RecordedCase): string[] {
  const checker = CHECKERS.get(workload);
  if (checker === undefined) {
    const known = [...CHECKERS.keys()].join(", ");
    throw new UsageError(
      `Cannot check case ${JSON.stringify(name)}: no checker for ${workload}, expected one of ${known}`,
    );
  }
  return expectations.flatMap(({ model, options, verdict }) => {
    const title = model === undefined ? `${workload} ${name}` : `${workload} ${name} (${model})`;
    const disagreements = compareVerdicts(workload, verdict, checker(history, options));
    return disagreements.map((disagreement) => describe(title, disagreement));
  });
}

function describe(title: string, { field, expected, got }: Disagreement): string {
  return `${title}: ${field}: expected ${cut(expected)}, got ${cut(got)}`;
}

function cut(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= VALUE_LENGTH_MAX ? text : `${text.slice(0, VALUE_LENGTH_MAX)}...`;
}
