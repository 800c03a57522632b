/**
 * One path in full: what happened at each step and after the last one, and what clients saw.
 *
 * @module
 */
import type { Operation } from "../history.ts";
import { UsageError } from "../usage_error.ts";
import { conclude } from "./quiesce.ts";
import { operationsOf } from "./history_tree.ts";
import { failed } from "./search.ts";
import { copyOf, type Happening } from "./system_state.ts";
import { type Position, type Scene, stepsFrom, take, wordOf } from "./steps.ts";
import type { PathVerdict, Verdicts } from "./verdicts.ts";

/** A step and what it came with. */
export interface Chapter {
  readonly word: string;
  readonly happenings: readonly Happening[];
}

/** A path in full. */
export interface Story {
  readonly chapters: readonly Chapter[];
  /** What happened after the last step, when nothing was lost any more. */
  readonly ending: readonly Happening[];
  readonly history: readonly Operation[];
  readonly verdict: PathVerdict;
}

/** Where a story takes place. */
export interface StoryContext {
  readonly scene: Scene;
  readonly start: Position;
  readonly verdicts: Verdicts;
}

/** Follows a schedule. @throws {UsageError} where a step cannot be taken. */
export async function tell(schedule: readonly string[], { scene, start, verdicts }: StoryContext): Promise<Story> {
  const { system } = scene;
  let happenings: Happening[] = [];
  system.observer = { onHappening: (happening) => happenings.push(happening) };
  let position: Position = { situation: copyOf(start.situation), left: start.left };
  const chapters: Chapter[] = [];
  for (const word of schedule) {
    const steps = stepsFrom(scene, position);
    const step = steps.find((one) => wordOf(scene, position, one) === word);
    if (step === undefined || position.situation.failure !== undefined) {
      const words = steps.map((one) => wordOf(scene, position, one));
      throw new UsageError(
        `Cannot take step ${chapters.length + 1} of the schedule, "${word}": expected ` +
          (words.length === 0 ? "the end, since nothing can happen any more" : `one of ${words.join(", ")}`),
      );
    }
    position = { ...position, left: await take(scene, position, step) };
    chapters.push({ word, happenings });
    happenings = [];
  }
  const { history, failure } = await conclude(system, position.situation);
  system.observer = {};
  return {
    chapters,
    ending: happenings,
    history: operationsOf(history),
    verdict: failure === undefined ? verdicts.judge(history) : failed(failure),
  };
}
