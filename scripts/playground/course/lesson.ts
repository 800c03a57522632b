/**
 * What the course is made of: lessons with their steps, puzzles, histories, and what came of each run.
 *
 * @module
 */
import type { Goal, RunOutcome } from "./outcome.ts";

/** Seed of every run that names no other. */
export const DEFAULT_SEED = "1";

/** A run under the official options of a stage, but for those that are named. */
export interface CourseRun {
  /** Key of the stage (stage_keys.ts): `3b_broadcast_multi_node`. */
  readonly stage: string;
  /** Options that differ from the official ones, by name: `{ rate: "100" }`. */
  readonly options?: Readonly<Record<string, string>>;
  readonly seed?: string;
  /** Options that the form of the page does not have: such a run is for the command line alone. */
  readonly extraArgs?: readonly string[];
}

/** Another run of a step, to show what the first does not. Its options come on top of the lesson's. */
export interface ExtraRun extends Omit<CourseRun, "stage"> {
  /** `cut`: the text calls its figures `{{direct/cut msgs-per-op}}`. */
  readonly id: string;
  /** Over its figures: "with a partition". */
  readonly title: string;
  /** As in {@linkcode Step}. */
  readonly fails?: string;
}

/** A program on the way to the solution. */
export interface Step {
  /** `flood`, which is `steps/LESSON/flood.ts`, and `### flood: ...` in the text. */
  readonly id: string;
  /** The finding or the limit that fails it, as the text says; absent where it passes. */
  readonly fails?: string;
  readonly seed?: string;
  readonly extraRuns?: readonly ExtraRun[];
}

/** One lesson. Its text is `lessons/ID.md`. */
export interface Lesson {
  /** Folder of the steps and name of the text: `3b_broadcast`. */
  readonly id: string;
  /** As Fly.io counts: `3b`. */
  readonly number: string;
  /** Key of the stage whose official options hold, and whose file is opened at the end. */
  readonly stage: string;
  /** Keys of stages with further files for the same task. */
  readonly otherStages?: readonly string[];
  /** What differs from the official options in every run of the lesson. */
  readonly options?: Readonly<Record<string, string>>;
  readonly goal?: Goal;
  /** Seeds with which a reader's program has to pass, where one run is too easily a lucky one. Default: one, any. */
  readonly seeds?: readonly string[];
  /** From the skeleton on; `solution` is among them. */
  readonly steps: readonly Step[];
}

/** A change of a program: a text that occurs once, and what stands there instead. */
export interface Replacement {
  readonly find: string;
  readonly replace: string;
}

/** A program with a mistake to be found. Its text is `puzzles/ID.md`. */
export interface Puzzle extends CourseRun {
  /** Name of the file in tests/broken without its ending. */
  readonly id: string;
  /** The finding with which it fails. */
  readonly fails: string;
  /** Findings and limits that a program without the mistake has as well. */
  readonly tolerates?: readonly string[];
  /** The lines that are accepted as the answer, without their indentation. */
  readonly answer: readonly string[];
  /** One way to mend it. */
  readonly fix: readonly Replacement[];
}

/** What came of every run, by `LESSON/STEP`, `LESSON/STEP/EXTRA` and `puzzle/ID`. */
export type Outcomes = Readonly<Record<string, RunOutcome>>;

/** Options of a step's run, or of one of its further runs. */
export function runOf(lesson: Lesson, step: Step, extra?: ExtraRun): CourseRun {
  const seed = extra?.seed ?? step.seed;
  return {
    stage: lesson.stage,
    options: { ...lesson.options, ...extra?.options },
    ...(seed === undefined ? {} : { seed }),
    ...(extra?.extraArgs === undefined ? {} : { extraArgs: extra.extraArgs }),
  };
}
