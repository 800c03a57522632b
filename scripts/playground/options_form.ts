/**
 * The playground's options: which there are, what the stage says of them, and what the reader's choices are as
 * arguments of the command line.
 *
 * @module
 */
import { RUN_OPTIONS } from "../workbench/cli/options.ts";
import { parseOptions } from "../workbench/cli/parse_options.ts";
import type { Stage } from "../workbench/cli/presets.ts";
import { FAULT_KINDS } from "../workbench/nemesis/fault.ts";
import { LATENCY_DISTRIBUTIONS } from "../workbench/net/latency.ts";
import { formatNemesis } from "../workbench/nemesis/fault_specs.ts";

/** A field of the form; its name is that of the option. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly kind: "number" | "choice" | "faults";
  readonly choices?: readonly string[];
  readonly max?: number;
  readonly step?: number;
}

/** The fields in the order of the form. Limits are what a browser bears in a few seconds. */
export const FIELDS: readonly FormField[] = [
  { name: "node-count", label: "Nodes", kind: "number", max: 100, step: 1 },
  { name: "rate", label: "Operations a second", kind: "number", max: 5000, step: 1 },
  { name: "time-limit", label: "Seconds", kind: "number", max: 300, step: 1 },
  { name: "latency", label: "Latency (ms)", kind: "number", max: 10_000, step: 1 },
  { name: "latency-dist", label: "Latency varies", kind: "choice", choices: LATENCY_DISTRIBUTIONS },
  { name: "p-loss", label: "Messages lost (0 to 1)", kind: "number", max: 1, step: 0.01 },
  { name: "p-duplicate", label: "Messages doubled (0 to 1)", kind: "number", max: 1, step: 0.01 },
  { name: "nemesis", label: "Faults", kind: "faults", choices: FAULT_KINDS },
  { name: "nemesis-interval", label: "Seconds between faults", kind: "number", max: 100, step: 1 },
];

/** Name of an option to its value as a text, for all fields. */
export type FormValues = Readonly<Record<string, string>>;

/** What a stage's official command line says, defaults included. */
export function stageValues(stage: Stage): FormValues {
  const { values } = parseOptions(RUN_OPTIONS, stage.args);
  return Object.fromEntries(FIELDS.map(({ name }) => [name, valueText(values, name)]));
}

/** The choices that differ from the official ones, as arguments; the seed always. */
export function argumentsOf(stage: Stage, chosen: FormValues, seed: string): string[] {
  const official = stageValues(stage);
  const own = FIELDS.flatMap(({ name }) => {
    const value = chosen[name] ?? "";
    return value === official[name] || (value === "" && name !== "nemesis") ? [] : [`--${name}`, value];
  });
  return [...own, "--seed", seed];
}

/** The command line that does the same as a run of the playground with an unchanged source. */
export function commandOf(stage: Stage, args: readonly string[]): string {
  const quoted = args.map((argument) => /^[\w.,=-]+$/.test(argument) ? argument : `'${argument}'`);
  return `deno task workbench glomers ${stage.challenge} ${quoted.join(" ")}`;
}

function valueText(values: ReturnType<typeof parseOptions<typeof RUN_OPTIONS>>["values"], name: string): string {
  if (name === "nemesis") return formatNemesis(values.nemesis);
  const value: unknown = Object.entries(values).find(([option]) => option === name)?.[1];
  return value === undefined ? "" : String(value);
}
