/**
 * Executes one plan in this thread: run, verdict, targets, files. What to show of it is the business of `render.ts`.
 *
 * @module
 */
import { loadavg } from "node:os";
import { join } from "node:path";
import { NS_PER_S } from "../clock.ts";
import { withEvidence } from "../explain/evidence.ts";
import { judge, type Judgement } from "../judge.ts";
import type { ExecuteOptions, FinishedTask, JudgedTask, SavedRun, Task } from "./task.ts";
import type { RecordStores } from "../recording/recorder.ts";
import { DEFLATE } from "../report/block_file.ts";
import { RunFolder } from "../report/store.ts";
import { HISTORY_FILE, JOURNAL_FILE } from "../report/stored_record.ts";
import { MemoryBlocks } from "../record_list.ts";
import { isEndedByBench } from "../run/ended_by_bench.ts";
import { carryOut, type Recording, type RunHooks } from "../run/run.ts";
import { judgeExpectations } from "../stages/expectations.ts";
import { EXIT_INTERRUPTED, EXIT_TOOL, statusOf } from "../terminal/exit_status.ts";
import type { OutputOptions } from "../options/options.ts";
import { accountLeftOut, accountOf, type ExplainedTask, wantsAccount, whyNoAccount } from "./account_of.ts";
import { GarbageSweeper, watchMemory } from "./memory.ts";
import { ProgressLine } from "../terminal/progress.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { writeRun } from "./write_run.ts";

/** How to execute in this thread. */
interface HereOptions extends Pick<ExecuteOptions, "terminal" | "output"> {
  readonly hooks: RunHooks;
}

/** Executes a task in this thread. */
export async function executeHere(task: Task, { output, terminal, hooks }: HereOptions): Promise<JudgedTask> {
  const startMs = performance.now();
  const folder = output["no-store"] ? undefined : new RunFolder(output.store, task.plan.workload.name, new Date());
  // Told at once: a run may take minutes, and the folder may be the reason for it.
  for (const problem of folder?.newProblems() ?? []) {
    terminal.err(`${problem}; the run goes on without files, --store names another folder\n`);
  }
  const isLong = task.plan.mode === "process";
  // As in the original, and where a person looks while a run is on; a simulated one is over too soon for that.
  if (isLong) task.plan.nodes.forEach((node) => folder?.openLog(node));
  const progress = new ProgressLine(terminal);
  const show = (line: string) => {
    progress.clear();
    terminal.err(`${line}\n`);
  };
  const sweeper = new GarbageSweeper();
  const isMemoryShort = watchMemory();
  const recording = await carryOut(task.plan, {
    ...hooks,
    isMemoryShort(storedSize) {
      sweeper.look();
      return isMemoryShort(storedSize);
    },
    stores: { ...recordStores(folder, isLong), onRead: () => sweeper.look() },
    onProgress: (state) => progress.update(task.stage ?? task.challenge, state),
    onLog: (node, line) => {
      folder?.log(node, line);
      if (output["log-stderr"]) show(`${node}: ${line}`);
    },
    ...netLogging(output, show),
  }).finally(() => progress.clear());
  sweeper.look();
  const judgement = withEvidence(judge(recording), recording);
  // Figures of a run that ended early say nothing of those of a whole one.
  const outcomes = recording.failure === undefined ? judgeExpectations(judgement.results, task.expectations) : [];
  const host = isLong ? { host: { average: loadavg()[0] ?? 0, cores: navigator.hardwareConcurrency } } : {};
  const explained = explain({ outcomes, recording, ...host }, output);
  const targetsMet = recording.failure === undefined && outcomes.every(({ met }) => met);
  return {
    ...task,
    recording,
    judgement,
    outcomes,
    ...explained,
    ...host,
    targetsMet,
    status: statusFor(recording, judgement, targetsMet),
    tookMs: performance.now() - startMs,
    ...(folder === undefined ? {} : { folder }),
  };
}

/** Where the figures come from, where somebody will read it at once; else it waits for the page. */
function explain(task: ExplainedTask, output: OutputOptions): Pick<JudgedTask, "account" | "unexplained"> {
  if (!wantsAccount(output, task)) return {};
  const account = accountOf(task, true);
  if (account !== undefined) return { account };
  const isToTell = output.explain || accountLeftOut(task.recording, true) !== undefined;
  return isToTell ? { unexplained: whyNoAccount(task) } : {};
}

/** Writes the files of a task that was executed in this thread. */
export async function saveHere(
  task: FinishedTask,
  { plots, terminal }: {
    readonly plots: boolean;
    readonly terminal: Pick<Terminal, "err" | "showsProgress" | "columns">;
  },
): Promise<SavedRun | undefined> {
  const { folder } = task;
  if (folder === undefined) return undefined;
  const progress = new ProgressLine(terminal);
  const sweeper = new GarbageSweeper();
  const tidy = () => sweeper.look();
  const onStep = (what: string) => {
    tidy();
    progress.showNow(`${task.stage ?? task.challenge}  writing ${what}`);
  };
  const account = task.account ?? accountOf(task);
  const accounted = account === undefined ? task : { ...task, account };
  await writeRun(folder, accounted, { plots, onStep, tidy }).finally(() => progress.clear());
  for (const problem of folder.newProblems()) terminal.err(`${problem}\n`);
  if (folder.path === undefined) return undefined;
  const page = pageIn(folder.path);
  const isWhole = folder.problems.length === 0;
  return { folder: folder.path, sizeBytes: folder.sizeBytes, isWhole, ...(page === undefined ? {} : { page }) };
}

function pageIn(folder: string): string | undefined {
  const path = join(folder, "index.html");
  try {
    return Deno.statSync(path).isFile ? path : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Where a run is recorded. In real time history and journal go to their files as it goes on; in virtual time, which most
 * often is over at once, only what is long does. Without a folder it is packed in memory.
 */
export function recordStores(folder: RunFolder | undefined, isLong: boolean): RecordStores {
  const journal = folder?.openBlocks(JOURNAL_FILE) ?? new MemoryBlocks(DEFLATE);
  if (!isLong) return { journal };
  return { journal, history: folder?.openBlocks(HISTORY_FILE) ?? new MemoryBlocks(DEFLATE), heldMax: 0 };
}

/** Shows network events where `--log-net-send` or `--log-net-recv` asks for them. */
function netLogging(output: OutputOptions, show: (line: string) => void): Pick<RunHooks, "onNetEvent"> {
  const wanted = new Set<string>();
  if (output["log-net-send"]) wanted.add("send");
  if (output["log-net-recv"]) wanted.add("recv");
  if (wanted.size === 0) return {};
  return {
    onNetEvent: ({ type, time, message }) => {
      if (!wanted.has(type)) return;
      const { id, src, dest, body } = message;
      show(`${(time / NS_PER_S).toFixed(6)} s  ${type} ${id}  ${src} -> ${dest}  ${JSON.stringify(body)}`);
    },
  };
}

/**
 * A run that a node ended before its first operation has no verdict. One that the bench ended is unknown, unless the
 * operations until then show a fault.
 */
function statusFor({ failure, history }: Recording, { results }: Judgement, targetsMet: boolean): number {
  if (failure?.kind === "interrupted") return EXIT_INTERRUPTED;
  if (failure !== undefined && history.length === 0 && !isEndedByBench(failure)) return EXIT_TOOL;
  return statusOf(results.valid, targetsMet);
}
