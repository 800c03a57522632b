/**
 * One path in full: what happened at each step and after the last one, and what clients saw.
 *
 * @module
 */
import type { Operation } from "../history.ts";
import { UsageError } from "../usage_error.ts";
import { quiesce } from "./quiesce.ts";
import { operationsOf } from "./history_tree.ts";
import { failed } from "./search.ts";
import { copyOf, type ExploredEvent } from "./system_state.ts";
import { type Position, type Scene, stepsFrom, take, wordOf } from "./steps.ts";
import type { PathVerdict, Verdicts } from "./verdicts.ts";

/** A step and what it came with. */
export interface TraceStep {
  readonly word: string;
  readonly events: readonly ExploredEvent[];
}

/** A path in full. */
export interface Trace {
  readonly steps: readonly TraceStep[];
  /** What happened after the last step, when nothing was lost any more. */
  readonly ending: readonly ExploredEvent[];
  readonly history: readonly Operation[];
  readonly verdict: PathVerdict;
}

/** Where a trace takes place. */
export interface TraceContext {
  readonly scene: Scene;
  readonly start: Position;
  readonly verdicts: Verdicts;
}

/** Follows a schedule. @throws {UsageError} where a step cannot be taken. */
export async function tell(schedule: readonly string[], { scene, start, verdicts }: TraceContext): Promise<Trace> {
  const { system } = scene;
  let events: ExploredEvent[] = [];
  system.observer = { onEvent: (event) => events.push(event) };
  let position: Position = { systemState: copyOf(start.systemState), left: start.left };
  const steps: TraceStep[] = [];
  for (const word of schedule) {
    const possible = stepsFrom(scene, position);
    const step = possible.find((one) => wordOf(scene, position, one) === word);
    if (step === undefined || position.systemState.failure !== undefined) {
      const words = possible.map((one) => wordOf(scene, position, one));
      throw new UsageError(
        `Cannot take step ${steps.length + 1} of the schedule, "${word}": expected ` +
          (words.length === 0 ? "the end, since nothing can happen any more" : `one of ${words.join(", ")}`),
      );
    }
    position = { ...position, left: await take(scene, position, step) };
    steps.push({ word, events });
    events = [];
  }
  const { history, failure } = await quiesce(system, position.systemState);
  system.observer = {};
  return {
    steps,
    ending: events,
    history: operationsOf(history),
    verdict: failure === undefined ? verdicts.judge(history) : failed(failure),
  };
}
