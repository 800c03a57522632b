/**
 * Puts the course together for the page: texts, programs, and the outcomes that `deno task measure course` wrote.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { CourseData, ExtraRunData, LessonData, PuzzleData, RunData, StepData } from "./course_data.ts";
import { type CourseRun, DEFAULT_SEED, type Lesson, type Outcomes, type Puzzle, runOf } from "./lesson.ts";
import { fillIn, type LessonText, parseLesson, parsePuzzle } from "./lesson_text.ts";
import { lessonValue } from "./lesson_values.ts";
import { LESSONS } from "./lessons.ts";
import { toHtml, toInlineHtml } from "./markdown.ts";
import { puzzleText, replaced, stepText } from "./program_text.ts";
import { PUZZLES } from "./puzzles.ts";
import { failuresOf, type RunOutcome } from "./outcome.ts";
import outcomes from "./outcomes.json" with { type: "json" };

const OUTCOMES = outcomes as Outcomes;

/** The file of a step's program. */
export function stepPath(lesson: Pick<Lesson, "id">, step: { readonly id: string }): string {
  return fileURLToPath(new URL(`steps/${lesson.id}/${step.id}.ts`, import.meta.url));
}

/** The file of a puzzle's program. */
export function puzzlePath(puzzle: Pick<Puzzle, "id">): string {
  return fileURLToPath(new URL(`../../../tests/broken/${puzzle.id}.ts`, import.meta.url));
}

/** The program of a puzzle, mended. */
export function mendedPuzzle(puzzle: Puzzle): string {
  return replaced(puzzleText(puzzlePath(puzzle)), puzzle.fix);
}

/** What came of a run, by its name. @throws {Error} For one that was not measured. */
export function outcomeOf(name: string): RunOutcome {
  const found = Object.hasOwn(OUTCOMES, name) ? OUTCOMES[name] : undefined;
  if (found === undefined) throw new Error(`Cannot find the run "${name}": run deno task measure course`);
  return found;
}

/** Puts it together. @throws {Error} Where a text names what there is not. */
export function buildCourse(): CourseData {
  return { lessons: LESSONS.map(lessonData), puzzles: PUZZLES.map(puzzleData) };
}

/** The text of a lesson as it was written. */
export function lessonText(lesson: Lesson): LessonText {
  return parseLesson(Deno.readTextFileSync(new URL(`lessons/${lesson.id}.md`, import.meta.url)));
}

function lessonData(lesson: Lesson): LessonData {
  const text = lessonText(lesson);
  const filled = (markdown: string) =>
    toHtml(fillIn(markdown, (place) => {
      try {
        return lessonValue(place, {
          outcome: (run) => outcomeOf(`${lesson.id}/${run}`),
          source: (step) => stepText(stepPath(lesson, { id: step })),
        });
      } catch (error) {
        throw new Error(
          `Cannot fill in {{${place}}} of ${lesson.id}.md: ${error instanceof Error ? error.message : error}`,
        );
      }
    }));
  return {
    id: lesson.id,
    number: lesson.number,
    title: text.title,
    motto: toInlineHtml(text.motto),
    task: filled(text.task),
    messages: filled(text.messages),
    steps: lesson.steps.map((step) => {
      const section = text.steps.get(step.id);
      if (section === undefined) throw new Error(`Cannot find step "${step.id}" in ${lesson.id}.md`);
      return {
        ...stepData(lesson, step.id),
        title: section.heading,
        html: filled(section.text),
      };
    }),
    hints: text.hints.map(toInlineHtml),
    file: filled(text.file),
    files: [lesson.stage, ...lesson.otherStages ?? []],
    check: runData({ stage: lesson.stage, ...(lesson.options && { options: lesson.options }) }),
    seeds: lesson.seeds ?? [],
    ...(lesson.goal === undefined ? {} : { goal: lesson.goal }),
  };
}

function stepData(lesson: Lesson, id: string): Omit<StepData, "title" | "html"> {
  const step = lesson.steps.find((other) => other.id === id) ?? { id };
  const outcome = outcomeOf(`${lesson.id}/${id}`);
  const extraRuns = (step.extraRuns ?? []).map((extra): ExtraRunData => {
    const told = outcomeOf(`${lesson.id}/${id}/${extra.id}`);
    const run = runOf(lesson, step, extra);
    return {
      title: extra.title,
      ...(run.extraArgs === undefined ? { run: runData(run) } : {}),
      failures: told.valid === true ? [] : told.findings,
      outcome: told,
    };
  });
  return {
    id,
    source: stepText(stepPath(lesson, step)),
    run: runData(runOf(lesson, step)),
    failures: failuresOf(outcome, lesson.goal),
    outcome,
    extraRuns,
  };
}

function puzzleData(puzzle: Puzzle): PuzzleData {
  const text = parsePuzzle(Deno.readTextFileSync(new URL(`puzzles/${puzzle.id}.md`, import.meta.url)));
  const source = puzzleText(puzzlePath(puzzle));
  const lines = source.split("\n").map((line) => line.trim());
  const answerLines = puzzle.answer.map((line) => {
    const found = lines.indexOf(line);
    if (found < 0) throw new Error(`Cannot find the answer of ${puzzle.id}: there is no line ${JSON.stringify(line)}`);
    return found + 1;
  });
  return {
    id: puzzle.id,
    title: text.title,
    symptom: toHtml(text.symptom),
    source,
    run: runData(puzzle),
    hints: text.hints.map(toInlineHtml),
    answerLines,
    answer: toHtml(text.answer),
    fixed: mendedPuzzle(puzzle),
    tolerates: puzzle.tolerates ?? [],
    outcome: outcomeOf(`puzzle/${puzzle.id}`),
  };
}

function runData({ stage, options = {}, seed = DEFAULT_SEED }: CourseRun): RunData {
  return { stage, options, seed };
}
