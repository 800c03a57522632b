/**
 * Runs a program of the course as the page does: the same options, the same seed, the same figures.
 *
 * @module
 */
import { FIGURES, figureText } from "../../workbench/figures.ts";
import { judge } from "../../workbench/judge.ts";
import { hashJournal } from "../../workbench/net/journal_hash.ts";
import { makePlan } from "../../workbench/options/make_plan.ts";
import { RUN_OPTIONS } from "../../workbench/options/options.ts";
import { parseOptions } from "../../workbench/options/parse_options.ts";
import { carryOut } from "../../workbench/run/run.ts";
import { judgeExpectations } from "../../workbench/stages/expectations.ts";
import { stageOfChallenge } from "../../workbench/stages/stages.ts";
import type { Validity } from "../../workbench/verdict.ts";
import { readChoice, stageValues } from "../options_form.ts";
import { type CourseRun, DEFAULT_SEED } from "./lesson.ts";

/** What came of a run. Plain data: the generated file of figures holds it. */
export interface RunOutcome {
  readonly valid: Validity;
  /** Names of the findings that made it so, each once, in the order of the bench. */
  readonly findings: readonly string[];
  readonly warnings: readonly string[];
  /** What the bench says of the first finding; absent where there is none. */
  readonly text?: string;
  /** Figures by their names (`msgs-per-op`), as the page shows them. */
  readonly figures: Readonly<Record<string, string>>;
  /** Fly.io's targets of the stage that were missed. */
  readonly missed: readonly string[];
  /** SHA-256 of the journal: the page's run of the same has the same. */
  readonly hash: string;
}

/** Runs a program. @param path Of its file. @throws {Error} For a stage or options that there are not. */
export async function runCourse(path: string, run: CourseRun): Promise<RunOutcome> {
  const stage = stageOfChallenge(run.challenge);
  if (stage === undefined) throw new Error(`Cannot run the course: there is no challenge "${run.challenge}"`);
  const seed = run.seed ?? DEFAULT_SEED;
  const choice = readChoice(stage, { values: { ...stageValues(stage), ...run.options }, seed });
  const plan = makePlan({
    options: parseOptions(RUN_OPTIONS, [...choice.args, ...run.extraArgs ?? []]).values,
    program: path,
    programArgs: [],
    defaultMode: "sim",
    seed: Number(seed),
  });
  const recording = await carryOut(plan);
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
    missed: targets.filter(({ met }) => !met).map(({ expectation }) => expectation.label),
    hash: await hashJournal(recording.journal),
  };
}
