/**
 * Runs the original Maelstrom with the plan of one of our runs and reads its results.
 *
 * @module
 */
import { isAbsolute, join, resolve } from "node:path";
import { ednToJson, parseEdn } from "../edn.ts";
import type { Json } from "../history.ts";
import { isFile, makeExecutable } from "../files.ts";
import { withoutFloats } from "../json.ts";
import { hasDefaultChoices } from "../nemesis/fault_specs.ts";
import { FAULT_KINDS, FAULTS } from "../nemesis/faults/registry.ts";
import { resolveProgram } from "../nodes/resolve_program.ts";
import { RECOVERY_S, type RunPlan } from "../run/plan.ts";
import { UsageError } from "../usage_error.ts";
import type { OriginalOptions, RunOptions } from "../options/options.ts";

/** How the original ended. */
export interface MaelstromRun {
  /** Its results, in our spelling; absent where it wrote none that can be read. */
  readonly results?: Json;
  /** 0, 1 and 2 as ours; 254 wrong options, 255 crashed. */
  readonly status: number;
  /** The last lines that it printed, without the frames of Java's stack traces. */
  readonly lastLines: readonly string[];
}

/** What to run. */
export interface MaelstromRequest {
  /** Jar or launcher. */
  readonly path: string;
  readonly options: RunOptions;
  readonly plan: RunPlan;
  /** The nodes' program as the user named it. */
  readonly bin: string;
  readonly signal: AbortSignal;
  /** Where its files are to be kept: a folder that does not exist yet. */
  readonly keepIn?: string;
}

/** Lines kept of what the original prints. */
const LINES_MAX = 20;

/** A line of a stack trace below the one that names the error. */
const STACK_FRAME = /^\s+(at |\.\.\. \d+ (more|common frames omitted))/;

/** Name of the launcher in the folder that a release unpacks to. */
const LAUNCHER = "maelstrom";

/**
 * Where the original is that `--maelstrom` asks for; undefined where it does not.
 *
 * @throws {UsageError} Where nothing is there, or the original does not know what else is asked for.
 */
export function findOriginal({ maelstrom, ...options }: RunOptions & OriginalOptions): string | undefined {
  if (maelstrom === undefined) return undefined;
  refuseOurs(options);
  return maelstromPath(maelstrom);
}

/** The path given, or that of $MAELSTROM: jar, launcher or their folder. */
function maelstromPath(given: string): string {
  const path = given === "" ? Deno.env.get("MAELSTROM") ?? "" : given;
  if (path === "") {
    throw new UsageError(
      "Cannot use --maelstrom: no path given and the environment variable MAELSTROM is not set, expected the path of " +
        "maelstrom.jar or of its launcher",
    );
  }
  const found = [path, join(path, LAUNCHER)].find(isFile);
  if (found !== undefined) return resolve(found);
  throw new UsageError(
    `Cannot use --maelstrom ${path}: there is no such file, expected maelstrom.jar, its launcher, or the folder with the launcher`,
  );
}

/** The options of the original for a plan; `refuseOurs` says whether it knows all that the plan has. */
export function maelstromArguments(options: RunOptions, plan: RunPlan, launcher: string): string[] {
  const args = ["test", "--workload", plan.workload.name, "--bin", launcher];
  if (options["node-count"] === undefined) args.push("--nodes", plan.nodes.join(","));
  else args.push("--node-count", String(options["node-count"]));
  args.push("--concurrency", String(plan.concurrency), "--rate", String(plan.rate));
  args.push("--time-limit", String(plan.timeLimitS), "--topology", plan.topology);
  args.push("--latency", String(plan.latencyMs));
  // The original crashes on other distributions with a mean of 0.
  if (plan.latencyMs > 0) args.push("--latency-dist", plan.latencyDistribution);
  if (options.nemesis.length > 0) {
    const faults = options.nemesis.map(({ fault }) => fault).join(",");
    args.push("--nemesis", faults, "--nemesis-interval", String(options["nemesis-interval"]));
  }
  if (plan.availability !== null) args.push("--availability", String(plan.availability));
  // The original splits the list only at commas with white space on both sides.
  args.push("--consistency-models", plan.consistencyModels.join(" , "));
  if (plan.keyCount !== undefined) args.push("--key-count", String(plan.keyCount));
  args.push("--max-txn-length", String(plan.maxTxnLength), "--max-writes-per-key", String(plan.maxWritesPerKey));
  return plan.programArgs.length === 0 ? args : [...args, "--", ...plan.programArgs];
}

/** Runs the original in a folder of its own, which is removed afterwards. */
export async function runMaelstrom(request: MaelstromRequest): Promise<MaelstromRun> {
  const folder = Deno.makeTempDirSync({ prefix: "maelstrom-" });
  try {
    const args = maelstromArguments(request.options, request.plan, writeLauncher(folder, request.bin));
    const isJar = request.path.toLowerCase().endsWith(".jar");
    const command = isJar ? "java" : request.path;
    const { code, lines } = await runIn(folder, command, {
      args: isJar ? ["-Djava.awt.headless=true", "-jar", request.path, ...args] : args,
      signal: request.signal,
    });
    const latest = join(folder, "store", "latest");
    if (request.keepIn !== undefined && isFile(join(latest, "history.edn"))) {
      // Loaded here: each command line would wait some milliseconds for it.
      const { cpSync } = await import("node:fs");
      cpSync(Deno.realPathSync(latest), request.keepIn, { recursive: true });
    }
    return { ...readResults(join(latest, "results.edn")), status: code, lastLines: lines };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** @throws {UsageError} Where the options ask for something that the original does not know. */
export function refuseOurs(options: RunOptions): void {
  const spec = options.nemesis.find((one) => !FAULTS[one.fault].isOriginal || !hasDefaultChoices(one));
  if (spec !== undefined) {
    const known = FAULT_KINDS.filter((kind) => FAULTS[kind].isOriginal).join(", ");
    throw new UsageError(
      `Cannot use --nemesis ${spec.fault} with --maelstrom: the original knows ${known} only, without a choice`,
    );
  }
  const ours = (["p-loss", "p-duplicate", "jitter", "schedule", "operation-limit", "only-operations"] as const).find((
    name,
  ) => options[name] !== undefined && options[name] !== 0);
  if (ours !== undefined) {
    throw new UsageError(`Cannot use --${ours} with --maelstrom: the original has no such option`);
  }
  if (options["recovery-time"] !== RECOVERY_S) {
    throw new UsageError(`Cannot use --recovery-time with --maelstrom: the original always waits ${RECOVERY_S} s`);
  }
}

/** The original starts one executable; a script that starts ours as we would is one. */
function writeLauncher(folder: string, bin: string): string {
  const { command, commandArgs } = resolveProgram(bin);
  if (commandArgs.length === 0 && isAbsolute(command)) return command;
  const path = join(folder, "node");
  const words = [command, ...commandArgs].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  Deno.writeTextFileSync(path, `#!/bin/sh\nexec ${words} "$@"\n`);
  makeExecutable(path);
  return path;
}

interface CommandRequest {
  readonly args: readonly string[];
  readonly signal: AbortSignal;
}

/** Runs a command and keeps its last lines. */
async function runIn(folder: string, command: string, { args, signal }: CommandRequest) {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command, { args: [...args], cwd: folder, signal, stdout: "piped", stderr: "piped" })
      .spawn();
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound ? `there is no program "${command}"` : String(cause);
    throw new UsageError(`Cannot run Maelstrom: ${reason}, expected Java and Maelstrom on this machine`, { cause });
  }
  const lines: string[] = [];
  const keep = async (stream: Deno.ChildProcess["stdout"]) => {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split(/\r?\n/);
      rest = parts.pop() ?? "";
      lines.push(...parts.filter((line) => !STACK_FRAME.test(line)));
      lines.splice(0, Math.max(0, lines.length - LINES_MAX));
    }
    if (rest !== "") lines.push(rest);
  };
  const [{ code }] = await Promise.all([child.status, keep(child.stdout), keep(child.stderr)]);
  return { code, lines };
}

function readResults(path: string): Pick<MaelstromRun, "results"> {
  try {
    return { results: withoutFloats(ednToJson(parseEdn(Deno.readTextFileSync(path)))) };
  } catch (error) {
    // No file: it crashed. No EDN: it was ended while it wrote.
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return {};
    throw error;
  }
}
