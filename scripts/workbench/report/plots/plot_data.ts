/**
 * A run as the plots see it.
 *
 * @module
 */
import { type Call, callsOf, functionsOf } from "../../recording/calls.ts";
import { type FaultWindow, faultWindowsOf } from "../../recording/fault_windows.ts";
import type { ReportInput } from "../report_input.ts";
import { isInMemory, type Journal } from "../../net/journal.ts";
import type { History } from "../../history.ts";

/** What every plot is made from. */
export interface PlotData {
  readonly calls: readonly Call[];
  /** Functions, sorted; a function's place decides its symbol and dash. */
  readonly functions: readonly string[];
  readonly faults: readonly FaultWindow[];
  readonly journal: Journal;
  /** The last moment of history and journal. */
  readonly endNs: number;
  /** Axes that the plots share with those of another run. */
  readonly axes?: SharedAxes;
}

/** What axes of two runs have in common, so that their plots can be compared by eye. */
export interface SharedAxes {
  /** Calls of both runs: latencies of all fit the scale. */
  readonly calls: readonly Call[];
  /** The highest number of operations that ended, and of messages that were sent, in a second. */
  readonly ratePerSecond: number;
  readonly messagesPerSecond: number;
}

/** Prepares a run for plotting. */
export function plotDataOf(run: Pick<ReportInput, "history" | "journal">): PlotData {
  const calls = callsOf(run.history);
  return {
    calls,
    functions: functionsOf(calls),
    faults: faultWindowsOf(run.history),
    journal: run.journal,
    endNs: endOf(run.history, run.journal),
  };
}

/** The last moment of a run, in nanoseconds from its start; 0 for an empty one. */
export function endOf(history: History, journal: Journal): number {
  let endNs = 0;
  for (const operation of history) endNs = Math.max(endNs, operation.time);
  // Events are in the order of their times.
  for (const event of isInMemory(journal) ? journal.slice(-1) : journal) endNs = Math.max(endNs, event.time);
  return endNs;
}
