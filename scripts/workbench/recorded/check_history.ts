/**
 * Judges recorded histories, one a file, and prints the verdicts.
 *
 * @module
 */
import { judgeHistory, type JudgeHistoryOptions } from "../checkers/judge_history.ts";
import { CHECKERS, WORKLOADS } from "../workloads/registry.ts";
import { numberByInvocation } from "../recording/call_numbers.ts";
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
  const judging = { ...options, workload: WORKLOADS.get(workload) ?? { checker } };
  const statuses: number[] = [];
  for (const file of files) {
    try {
      statuses.push(await checkFile(file, { workload, judging }, terminal));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      terminal.err(`${error.message}\n`);
      statuses.push(EXIT_TOOL);
    }
  }
  return combineStatuses(statuses);
}

/** How the files are judged. */
interface FileJudging {
  /** Name of the workload; `availability` and `stats` are none. */
  readonly workload: string;
  readonly judging: JudgeHistoryOptions;
}

async function checkFile(file: string, { workload: name, judging }: FileJudging, terminal: Terminal): Promise<number> {
  const { history, notes, failure } = await readHistory(file);
  try {
    vetHistory(history, name);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`Cannot check ${JSON.stringify(file)}: ${error.message}`);
  }
  for (const note of notes) terminal.err(`${file}: ${note}\n`);
  if (failure !== undefined) terminal.err(`unknown run-ended-early: ${failure}\n`);
  const { valid, sections, explanations } = judgeHistory(history, { ...judging, isUnfinished: failure !== undefined });
  const { workload, availability, stats, exceptions } = sections;
  terminal.out(`${JSON.stringify({ valid, workload, availability, stats, exceptions }, null, 2)}\n`);
  for (const explanation of numberByInvocation(history, explanations)) tell(explanation, terminal);
  return statusOf(valid, true);
}

function tell({ severity, anomaly, text }: Explanation, terminal: Terminal): void {
  terminal.err(`${severity} ${anomaly}: ${text}\n`);
}
