/**
 * Runs a program in virtual time, judges it against limits, and explains its figures.
 *
 * @module
 */
import { explainFigures, type JudgedLimit } from "../../scripts/workbench/explain/figures/run_figures.ts";
import { judge } from "../../scripts/workbench/judge.ts";
import { makePlan } from "../../scripts/workbench/options/make_plan.ts";
import { RUN_OPTIONS } from "../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../scripts/workbench/options/parse_options.ts";
import { carryOut } from "../../scripts/workbench/run/run.ts";
import { judgeExpectations, parseExpectations } from "../../scripts/workbench/stages/expectations.ts";

/** What to run. */
export interface ExplainedRun {
  readonly program: string;
  /** As after `workbench test`. */
  readonly options: readonly string[];
  readonly seed: number;
  /** As in `--expect`. */
  readonly limits?: string;
}

/** The run with its verdict and its account. */
export async function explainRun({ program, options, seed, limits = "" }: ExplainedRun) {
  const plan = makePlan({
    options: parseOptions(RUN_OPTIONS, options).values,
    program,
    programArgs: [],
    defaultMode: "sim",
    seed,
  });
  const recording = await carryOut(plan);
  const { results } = judge(recording);
  const expectations = parseExpectations(limits.split(",").filter((limit) => limit.trim() !== ""));
  const judged = judgeExpectations(results, expectations).flatMap(({ expectation, value, met }): JudgedLimit[] =>
    value === null ? [] : [{ path: expectation.path, limit: expectation.limit, value, met }]
  );
  return { recording, results, limits: judged, account: explainFigures(recording, { limits: judged }) };
}
