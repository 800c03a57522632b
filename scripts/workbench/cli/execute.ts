/**
 * Executes one plan: run, verdict, targets, files. What to show of it is the business of `render.ts`.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import type { Json } from "../history.ts";
import { judge, type Judgement } from "../judge.ts";
import type { RunPlan } from "../plan.ts";
import { RunFolder } from "../report/store.ts";
import { carryOut, type Recording, type RunHooks } from "../run.ts";
import { type ExpectationOutcome, judgeExpectations, type NamedExpectation } from "./expectations.ts";
import { EXIT_INTERRUPTED, EXIT_TOOL, statusOf } from "./exit_status.ts";
import type { OutputOptions } from "./options.ts";
import { ProgressLine } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { writeRun } from "./write_run.ts";

/** What to execute and what belongs to it. */
export interface Task {
  readonly plan: RunPlan;
  /** `3b`; absent outside the official stages. */
  readonly stage?: string;
  /** Name of the challenge file without ending, or of the program. */
  readonly challenge: string;
  /** Headline for people. */
  readonly title: string;
  readonly expectations: readonly NamedExpectation[];
  /** One sentence on the best that is public for the stage. */
  readonly publicBest?: string;
  /** Resolved options by their long names, seed and mode included. */
  readonly resolved: Readonly<Record<string, Json>>;
  /** The command line that repeats the run. */
  readonly reproduce: string;
}

/** A task, done. */
export interface FinishedTask extends Task {
  readonly recording: Recording;
  readonly judgement: Judgement;
  readonly outcomes: readonly ExpectationOutcome<NamedExpectation>[];
  /** True where every expectation is met. */
  readonly targetsMet: boolean;
  /** From the start of the nodes to the verdict, in real milliseconds. */
  readonly tookMs: number;
  /** Where the files are; absent where none were or could be written. */
  readonly folder?: string;
  /** What could not be written. */
  readonly problems: readonly string[];
}

/** How to execute. */
export interface ExecuteOptions {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly output: OutputOptions;
}

/** Executes a task. Mistakes of the user are thrown; everything else is part of what is returned. */
export async function execute(task: Task, options: ExecuteOptions): Promise<FinishedTask> {
  const { output, terminal } = options;
  const startMs = performance.now();
  const folder = output["no-store"] ? undefined : new RunFolder(output.store, task.plan.workload.name, new Date());
  const progress = new ProgressLine(terminal);
  const show = (line: string) => {
    progress.clear();
    terminal.err(`${line}\n`);
  };
  const recording = await carryOut(task.plan, {
    signal: options.signal,
    onProgress: (state) => progress.update(task.stage ?? task.challenge, state),
    onLog: (node, line) => {
      folder?.log(node, line);
      if (output["log-stderr"]) show(`${node}: ${line}`);
    },
    ...netLogging(output, show),
  }).finally(() => progress.clear());
  const judgement = await judge(recording);
  const outcomes = judgeExpectations(judgement.results, task.expectations);
  const finished: FinishedTask = {
    ...task,
    recording,
    judgement,
    outcomes,
    targetsMet: outcomes.every(({ met }) => met),
    tookMs: performance.now() - startMs,
    problems: [],
  };
  if (folder === undefined) return finished;
  writeRun(folder, finished);
  return {
    ...finished,
    ...(folder.path === undefined ? {} : { folder: folder.path }),
    problems: folder.problems,
  };
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

/** The exit status for a finished task. A run that did not even get to its first operation has no verdict. */
export function taskStatus({ recording, judgement, targetsMet }: FinishedTask): number {
  if (recording.failure?.kind === "interrupted") return EXIT_INTERRUPTED;
  if (recording.failure !== undefined && recording.history.length === 0) return EXIT_TOOL;
  return statusOf(judgement.results.valid, targetsMet);
}
