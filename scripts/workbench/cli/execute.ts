/**
 * Executes tasks where they belong: simulated ones in a worker, others here. The files for that are only loaded where a
 * run happens here.
 *
 * @module
 */
import type { OutputOptions } from "../options/options.ts";
import { type Pruned, pruneStore, sizeText } from "../report/prune_store.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { ExecuteOptions, FinishedTask, JudgedTask, SavedRun, Task } from "./task.ts";

/** Executes a task up to its verdict. Mistakes of the user are thrown; everything else is part of what is returned. */
export async function execute(task: Task, options: ExecuteOptions): Promise<JudgedTask> {
  if (task.plan.mode === "sim") return await options.workers.execute(task, options);
  const { terminal, output, signal } = options;
  const { executeHere } = await import("./execute_here.ts");
  return await executeHere(task, { terminal, output, hooks: { signal } });
}

/**
 * Writes the files of a finished task; apart from `execute`, so that the verdict can be shown first.
 *
 * @returns What was written; undefined where nothing is wanted or possible.
 */
export async function save(task: FinishedTask, { output, terminal }: ExecuteOptions): Promise<SavedRun | undefined> {
  const { plots } = output;
  const saved = task.apart === undefined
    ? await (await import("./execute_here.ts")).saveHere(task, { plots, terminal })
    : await task.apart.save(task, plots);
  if (!output["no-store"]) tellPruned(pruneStore(output.store, output.keep), output, terminal);
  return saved;
}

/** A store that loses runs says so, and how to keep more. */
function tellPruned(
  { runCount, sizeBytes, problems }: Pruned,
  { store, keep }: OutputOptions,
  terminal: Terminal,
): void {
  for (const problem of problems) terminal.err(`${problem}\n`);
  if (runCount === 0) return;
  const removed = `${runCount === 1 ? "the oldest run" : `the ${runCount} oldest runs`}, ${sizeText(sizeBytes)}`;
  terminal.err(`Removed ${removed}, from ${store}, which keeps ${keep}; --keep N keeps another number\n`);
}

/** A task without its history and journal, for keeping many of them. */
export function withoutRecords(task: FinishedTask): FinishedTask {
  return { ...task, recording: { ...task.recording, history: [], journal: [] } };
}
