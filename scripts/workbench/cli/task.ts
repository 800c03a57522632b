/**
 * One run that was asked for, before and after it: the plan with all that is said of it, then the verdict, then the hash.
 *
 * @module
 */
import type { Json } from "../history.ts";
import type { Judgement } from "../judge.ts";
import type { HostLoad } from "../explain/figures/causes.ts";
import type { RunAccount } from "../run_account.ts";
import type { RunFolder } from "../report/store.ts";
import type { RunPlan } from "../run/plan.ts";
import type { Recording } from "../run/run.ts";
import type { OutputOptions } from "../options/options.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { ExpectationOutcome, NamedExpectation } from "../stages/expectations.ts";

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

/** A task with its verdict. */
export interface JudgedTask extends Task {
  readonly recording: Recording;
  readonly judgement: Judgement;
  readonly outcomes: readonly ExpectationOutcome<NamedExpectation>[];
  /** How busy this machine was when the run ended, in process mode. */
  readonly host?: HostLoad;
  /** Where messages and time went; present where a limit is missed or --explain asks for it. */
  readonly account?: RunAccount;
  /** Why there is no account although it was asked for. */
  readonly unexplained?: string;
  /** True where every expectation is met. */
  readonly targetsMet: boolean;
  /** The exit status that the run alone would have. */
  readonly status: number;
  /** From the start of the nodes to the verdict, in real milliseconds. */
  readonly tookMs: number;
  /** The folder for the run's files, open; absent where none are wanted. */
  readonly folder?: RunFolder;
  /** The path of that folder, where the worker that has the run holds it. */
  readonly folderPath?: string;
  /** Where the run was executed in a worker, which has its records and its folder: what the worker does with them. */
  readonly apart?: {
    hash(): Promise<string>;
    save(task: FinishedTask, plots: boolean): Promise<SavedRun | undefined>;
  };
}

/** A task, done. */
export interface FinishedTask extends JudgedTask {
  /** SHA-256 of the journal in hexadecimal: equal for equal plans in simulated mode. */
  readonly journalHash: string;
}

/** The files of a run. */
export interface SavedRun {
  readonly folder: string;
  readonly sizeBytes: number;
  /** False where something could not be written, which was told. */
  readonly isWhole: boolean;
  /** The page to open; absent where it could not be made. */
  readonly page?: string;
}

/** What carries out simulated runs apart from this thread. */
export interface TaskWorkers {
  /** Executes a task up to its verdict. */
  execute(task: Task, options: ExecuteOptions): Promise<JudgedTask>;
  /** The hash of the journal of another run of the same plan. */
  repeat(task: Task): Promise<string>;
}

/** How to execute. */
export interface ExecuteOptions {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly output: OutputOptions;
  /** Where simulated runs are carried out. */
  readonly workers: TaskWorkers;
}
