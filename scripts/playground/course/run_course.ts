/**
 * Runs a program of the course as the page does: the same options, the same seed, the same figures.
 *
 * @module
 */
import { figureOfPath, FIGURES, figureText } from "../../workbench/figures.ts";
import { judge } from "../../workbench/judge.ts";
import { hashJournal } from "../../workbench/net/journal_hash.ts";
import { makePlan } from "../../workbench/options/make_plan.ts";
import { RUN_OPTIONS } from "../../workbench/options/options.ts";
import { parseOptions } from "../../workbench/options/parse_options.ts";
import type { RunPlan } from "../../workbench/run/plan.ts";
import { carryOut } from "../../workbench/run/run.ts";
import { judgeExpectations } from "../../workbench/stages/expectations.ts";
import { readChoice, stageValues } from "../options_form.ts";
import { stageOfKey } from "../stage_keys.ts";
import { type CourseRun, DEFAULT_SEED } from "./lesson.ts";
import type { RunOutcome } from "./outcome.ts";

/** Makes the plan of a run. @param path Of the program's file. @throws {RangeError} For a stage that there is not. */
export function planCourse(path: string, run: CourseRun): RunPlan {
  const stage = stageOfKey(run.stage);
  const seed = run.seed ?? DEFAULT_SEED;
  const choice = readChoice(stage, { values: { ...stageValues(stage), ...run.options }, seed });
  return makePlan({
    options: parseOptions(RUN_OPTIONS, [...choice.args, ...run.extraArgs ?? []]).values,
    program: path,
    programArgs: [],
    defaultMode: "sim",
    seed: Number(seed),
  });
}

/** Runs a program. @param path Of its file. @throws {RangeError} For a stage that there is not. */
export async function runCourse(path: string, run: CourseRun): Promise<RunOutcome> {
  const stage = stageOfKey(run.stage);
  const recording = await carryOut(planCourse(path, run));
  const { results, explanations } = judge(recording);
  const named = (isWarning: boolean) => {
    const found = explanations.filter(({ severity }) => (severity === "warning") === isWarning);
    return [...new Set(found.map(({ anomaly }) => anomaly))];
  };
  const text = recording.failure?.text ?? explanations[0]?.text;
  const figures = Object.values(FIGURES).flatMap((figure) => {
    const shown = figureText(figure, results);
    return shown === undefined ? [] : [[figure.name, shown] as const];
  });
  const targets = judgeExpectations(results, stage.targets);
  return {
    valid: results.valid,
    findings: [...(recording.failure === undefined ? [] : [recording.failure.kind]), ...named(false)],
    warnings: named(true),
    ...(text === undefined ? {} : { text }),
    figures: Object.fromEntries(figures),
    targets: targets.map(({ expectation: { label, comparison, limit, path }, met }) => ({
      label,
      limit: `${comparison} ${limit}`,
      value: figures.find(([name]) => figureOfPath(path)?.name === name)?.[1] ?? "none",
      met,
    })),
    hash: await hashJournal(recording.journal),
  };
}
