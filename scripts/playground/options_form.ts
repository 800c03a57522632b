/**
 * The playground's options: which there are, what the stage says of them, and what the reader's choices are as
 * arguments of the command line.
 *
 * @module
 */
import { RUN_OPTIONS } from "../workbench/options/options.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { shellCommand } from "../workbench/text/shell.ts";
import { challengeFile, type Stage } from "../workbench/stages/stages.ts";
import { FAULT_KINDS } from "../workbench/nemesis/faults/registry.ts";
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
  { name: "rate", label: "Operations per second", kind: "number", max: 5000, step: 1 },
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

/** The values that differ from what the stage's official command line says. */
export function changedOptions(stage: Stage, values: FormValues): FormValues {
  const official = stageValues(stage);
  return Object.fromEntries(
    FIELDS.map(({ name }) => [name, values[name] ?? ""] as const).filter(([name, value]) => value !== official[name]),
  );
}

/** The values in one line, without what is off. */
export function describeOptions(values: FormValues): string {
  const shown = [
    `${values["node-count"]} node${values["node-count"] === "1" ? "" : "s"}`,
    `${values.rate} operations a second for ${values["time-limit"]} s`,
    `latency ${values.latency} ms${values["latency-dist"] === "constant" ? "" : ` (${values["latency-dist"]})`}`,
  ];
  if (Number(values["p-loss"]) > 0) shown.push(`${percent(values["p-loss"])} % lost`);
  if (Number(values["p-duplicate"]) > 0) shown.push(`${percent(values["p-duplicate"])} % doubled`);
  shown.push(values.nemesis === "" ? "no faults" : `faults: ${(values.nemesis ?? "").replaceAll(",", ", ")}`);
  return shown.join(", ");
}

function percent(share: string | undefined): number {
  return Number((Number(share) * 100).toPrecision(3));
}

/** What the form says, as arguments of the command line. */
export interface Choice {
  /** Options for the bench: the official ones, with the reader's instead where they differ, and the seed. */
  readonly args: readonly string[];
  /** The command line that does the same. */
  readonly command: string;
}

/**
 * Reads the form.
 *
 * @param changedProgram Where a changed program is to be saved for the command line; absent for an unchanged one.
 */
export function readChoice(
  stage: Stage,
  form: { values: FormValues; seed: string; changedProgram?: string; programArgs?: readonly string[] },
): Choice {
  const rest = form.programArgs === undefined || form.programArgs.length === 0 ? [] : ["--", ...form.programArgs];
  const official = stageValues(stage);
  const own = FIELDS.flatMap(({ name, kind }) => {
    const value = form.values[name] ?? "";
    return kind === "faults" || value === "" || value === official[name] ? [] : [`--${name}`, value];
  });
  const seed = ["--seed", form.seed];
  const officialFaults = chosenFaults(official);
  const faults = chosenFaults(form.values);
  const args = [...withoutFaults(stage.args), ...own, ...nemesis(faults), ...seed];
  // Repeated --nemesis adds faults: a stage's own can be kept and added to, but not taken away.
  if (officialFaults.some((fault) => !faults.includes(fault))) {
    const program = form.changedProgram ?? challengeFile(stage);
    return { args, command: testCommand(args, { program, programArgs: form.programArgs ?? [] }) };
  }
  const added = nemesis(faults.filter((fault) => !officialFaults.includes(fault)));
  const program = form.changedProgram === undefined ? [] : ["--bin", form.changedProgram, "--mode", "sim"];
  return { args, command: commandLine(["glomers", stage.challenge, ...own, ...added, ...seed, ...program, ...rest]) };
}

/** The command line for options that are no stage's own. */
export function testCommand(
  args: readonly string[],
  { program, programArgs }: { readonly program: string; readonly programArgs: readonly string[] },
): string {
  const rest = programArgs.length === 0 ? [] : ["--", ...programArgs];
  return commandLine(["test", ...args, "--bin", program, "--mode", "sim", ...rest]);
}

function chosenFaults(values: FormValues): string[] {
  return (values.nemesis ?? "").split(",").filter((fault) => fault !== "");
}

function nemesis(faults: readonly string[]): string[] {
  return faults.length === 0 ? [] : ["--nemesis", faults.join(",")];
}

function withoutFaults(args: readonly string[]): string[] {
  return args.filter((argument, position) => argument !== "--nemesis" && args[position - 1] !== "--nemesis");
}

function commandLine(words: readonly string[]): string {
  return `deno task workbench ${shellCommand(words)}`;
}

function valueText(values: ReturnType<typeof parseOptions<typeof RUN_OPTIONS>>["values"], name: string): string {
  if (name === "nemesis") return formatNemesis(values.nemesis);
  const value: unknown = Object.entries(values).find(([option]) => option === name)?.[1];
  return value === undefined ? "" : String(value);
}
