/**
 * The options of a run as they were resolved: what was given, and the defaults.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { formatNemesis } from "../nemesis/fault_specs.ts";
import type { RunPlan } from "../run/plan.ts";
import { type Concurrency, RUN_OPTIONS, type RunOptions } from "./options.ts";
import { shellCommand } from "../text/shell.ts";

/** Options by their long names as JSON, without those that have no value. */
export function resolvedOptions(options: RunOptions, plan: RunPlan, program: string): Record<string, Json> {
  const resolved: Record<string, Json> = {};
  for (const name of Object.keys(RUN_OPTIONS) as (keyof RunOptions)[]) {
    const value = name === "nemesis" ? formatNemesis(options.nemesis) || undefined : optionJson(options[name]);
    if (value !== undefined) resolved[name] = value;
  }
  return { ...resolved, bin: program, mode: plan.mode, seed: plan.seed };
}

/** The same as a command line: `--workload echo --bin ./node --node-count 1 ...`. */
export function resolvedCommand(resolved: Readonly<Record<string, Json>>, programArgs: readonly string[]): string {
  const args = Object.entries(resolved).flatMap(([name, value]) => {
    if (!Array.isArray(value)) return [`--${name}`, String(value)];
    if (name === "node") return value.flatMap((node: Json) => ["--node", String(node)]);
    return [`--${name}`, value.join(",")];
  });
  return shellCommand(programArgs.length === 0 ? args : [...args, "--", ...programArgs]);
}

type PlainValue = RunOptions[Exclude<keyof RunOptions, "nemesis">];

function optionJson(value: PlainValue): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (isConcurrency(value)) return `${value.count}${value.isPerNode ? "n" : ""}`;
  if (typeof value !== "object") return value;
  return value.length === 0 ? undefined : value;
}

function isConcurrency(value: PlainValue): value is Concurrency {
  return typeof value === "object" && value !== null && "isPerNode" in value;
}
