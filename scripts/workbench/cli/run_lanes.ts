/**
 * Runs one after another, while the files of the run before are written: a simulated run and its files have a worker of
 * their own, which two take in turn. In real time nothing else happens meanwhile, since it would slow the nodes down.
 *
 * @module
 */
import { RunWorkers } from "./run_apart.ts";
import type { FinishedTask, Task } from "./task.ts";

/** A run that has its verdict. */
export interface LaneRun {
  /** True where no other run is to follow. */
  readonly isLast: boolean;
  /** Writes its files. @param isAlone False while another run may be under way. */
  finish(isAlone: boolean): Promise<FinishedTask>;
}

/** Carries out a task up to its verdict. */
export type Carry<T extends Task> = (task: T, workers: RunWorkers) => Promise<LaneRun>;

/** Where runs are carried out. */
export class RunLanes {
  readonly #lanes: readonly RunWorkers[];

  /** @param taskCount One run needs no second worker. */
  constructor(taskCount: number) {
    this.#lanes = Array.from({ length: Math.min(2, taskCount) }, () => new RunWorkers());
  }

  /** Carries out tasks in order; ends with the files of the last one. */
  async run<T extends Task>(tasks: readonly T[], carry: Carry<T>): Promise<FinishedTask[]> {
    const finished: Promise<FinishedTask>[] = [];
    const isQuick = tasks.length > 1 && tasks.every(({ plan }) => plan.mode === "sim");
    for (const [place, task] of tasks.entries()) {
      const workers = this.#lanes[place % this.#lanes.length];
      // Its worker keeps the record of a run until the next one.
      await finished[place - this.#lanes.length];
      if (workers === undefined) break;
      const { isLast, finish } = await carry(task, workers);
      const finishing = finish(!isQuick);
      // It is waited for below, where an error is thrown.
      finishing.catch(() => {});
      finished.push(finishing);
      if (!isQuick) await finishing;
      if (isLast) break;
    }
    return await Promise.all(finished);
  }

  [Symbol.dispose](): void {
    for (const workers of this.#lanes) workers[Symbol.dispose]();
  }
}
