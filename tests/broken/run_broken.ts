/**
 * Runs a broken node of this folder in virtual time and judges it.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { makePlan } from "../../scripts/workbench/options/make_plan.ts";
import { RUN_OPTIONS } from "../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../scripts/workbench/options/parse_options.ts";
import { judge } from "../../scripts/workbench/judge.ts";
import { optionsOf } from "./options.ts";
import { carryOut } from "../../scripts/workbench/run/run.ts";

/**
 * Runs a node.
 *
 * @param file Name of the node's file in this folder.
 * @param args Options as after `workbench test`. Default: those under which the node fails.
 */
export async function runBroken(file: string, args = optionsOf(file)) {
  const plan = makePlan({
    options: parseOptions(RUN_OPTIONS, args).values,
    program: fileURLToPath(new URL(file, import.meta.url)),
    programArgs: [],
    defaultMode: "sim",
    seed: 1,
  });
  const recording = await carryOut(plan);
  const { results, explanations } = judge(recording);
  return {
    valid: results.valid,
    workload: results.workload,
    failure: recording.failure,
    history: recording.history,
    journal: recording.journal,
    nodes: plan.nodes,
    staleReplies: recording.staleReplies,
    lastLogLines: recording.lastLogLines ?? {},
    explanations,
    /** Names of the findings that made the run invalid, each once. */
    errors: [...new Set(explanations.filter(({ severity }) => severity === "error").map(({ anomaly }) => anomaly))],
    /** Names of the warnings, each once. */
    warnings: [...new Set(explanations.filter(({ severity }) => severity === "warning").map(({ anomaly }) => anomaly))],
  };
}
