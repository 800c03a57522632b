/**
 * What a run means for the lesson or puzzle that is open.
 *
 * @module
 */
import type { RunVerdict } from "../desk.ts";
import type { LessonData, PuzzleData, RunData } from "./course_data.ts";
import { GOAL_MISSED } from "./outcome.ts";

/** Name under which the reader's own program of a lesson is kept. */
export function ownDraft({ id }: Pick<LessonData, "id">): string {
  return `lesson/${id}`;
}

/** Name under which a step's program is kept. */
export function stepDraft({ id }: Pick<LessonData, "id">, step: { readonly id: string }): string {
  return `lesson/${id}/${step.id}`;
}

/** Name under which the reader's copy of a puzzle is kept. */
export function puzzleDraft({ id }: Pick<PuzzleData, "id">): string {
  return `puzzle/${id}`;
}

/** What a run means for a lesson. */
export interface LessonRun {
  /** False where the run was another stage, or had other options than the lesson's. */
  readonly counts: boolean;
  readonly isPassed: boolean;
  /** The reader's own program, and not one that the lesson shows. */
  readonly isOwn: boolean;
  readonly failures: readonly string[];
}

/** Judges a run by a lesson. */
export function judgeRun(verdict: RunVerdict, lesson: LessonData): LessonRun {
  const { code } = verdict;
  const failures = failuresOfVerdict(verdict, lesson.goal);
  const counts = isSameRun(code, lesson.check);
  const shown = lesson.steps.find(({ source }) => source.trim() === code.source.trim());
  // A program that the lesson shows to be wrong may be lucky with another seed.
  const isWrong = shown !== undefined && shown.failures.length > 0;
  return {
    counts,
    isPassed: counts && verdict.valid === true && failures.length === 0 && !isWrong,
    isOwn: code.draft === ownDraft(lesson) && shown === undefined,
    failures,
  };
}

/** Whether a run shows a mended puzzle. */
export function isMended(verdict: RunVerdict, puzzle: PuzzleData): boolean {
  if (verdict.valid === undefined) return false;
  const failures = failuresOfVerdict(verdict, undefined);
  return failures.every((name) => puzzle.tolerates.includes(name)) && isSameRun(verdict.code, puzzle.run);
}

/** Findings and limits that speak against a run. */
export function failuresOfVerdict(verdict: RunVerdict, goal: LessonData["goal"]): readonly string[] {
  const { valid, findings, targets, figures } = verdict;
  const found = valid === true ? [] : findings.filter(({ severity }) => severity !== "warning").map(({ name }) => name);
  const missed = targets.filter(({ met }) => !met).map(({ label }) => label);
  const figure = figures.find(({ name }) => name === goal?.figure)?.value ?? Infinity;
  return [...new Set([...found, ...missed, ...(goal !== undefined && figure >= goal.below ? [GOAL_MISSED] : [])])];
}

/** Stage and options are the same; the seed may be another one. */
function isSameRun(code: Pick<RunVerdict["code"], "stage" | "options">, run: RunData): boolean {
  const text = (options: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(options).sort());
  return code.stage === run.stage && text(code.options) === text(run.options);
}
