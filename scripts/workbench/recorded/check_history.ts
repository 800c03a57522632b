/**
 * Judges recorded histories, one a file, and prints the verdicts.
 *
 * @module
 */
import { judgeHistory, type JudgeHistoryOptions } from "../checkers/judge_history.ts";
import { CHECKERS } from "../workloads/registry.ts";
import { UsageError } from "../usage_error.ts";
import type { CheckerOptions, Explanation } from "../verdict.ts";
import { combineStatuses, EXIT_TOOL, statusOf } from "../terminal/exit_status.ts";
import { readHistory } from "./history_file.ts";
import { vetHistory } from "./vet_history.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Judges each file: results as JSON on stdout (one object a file), findings in words on stderr. A file that cannot be
 * judged does not stop the others.
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
    try {
      statuses.push(await checkFile(file, { ...options, workload, checker }, terminal));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      terminal.err(`${error.message}\n`);
      statuses.push(EXIT_TOOL);
    }
  }
  return combineStatuses(statuses);
}

async function checkFile(file: string, options: JudgeHistoryOptions, terminal: Terminal): Promise<number> {
  const { history, notes, failure } = await readHistory(file);
  try {
    vetHistory(history, options.workload);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`Cannot check ${JSON.stringify(file)}: ${error.message}`);
  }
  for (const note of notes) terminal.err(`${file}: ${note}\n`);
  if (failure !== undefined) terminal.err(`unknown run-ended-early: ${failure}\n`);
  const { valid, sections, explanations } = judgeHistory(history, { ...options, isUnfinished: failure !== undefined });
  const { workload, availability, stats, exceptions } = sections;
  terminal.out(`${JSON.stringify({ valid, workload, availability, stats, exceptions }, null, 2)}\n`);
  for (const explanation of explanations) tell(explanation, terminal);
  return statusOf(valid, true);
}

function tell({ severity, anomaly, text }: Explanation, terminal: Terminal): void {
  terminal.err(`${severity} ${anomaly}: ${text}\n`);
}
