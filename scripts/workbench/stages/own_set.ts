/**
 * A person's own set of programs: `glomers.json` in their project says which program serves which stage.
 *
 * ```json
 * { "build": "go build -o bin/ ./...", "stages": { "1": "bin/echo", "broadcast": { "bin": "bin/broadcast", "args": ["-v"] } } }
 * ```
 *
 * A stage may be named as everywhere: `3d`, `3`, `broadcast`; the closest name counts. Paths start from the file's folder.
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { fileProblem, isFile } from "../files.ts";
import { didYouMean } from "../text/nearest_name.ts";
import { UsageError } from "../usage_error.ts";
import { selectStages } from "./stage_selection.ts";
import { type Stage, STAGES } from "./stages.ts";

/** The name of the file. */
export const OWN_SET_NAME = "glomers.json";

/** A program for one or several stages. */
export interface OwnProgram {
  /** Path or name in PATH, as `--bin` takes it; relative paths start from the folder of the file. */
  readonly bin: string;
  readonly args: readonly string[];
  /** Commands of the shell to run before, in the folder of the file. */
  readonly builds: readonly string[];
  readonly mode?: "sim" | "process";
  /** Files and folders whose change concerns the program; absent: all of the project. */
  readonly watch?: readonly string[];
}

/** The file, read. */
export interface OwnSet {
  readonly path: string;
  readonly folder: string;
  /** The words that the file uses for stages, each with its program. */
  readonly programs: ReadonlyMap<string, OwnProgram>;
}

const SET_FIELDS = ["build", "stages"];
const PROGRAM_FIELDS = ["bin", "args", "build", "mode", "watch"];

/** Finds the file in a folder or above it. */
export function findOwnSet(folder: string): string | undefined {
  for (let here = resolve(folder);; here = dirname(here)) {
    const path = join(here, OWN_SET_NAME);
    if (isFile(path)) return path;
    if (here === dirname(here)) return undefined;
  }
}

/** Reads the file. @throws {UsageError} With all that is wrong with it. */
export function readOwnSet(path: string): OwnSet {
  const problems: string[] = [];
  const { build, stages } = objectOf(readJson(path), "the file", SET_FIELDS, problems);
  const folder = dirname(path);
  const common = commandsOf(build, "build", problems);
  const programs = new Map<string, OwnProgram>();
  for (const [word, given] of Object.entries(objectOf(stages, '"stages"', undefined, problems))) {
    checkStage(word, problems);
    const program = programOf(given, { word, folder, common }, problems);
    if (program !== undefined) programs.set(word, program);
  }
  if (problems.length === 0 && programs.size === 0) problems.push('"stages" names no stage, such as "1": "./echo"');
  if (problems.length > 0) throw new UsageError(`Cannot use ${path}: ${problems.join("; ")}`);
  return { path, folder, programs };
}

/** The program for a stage: that of its own name first, then of its challenge's file, number and group. */
export function ownProgramFor(set: OwnSet, stage: Stage): OwnProgram | undefined {
  const words = [...set.programs.keys()].filter((word) => selectStages([word]).includes(stage));
  const closest = words.toSorted((a, b) => selectStages([a]).length - selectStages([b]).length)[0];
  return closest === undefined ? undefined : set.programs.get(closest);
}

/** The official stages that a set has programs for, each command line once. */
export function stagesOf(set: OwnSet): readonly Stage[] {
  const lines = new Map<string, Stage>();
  for (const stage of STAGES) {
    const line = [stage.stage, ...stage.args].join(" ");
    if (ownProgramFor(set, stage) !== undefined && !lines.has(line)) lines.set(line, stage);
  }
  return [...lines.values()];
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (cause) {
    throw new UsageError(`Cannot read ${path}: ${fileProblem(cause)}`, { cause });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new UsageError(`Cannot use ${path}: it is no JSON (${cause instanceof Error ? cause.message : cause})`, {
      cause,
    });
  }
}

/** The fields of an object; notes where it is none or has others than expected. */
function objectOf(
  given: unknown,
  what: string,
  fields: readonly string[] | undefined,
  problems: string[],
): Readonly<Record<string, unknown>> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    problems.push(`${what} is ${describe(given)}, expected an object`);
    return {};
  }
  for (const name of fields === undefined ? [] : Object.keys(given)) {
    if (fields?.includes(name)) continue;
    problems.push(`${what} has the field "${name}", expected ${fields?.join(", ")}${didYouMean(name, fields ?? [])}`);
  }
  return { ...given };
}

function checkStage(word: string, problems: string[]): void {
  try {
    if (selectStages([word]).length > 0 && word !== "all") return;
    problems.push(`"stages" has "${word}", expected stages such as 3d, 3 or broadcast`);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.push(error.message.replace("Cannot find the stage", '"stages" has'));
  }
}

interface ProgramContext {
  readonly word: string;
  readonly folder: string;
  readonly common: readonly string[];
}

function programOf(
  given: unknown,
  { word, folder, common }: ProgramContext,
  problems: string[],
): OwnProgram | undefined {
  const what = `"${word}"`;
  const fields = typeof given === "string" ? { bin: given } : objectOf(given, what, PROGRAM_FIELDS, problems);
  const { bin, args, build, mode, watch }: Readonly<Record<string, unknown>> = fields;
  if (typeof bin !== "string" || bin === "") {
    if (typeof given === "object") problems.push(`${what} has ${describe(bin)} as "bin", expected the program's path`);
    return undefined;
  }
  if (mode !== undefined && mode !== "sim" && mode !== "process") {
    problems.push(`${what} has ${describe(mode)} as "mode", expected "sim" or "process"`);
  }
  const own = commandsOf(build, `build of ${what}`, problems);
  return {
    bin: /[/\\]/.test(bin) || isFile(join(folder, bin)) ? resolve(folder, bin) : bin,
    args: textsOf(args, `"args" of ${what}`, problems) ?? [],
    builds: [...common, ...own],
    ...(mode === "sim" || mode === "process" ? { mode } : {}),
    ...watchOf(watch, { what, folder }, problems),
  };
}

function watchOf(given: unknown, { what, folder }: { what: string; folder: string }, problems: string[]) {
  const texts = textsOf(given, `"watch" of ${what}`, problems);
  return texts === undefined ? {} : { watch: texts.map((path) => resolve(folder, path)) };
}

function commandsOf(given: unknown, what: string, problems: string[]): readonly string[] {
  if (typeof given === "string" && given.trim() !== "") return [given];
  if (given !== undefined) problems.push(`${what} is ${describe(given)}, expected a command such as "go build ./..."`);
  return [];
}

function textsOf(given: unknown, what: string, problems: string[]): readonly string[] | undefined {
  if (given === undefined) return undefined;
  if (Array.isArray(given) && given.every((item) => typeof item === "string")) return given;
  problems.push(`${what} is ${describe(given)}, expected a list of texts`);
  return undefined;
}

function describe(given: unknown): string {
  return given === undefined ? "missing" : JSON.stringify(given) ?? String(given);
}
