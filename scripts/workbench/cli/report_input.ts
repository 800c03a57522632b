/**
 * What the report is told of a finished task.
 *
 * @module
 */
import type { ReportInput } from "../report/report_input.ts";
import { accountLeftOut } from "./account_of.ts";
import type { JudgedTask } from "./task.ts";

/** The parts of a finished task that the report shows. */
export type ReportedTask = Pick<
  JudgedTask,
  | "plan"
  | "stage"
  | "title"
  | "publicBest"
  | "resolved"
  | "reproduce"
  | "recording"
  | "judgement"
  | "outcomes"
  | "account"
>;

/** A finished task as the report reads it. */
export async function reportInput(task: ReportedTask): Promise<ReportInput> {
  const { plan, recording, judgement: { explanations, results } } = task;
  // Who draws them is loaded where there are any: most runs have none.
  const pictures = explanations.length === 0 ? [] : (await import("../explain/pictures/draw_findings.ts")).drawFindings(
    { ...recording, nodes: plan.nodes },
    explanations,
  );
  return {
    title: task.title,
    workload: plan.workload,
    ...(task.stage === undefined ? {} : { stage: task.stage }),
    options: task.resolved,
    results,
    explanations,
    pictures,
    ...(recording.logLines === undefined ? {} : { logLines: recording.logLines }),
    logLinesLeftOut: recording.logLinesLeftOut ?? 0,
    history: recording.history,
    journal: recording.journal,
    ...(recording.failure === undefined ? {} : { failure: recording.failure.text }),
    nodes: plan.nodes,
    targets: task.outcomes.map(({ expectation: { label, limit, comparison, best }, value, met }) => ({
      name: label,
      limit,
      comparison,
      value,
      met,
      ...(best === undefined ? {} : { best }),
    })),
    ...(task.account === undefined ? leftOut(recording) : { account: task.account }),
    ...(task.publicBest === undefined ? {} : { publicBest: task.publicBest }),
    reproduce: task.reproduce,
  };
}

function leftOut(recording: JudgedTask["recording"]): Pick<ReportInput, "accountLeftOut"> {
  const sentence = accountLeftOut(recording, false);
  return sentence === undefined ? {} : { accountLeftOut: `${sentence}.` };
}
