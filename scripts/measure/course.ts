/**
 * `deno task measure course`: runs every step and puzzle of the playground's course and writes what came of them, which the
 * lessons show, into scripts/playground/course/outcomes.json. With `--page` it measures the course in Chromium.
 *
 * @module
 */
import { puzzlePath, stepPath } from "../playground/course/build_course.ts";
import { type CourseRun, runOf } from "../playground/course/lesson.ts";
import { LESSONS } from "../playground/course/lessons.ts";
import { PUZZLES } from "../playground/course/puzzles.ts";
import type { RunOutcome } from "../playground/course/outcome.ts";
import { runCourse } from "../playground/course/run_course.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";

const COURSE_OPTIONS = {
  "page": flag({
    group: "Options",
    description: "Measure in Chromium instead how soon a lesson has its verdict.",
  }),
  "help": flag({ alias: "h", group: "Options", description: "Show this text." }),
};

const COURSE_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "course [--page]",
  description: "Runs every step and puzzle of the course, and writes the figures that the lessons show.",
  options: COURSE_OPTIONS,
};

const OUTCOMES = new URL("../playground/course/outcomes.json", import.meta.url);

/** A run with its name in the file: `3b_broadcast/flood`, `3b_broadcast/flood/slow`, `puzzle/echo_previous`. */
export interface NamedRun {
  readonly name: string;
  readonly path: string;
  readonly run: CourseRun;
}

/** Every run of the course. */
export function courseRuns(): readonly NamedRun[] {
  const steps = LESSONS.flatMap((lesson) =>
    lesson.steps.flatMap((step) => {
      const name = `${lesson.id}/${step.id}`;
      const path = stepPath(lesson, step);
      const extraRuns = (step.extraRuns ?? []).map((extra) => ({
        name: `${name}/${extra.id}`,
        path,
        run: runOf(lesson, step, extra),
      }));
      return [{ name, path, run: runOf(lesson, step) }, ...extraRuns];
    })
  );
  const puzzles = PUZZLES.map((puzzle) => ({ name: `puzzle/${puzzle.id}`, path: puzzlePath(puzzle), run: puzzle }));
  return [...steps, ...puzzles];
}

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function measureCourse(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values } = parseOptions(COURSE_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(COURSE_HELP, terminal.columns));
    return EXIT_VALID;
  }
  if (values.page) {
    await (await import("./course_page.ts")).measureCoursePage(terminal);
    return EXIT_VALID;
  }
  const outcomes: Record<string, RunOutcome> = {};
  for (const { name, path, run } of courseRuns()) {
    const outcome = await runCourse(path, run);
    outcomes[name] = outcome;
    const figure = outcome.figures["msgs-per-op"] ?? "-";
    terminal.out(
      `${name.padEnd(32)} ${String(outcome.valid).padEnd(8)} ${figure.padStart(6)} msgs/op  ${outcome.findings}\n`,
    );
  }
  Deno.writeTextFileSync(OUTCOMES, `${JSON.stringify(outcomes, null, 2)}\n`);
  return EXIT_VALID;
}
