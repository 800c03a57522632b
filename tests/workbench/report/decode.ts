/**
 * Encodes a run as the page's data and reads it as the page's script does.
 *
 * @module
 */
import { broadcast } from "../../../scripts/workbench/workloads/broadcast.ts";
import { encodeRun, PAGE_LIMITS, type PageLimits } from "../../../scripts/workbench/report/encode/encode_run.ts";
import { readRun } from "../../../scripts/workbench/report/client/run.js";
import type { ReportInput } from "../../../scripts/workbench/report/report_input.ts";
import type { RunRecorder } from "./synthetic_runs.ts";

/** The run as the script sees it, having been JSON on the way. */
export function decoded(run: ReportInput, limits: PageLimits = PAGE_LIMITS) {
  return readRun(JSON.parse(JSON.stringify(encodeRun(run, limits).payload)));
}

/** What a recorder holds as a report's input. */
export function inputOf(recorder: RunRecorder, changes: Partial<ReportInput> = {}): ReportInput {
  return {
    title: "A run",
    workload: broadcast,
    options: {},
    results: { valid: true },
    explanations: [],
    history: recorder.history(),
    journal: recorder.journal(),
    nodes: ["n0", "n1", "n2"],
    reproduce: "true",
    ...changes,
  };
}
