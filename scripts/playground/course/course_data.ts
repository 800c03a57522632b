/**
 * The course as the page gets it: texts with what was measured in their places, programs, and what came of their runs.
 *
 * @module
 */
import type { Goal, RunOutcome } from "./outcome.ts";

/** What the page needs to run a program as the course did. */
export interface RunData {
  readonly stage: string;
  readonly options: Readonly<Record<string, string>>;
  readonly seed: string;
}

/** A step with its program. */
export interface StepData {
  readonly id: string;
  readonly title: string;
  readonly html: string;
  readonly source: string;
  readonly run: RunData;
  /** Why it fails; empty where it passes. */
  readonly failures: readonly string[];
  readonly outcome: RunOutcome;
  readonly extraRuns: readonly ExtraRunData[];
}

/** Another run of a step. */
export interface ExtraRunData {
  readonly title: string;
  /** Absent where only the command line can run it. */
  readonly run?: RunData;
  readonly failures: readonly string[];
  readonly outcome: RunOutcome;
}

/** A lesson. Texts are HTML. */
export interface LessonData {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly motto: string;
  readonly task: string;
  readonly messages: string;
  readonly steps: readonly StepData[];
  readonly hints: readonly string[];
  readonly file: string;
  /** Keys of the stages whose files may be opened. */
  readonly files: readonly string[];
  /** The run that decides. */
  readonly check: RunData;
  /** With these a reader's program has to pass; empty where one run with any seed will do. */
  readonly seeds: readonly string[];
  readonly goal?: Goal;
}

/** A puzzle. Texts are HTML. */
export interface PuzzleData {
  readonly id: string;
  readonly title: string;
  readonly symptom: string;
  readonly source: string;
  readonly run: RunData;
  readonly hints: readonly string[];
  /** Numbers of the accepted lines, from 1. */
  readonly answerLines: readonly number[];
  readonly answer: string;
  /** The program, mended. */
  readonly fixed: string;
  /** What a mended program may still show. */
  readonly tolerates: readonly string[];
  readonly outcome: RunOutcome;
}

/** All of it. */
export interface CourseData {
  readonly lessons: readonly LessonData[];
  readonly puzzles: readonly PuzzleData[];
}
