/**
 * Whether a run is the repetition that it should be. In virtual time the same plan gives the same journal, so another
 * hash means that something else decided what happened: a program that was changed, or one that is not deterministic.
 *
 * @module
 */
import { hashJournal } from "../net/journal_hash.ts";
import type { RunPlan } from "../run/plan.ts";
import { isEndedByBench } from "../run/ended_by_bench.ts";
import { UsageError } from "../usage_error.ts";
import type { FinishedTask, JudgedTask, TaskWorkers } from "./task.ts";
import { combineStatuses, EXIT_INTERRUPTED, EXIT_UNKNOWN, EXIT_VALID } from "../terminal/exit_status.ts";

/** How a repetition compares with what it repeats. */
interface Replay {
  readonly text: string;
  readonly status: number;
}

/** Digits of a hash in a sentence. */
const DIGITS_SHOWN = 12;

/**
 * Refuses `--expect-hash` where it cannot be.
 *
 * @param several What makes several runs of one command line; absent where there is one.
 * @throws {UsageError} Where there are several runs, or real time passes.
 */
export function refuseUselessHash(expected: string | undefined, { mode }: RunPlan, several?: string): void {
  if (expected === undefined) return;
  if (several !== undefined) {
    throw new UsageError(
      `Cannot use --expect-hash with ${several}: each run has a hash of its own, expected one run`,
    );
  }
  if (mode !== "sim") {
    throw new UsageError(
      "Cannot use --expect-hash with --mode process: real time does not repeat itself, expected --mode sim",
    );
  }
}

/**
 * Adds the hash of a run's journal, and puts it into the line that repeats the run where a repetition can have the same.
 *
 * @param reproduce Writes that line, given the hash; absent where the line means several runs.
 */
export async function finish(run: JudgedTask, reproduce?: (journalHash: string) => string): Promise<FinishedTask> {
  const { plan, recording: { failure, journal } } = run;
  const journalHash = await (run.apart?.hash() ?? hashJournal(journal));
  const isRepeatable = plan.mode === "sim" && (failure === undefined || !isEndedByBench(failure));
  const line = isRepeatable ? reproduce?.(journalHash) : undefined;
  return { ...run, journalHash, reproduce: line ?? run.reproduce };
}

/** What to compare with. */
export interface ReplayOptions {
  /** The hash or its beginning; undefined where nothing is expected. */
  readonly expected: string | undefined;
  readonly workers: TaskWorkers;
  /** Is given the line that says how they compare. */
  tell(line: string): void;
}

/**
 * Compares the hash of a run's journal with the one that is expected; where they differ, runs the plan once more to tell
 * a changed program from one that is not deterministic.
 *
 * @returns The run, with the exit status that the comparison leaves it.
 */
export async function checkReplay(
  run: FinishedTask,
  { expected, workers, tell }: ReplayOptions,
): Promise<FinishedTask> {
  if (expected === undefined || run.status === EXIT_INTERRUPTED) return run;
  const { text, status } = await compareReplay(run, expected, workers);
  tell(`Replay  ${text}\n`);
  return { ...run, status: combineStatuses([run.status, status]) };
}

async function compareReplay(run: FinishedTask, expected: string, workers: TaskWorkers): Promise<Replay> {
  const { journalHash } = run;
  if (journalHash.startsWith(expected)) {
    return { status: EXIT_VALID, text: `the same run: the journal has the hash ${expected} again` };
  }
  const again = await workers.repeat(run);
  const difference = `not the same run: the journal has the hash ${shown(journalHash)}, expected ${expected}. `;
  const cause = again === journalHash
    ? "A second run here gave the same, so the program, the bench or Deno is another than then; leave out " +
      "--expect-hash to judge the program as it is now"
    : `A second run here gave ${shown(again)}: the program is not deterministic. Something decided this that virtual ` +
      "time does not know, such as a file that is read when the module is loaded";
  return { status: EXIT_UNKNOWN, text: `${difference}${cause}` };
}

function shown(hash: string): string {
  return hash.slice(0, DIGITS_SHOWN);
}
