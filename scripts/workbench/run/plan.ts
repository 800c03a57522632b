/**
 * The plan of a run: everything that decides what happens, as data. In simulated mode the same plan gives the same
 * journal, byte for byte.
 *
 * @module
 */
import type { FaultEvent } from "../nemesis/schedule.ts";
import type { LatencyDistribution } from "../net/latency.ts";
import type { SimulatedProgram } from "../nodes/load_program.ts";
import type { Workload, WorkloadOptions } from "../workloads/workload.ts";

/** What the nodes run: a module with a program, a compiled program for WASI, or an executable. */
export type PlannedProgram =
  | SimulatedProgram
  | { readonly kind: "bin"; readonly path: string };

/** A complete plan. */
export interface RunPlan extends WorkloadOptions {
  readonly workload: Workload;
  /** `sim`: virtual time, in process. `process`: one child process a node, wall clock. */
  readonly mode: "sim" | "process";
  readonly program: PlannedProgram;
  /** Arguments that every node gets. */
  readonly programArgs: readonly string[];
  /** Decides all that is drawn. */
  readonly seed: number;
  readonly latencyDistribution: LatencyDistribution;
  /** Probability in 0..1 that a message between nodes or to a service is lost. */
  readonly lossProbability: number;
  /** Probability in 0..1 that such a message arrives twice. */
  readonly duplicationProbability: number;
  /** Largest extra latency of such a message in ms. */
  readonly jitterMs: number;
  /** Faults in the order of their times, those at or after the time limit are left out. */
  readonly schedule: readonly FaultEvent[];
  /** True where some fault is scheduled or could have been: the final phase then begins with a healing entry. */
  readonly hasNemesis: boolean;
  /** Operations of the main phase at most; undefined for as many as rate and time limit give. */
  readonly operationLimit: number | undefined;
  /** Of these, counted from 1, the ones that are carried out; undefined for all. */
  readonly onlyOperations: readonly number[] | undefined;
  /** Seconds of quiet between healing and the final operations. */
  readonly recoveryS: number;
  /** Seconds that a node has to answer `init`; absent: 10, and half a second for each further process. */
  readonly initTimeoutS?: number;
}

/** Seconds of quiet before the final operations, as in the original. */
export const RECOVERY_S = 10;
