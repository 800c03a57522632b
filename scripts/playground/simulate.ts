/**
 * One run of the playground: options and program, to verdict and report.
 *
 * Everything is the bench's own code, so that a seed gives the same journal here as on the command line.
 *
 * @module
 */
import { type ExpectationOutcome, judgeExpectations, type NamedExpectation } from "../workbench/stages/expectations.ts";
import { makePlan } from "../workbench/options/make_plan.ts";
import { RUN_OPTIONS, type RunOptions } from "../workbench/options/options.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { challengeFile, type Stage, STAGES } from "../workbench/stages/stages.ts";
import { accountOf } from "../workbench/cli/account_of.ts";
import { reportInput } from "../workbench/cli/report_input.ts";
import { resolvedOptions } from "../workbench/options/resolved_options.ts";
import { withEvidence } from "../workbench/explain/evidence.ts";
import { type Figure, figureAt, FIGURES } from "../workbench/figures.ts";
import { judge, type Judgement } from "../workbench/judge.ts";
import { hashJournal } from "../workbench/net/journal_hash.ts";
import { renderPage } from "../workbench/report/render_report.ts";
import type { RunPlan } from "../workbench/run/plan.ts";
import { carryOut, type RunHooks } from "../workbench/run/run.ts";
import type { SimulatedProgram } from "../workbench/nodes/load_program.ts";
import { UsageError } from "../workbench/usage_error.ts";
import type { JudgedRun } from "./futures/compare_runs.ts";
import type { RunDone, RunRequest } from "./protocol.ts";

/** Where a run of the playground gets what it cannot know itself. */
export interface SimulateContext {
  /** The module made from the reader's source, or the compiled program. */
  readonly program: SimulatedProgram;
  /** SHA-256, in base64, of a script of the report: the page's policy allows these scripts. */
  sha256(script: string): string;
  /** Real milliseconds, for the time taken. */
  now(): number;
  readonly hooks: RunHooks;
  /** Called when the nodes have come to their end. */
  onOver?(): void;
}

/** What a run is, as the bench knows it. */
export interface PlannedRun {
  readonly stage: Stage;
  readonly options: RunOptions;
  readonly plan: RunPlan;
}

/** Makes the plan of a request. @throws {UsageError} For options that make no run possible. */
export function planRequest(request: RunRequest, program: SimulatedProgram): PlannedRun {
  const stage = STAGES[request.stage];
  if (stage === undefined) throw new UsageError(`Cannot run stage number ${request.stage}: there are ${STAGES.length}`);
  const { values: options } = parseOptions(RUN_OPTIONS, request.args);
  const seed = options.seed ?? 1;
  const programArgs = request.compiled?.args ?? [];
  return { stage, options, plan: makePlan({ options, program, programArgs, defaultMode: "sim", seed }) };
}

/** Carries out a plan and judges it. */
export async function judgedRun(plan: RunPlan, hooks: RunHooks): Promise<JudgedRun> {
  const recording = await carryOut(plan, hooks);
  return { recording, judgement: withEvidence(judge(recording), recording) };
}

/** Carries out a request. @throws {UsageError} For options or programs that make no run possible. */
export async function simulate(
  request: RunRequest,
  context: SimulateContext,
): Promise<{ readonly done: RunDone; readonly run: JudgedRun }> {
  const startMs = context.now();
  const { stage, options, plan } = planRequest(request, context.program);
  const run = await judgedRun(plan, context.hooks);
  context.onOver?.();
  const { recording, judgement } = run;
  // Fly.io's limits are for the official network and faults.
  const outcomes = judgeExpectations(judgement.results, stage.targets);
  const account = accountOf({ outcomes, recording });
  const input = await reportInput({
    plan,
    stage: stage.stage,
    title: `${stage.stage} ${stage.title}`,
    ...(stage.publicBest === undefined ? {} : { publicBest: stage.publicBest }),
    resolved: resolvedOptions(options, plan, request.compiled?.name ?? challengeFile(stage)),
    reproduce: request.command,
    recording,
    judgement,
    outcomes,
    ...(account === undefined ? {} : { account }),
  });
  const report = renderPage(input, { sha256: (script) => context.sha256(script) });
  const journalHash = await hashJournal(recording.journal);
  const tookMs = Math.round(context.now() - startMs);
  return { done: { kind: "done", ...tellJudgement(judgement, outcomes), journalHash, report, tookMs }, run };
}

/** Verdict, findings and figures, as the page shows and lessons read them. */
function tellJudgement(
  { results, explanations }: Judgement,
  outcomes: readonly ExpectationOutcome<NamedExpectation>[],
): Pick<RunDone, "valid" | "findings" | "figures" | "targets"> {
  return {
    valid: results.valid,
    findings: explanations.map(({ anomaly, severity, text }) => ({ name: anomaly, severity, text })),
    figures: Object.values(FIGURES).flatMap((figure: Figure) => {
      const value = figureAt(results, figure.path);
      if (value === null) return [];
      const { name, label, better, digits } = figure;
      return [{ name, label, value, text: value.toFixed(digits), ...(better === undefined ? {} : { better }) }];
    }),
    targets: outcomes.map(({ expectation: { label, comparison, limit }, value, met }) => ({
      label,
      text: `${comparison} ${limit}`,
      value,
      met,
    })),
  };
}
