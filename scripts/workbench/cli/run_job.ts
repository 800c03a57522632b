/**
 * What the command line and the worker that carries out its simulated runs say to each other.
 *
 * @module
 */
import type { Judgement } from "../judge.ts";
import type { OutputOptions } from "../options/options.ts";
import type { RunFailure } from "../run/cluster.ts";
import type { PlainPlan } from "../run/plain_plan.ts";
import type { RunHooks } from "../run/run.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { JudgedTask, SavedRun, Task } from "./task.ts";

/** A task that can travel. */
export interface PlainTask extends Omit<Task, "plan"> {
  readonly plan: PlainPlan;
}

/** What a worker needs to know of the terminal that its notes go to. */
export type WorkerTerminal = Pick<Terminal, "showsProgress" | "columns">;

/** Asks the worker for something. */
export type RunJob =
  | {
    readonly kind: "execute";
    readonly task: PlainTask;
    readonly output: OutputOptions;
    readonly terminal: WorkerTerminal;
    readonly stop?: NonNullable<RunHooks["stop"]>;
  }
  /** The hash of the journal of the last run. */
  | { readonly kind: "hash" }
  /** Writes the files of the last run, with what was found since; the answer is what was written, or "". */
  | {
    readonly kind: "save";
    readonly terminal: WorkerTerminal;
    readonly reproduce: string;
    readonly journalHash: string;
    readonly plots: boolean;
    readonly judgement: Judgement;
  }
  /** The events of the journal of the last run, one a line. */
  | { readonly kind: "events" }
  /** Carries a plan out and keeps its journal alone; the answer is the hash of it. */
  | { readonly kind: "repeat"; readonly plan: PlainPlan };

/** What the worker answers to `execute`: the verdict. History and journal stay there. */
export interface JudgedRun extends
  Pick<
    JudgedTask,
    "outcomes" | "account" | "unexplained" | "targetsMet" | "status" | "tookMs" | "folderPath"
  > {
  readonly judgement: Judgement;
  readonly failure?: RunFailure;
  /** True where the worker had to be ended, and what happened is lost with it. */
  readonly isLost?: boolean;
}

/** What the worker answers. */
export type RunResult = JudgedRun | SavedRun | string;

/** What the worker writes on stderr before it answers. */
export type RunNote = string;
