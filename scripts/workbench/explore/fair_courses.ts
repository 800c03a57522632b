/**
 * How paths end, found out once for all that differ only in the order in which clients saw things: from then on the same
 * happens.
 *
 * @module
 */
import { RandomStreams } from "../random.ts";
import type { HistoryEnd } from "./history_tree.ts";
import { KeyTable } from "./key_table.ts";
import { quiesce } from "./quiesce.ts";
import type { System, SystemState } from "./system_state.ts";

/** Where a path ends. */
export type PathEnd = Pick<SystemState, "history" | "failure">;

/** A course that was taken: its history has further entries behind so many. */
interface Course extends PathEnd {
  readonly lengthBefore: number;
}

/** Gives the ends of paths. One is asked for at a time. */
export class FairCourses {
  readonly #system: System;
  readonly #keys = new KeyTable();
  readonly #courses: Course[] = [];
  /** True where the final operations depend on what clients saw in which order. */
  readonly #dependsOnHistory: boolean;

  constructor(system: System) {
    this.#system = system;
    const { plan } = system;
    const { main } = plan.workload.generators(plan, new RandomStreams(plan.seed).stream("workload"));
    this.#dependsOnHistory = main.update !== undefined;
  }

  /** The end of a path on which nothing is under way; the state stays as it is. A promise where it has to be found out. */
  endOf(systemState: SystemState): PathEnd | Promise<PathEnd> {
    const { nodes, services, clients, history, failure, underWay } = systemState;
    if (this.#dependsOnHistory || failure !== undefined || underWay.length > 0) {
      return quiesce(this.#system, systemState);
    }
    const key = [history.length];
    for (const parts of [nodes, services, clients]) for (const { id } of parts) key.push(id);
    const number = this.#keys.intern(key);
    const course = this.#courses[number];
    return course === undefined
      ? this.#find(systemState, number)
      : { ...course, history: this.#after(history, course) };
  }

  async #find(systemState: SystemState, number: number): Promise<PathEnd> {
    const { history, failure } = await quiesce(this.#system, systemState);
    const course = { history, failure, lengthBefore: systemState.history.length };
    this.#courses[number] = course;
    return course;
  }

  /** Adds the further entries of a course to another history of the same length, at the same times. */
  #after(end: HistoryEnd, { history, lengthBefore }: Course): HistoryEnd {
    const steps: NonNullable<HistoryEnd["last"]>[] = [];
    for (let one = history; one.last !== undefined && one.length > lengthBefore; one = one.last.before) {
      steps.push(one.last);
    }
    return steps.reduceRight((last, { entry, timeNs }) => this.#system.histories.append(last, entry, timeNs), end);
  }
}
