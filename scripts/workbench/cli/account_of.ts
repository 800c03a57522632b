/**
 * When the figures of a run are explained, and against which limits.
 *
 * @module
 */
import { explainFigures, isTooLong } from "../explain/figures/run_figures.ts";
import type { OutputOptions } from "../options/options.ts";
import type { RunAccount } from "../run_account.ts";
import { isEndedByBench } from "../run/ended_by_bench.ts";
import type { Recording } from "../run/run.ts";
import { grouped } from "../text/grouped.ts";
import type { JudgedTask } from "./task.ts";

/** The parts of a judged task that say where its figures come from. */
export type ExplainedTask = Pick<JudgedTask, "outcomes" | "recording" | "host">;

/** True where somebody wants to read at once where the figures come from. */
export function wantsAccount({ explain }: Pick<OutputOptions, "explain">, { outcomes }: Pick<JudgedTask, "outcomes">) {
  return explain || outcomes.some(({ met }) => !met);
}

/** Explains the figures of a run, unless a node ended it; undefined where there is nothing to explain. */
export function accountOf({ outcomes, recording, host }: ExplainedTask, isAsked = false): RunAccount | undefined {
  if (hasNodeEnded(recording)) return undefined;
  const limits = outcomes.flatMap(({ expectation: { path, limit }, value, met }) =>
    value === null ? [] : [{ path, limit, value, met }]
  );
  return explainFigures(recording, { limits, isAsked, ...(host === undefined ? {} : { host }) });
}

/** Why figures are not explained where somebody asked for it. */
export function whyNoAccount(task: Pick<ExplainedTask, "recording">): string {
  if (hasNodeEnded(task.recording)) return "Nothing is explained of a run that a node ended";
  return accountLeftOut(task.recording, true) ?? "There are no messages between servers to explain";
}

/** Says that a journal is too long to be explained; undefined where it is not. @param isAsked True where somebody waits. */
export function accountLeftOut(recording: Recording, isAsked: boolean): string | undefined {
  const { journal } = recording;
  if (hasNodeEnded(recording) || !isTooLong(journal, isAsked)) return undefined;
  const way = isTooLong(journal, true)
    ? "a shorter --time-limit or a lower --rate gives one that is"
    : "with --explain it is";
  const events = grouped(journal.length);
  return `Where messages and time went was not looked for in a journal of ${events} events; ${way}`;
}

function hasNodeEnded({ failure }: Recording): boolean {
  return failure !== undefined && !isEndedByBench(failure);
}
