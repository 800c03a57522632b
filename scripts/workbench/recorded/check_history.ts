/**
 * Judges recorded histories, one a file, and prints the verdicts.
 *
 * @module
 */
import { checkAvailability } from "../checkers/availability.ts";
import { checkExceptions } from "../checkers/exceptions.ts";
import { CHECKERS } from "../checkers/registry.ts";
import { checkStats } from "../checkers/stats.ts";
import { UsageError } from "../usage_error.ts";
import { type CheckerOptions, combineValidity, type Explanation, type Verdict } from "../verdict.ts";
import { combineStatuses, statusOf } from "../terminal/exit_status.ts";
import { readHistory } from "./history_file.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Judges each file: results as JSON on stdout (one object a file), findings in words on stderr.
 *
 * The sections are those of results.json that a history alone decides.
 *
 * @returns The exit status over all files.
 */
export async function checkHistory(
  files: readonly string[],
  workload: string,
  options: CheckerOptions,
  terminal: Terminal,
): Promise<number> {
  const checker = CHECKERS.get(workload);
  if (checker === undefined) {
    throw new UsageError(`Cannot check: no checker for the workload ${JSON.stringify(workload)}`);
  }
  const statuses: number[] = [];
  for (const file of files) {
    const { history, notes } = await readHistory(file);
    if (history.length === 0) throw new UsageError(`Cannot check ${JSON.stringify(file)}: it holds no operations`);
    for (const note of notes) terminal.err(`${file}: ${note}\n`);
    const sections = {
      workload: checker(history, options),
      availability: checkAvailability(history, options),
      stats: checkStats(history),
      exceptions: checkExceptions(history),
    };
    const valid = combineValidity(Object.values(sections).map(({ verdict }) => verdict.valid));
    const verdicts = Object.entries(sections).map(([name, { verdict }]): [string, Verdict] => [name, verdict]);
    terminal.out(`${JSON.stringify({ valid, ...Object.fromEntries(verdicts) }, null, 2)}\n`);
    for (const { explanations } of Object.values(sections)) explanations.forEach((one) => tell(one, terminal));
    statuses.push(statusOf(valid, true));
  }
  return combineStatuses(statuses);
}

function tell({ severity, anomaly, text }: Explanation, terminal: Terminal): void {
  terminal.err(`${severity} ${anomaly}: ${text}\n`);
}
