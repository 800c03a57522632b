/**
 * Makes the plan of a run from the values of its options.
 *
 * @module
 */
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { exists, fileProblem, isAddress, isFile, pathHint } from "../files.ts";
import { checkFaults } from "../nemesis/fault_specs.ts";
import { randomSchedule } from "../nemesis/schedule.ts";
import { parseSchedule } from "../nemesis/schedule_file.ts";
import type { PlannedProgram, RunPlan } from "../run/plan.ts";
import { builtPath, sourceOf } from "../nodes/program_source.ts";
import { RandomStreams } from "../random.ts";
import { SERVICE_NAMES } from "../services/registry.ts";
import { UsageError } from "../usage_error.ts";
import { WORKLOADS } from "../workloads/registry.ts";
import type { Workload } from "../workloads/workload.ts";
import { LATENCY_DISTRIBUTIONS, type LatencyDistribution } from "../net/latency.ts";
import { nodeNames } from "./node_names.ts";
import type { Concurrency, RunOptions } from "./options.ts";

/** What a plan is made from. */
export interface PlanRequest {
  readonly options: RunOptions;
  /** The nodes' program: a path, a name in PATH, or one that is resolved already. */
  readonly program: string | PlannedProgram;
  readonly programArgs: readonly string[];
  /** The mode where the options name none. */
  readonly defaultMode: RunPlan["mode"];
  readonly seed: number;
}

/**
 * Makes a plan and checks it.
 *
 * @throws {UsageError} When the options contradict each other or name a file that is not there.
 */
export function makePlan(request: PlanRequest): RunPlan {
  const { options, seed } = request;
  const nodes = nodeNames(options);
  const workload = workloadNamed(options.workload);
  const mode = options.mode === "sim" || options.mode === "process" ? options.mode : request.defaultMode;
  const schedule = faultSchedule(options, { nodes, seed });
  checkFaults(new Set([...options.nemesis, ...schedule].map(({ fault }) => fault)), mode);
  const plan: RunPlan = {
    workload,
    mode,
    program: plannedProgram(request.program, mode),
    programArgs: request.programArgs,
    seed,
    nodes,
    concurrency: workerCount(options.concurrency, nodes),
    rate: options.rate,
    timeLimitS: options["time-limit"],
    topology: options.topology,
    keyCount: options["key-count"],
    maxTxnLength: options["max-txn-length"],
    maxWritesPerKey: options["max-writes-per-key"],
    availability: options.availability,
    consistencyModels: options["consistency-models"],
    latencyMs: options.latency,
    latencyDistribution: latencyDistribution(options["latency-dist"]),
    lossProbability: options["p-loss"],
    duplicationProbability: options["p-duplicate"],
    jitterMs: options.jitter,
    schedule,
    hasNemesis: options.nemesis.length > 0 || schedule.length > 0,
    operationLimit: options["operation-limit"],
    onlyOperations: options["only-operations"],
    recoveryS: options["recovery-time"],
    ...(options["init-timeout"] === undefined ? {} : { initTimeoutS: options["init-timeout"] }),
  };
  workload.validate?.(plan);
  return plan;
}

function workloadNamed(name: string): Workload {
  const workload = WORKLOADS.get(name);
  if (workload !== undefined) return workload;
  throw new UsageError(`Cannot use --workload: "${name}", expected one of ${[...WORKLOADS.keys()].join(", ")}`);
}

function faultSchedule(options: RunOptions, { nodes, seed }: { nodes: readonly string[]; seed: number }) {
  const given = options.schedule;
  if (given !== undefined) {
    const isJson = /^[\s\uFEFF]*[[{"]/.test(given);
    const text = isJson ? given : readText("schedule", given);
    const participants = { nodes, services: SERVICE_NAMES };
    return parseSchedule(text, participants, isJson ? "--schedule" : `--schedule ${given}`);
  }
  const streams = new RandomStreams(seed);
  return randomSchedule({
    faults: options.nemesis,
    intervalS: options["nemesis-interval"],
    timeLimitS: options["time-limit"],
    nodes,
    services: SERVICE_NAMES,
    randomFor: (stream) => streams.stream(`nemesis ${stream}`),
  });
}

function readText(option: string, path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    throw new UsageError(`Cannot use --${option} ${path}: ${fileProblem(cause)}`, { cause });
  }
}

function workerCount({ count, isPerNode }: Concurrency, nodes: readonly string[]): number {
  return isPerNode ? count * nodes.length : count;
}

function latencyDistribution(name: string): LatencyDistribution {
  const found = LATENCY_DISTRIBUTIONS.find((distribution) => distribution === name);
  if (found === undefined) throw new RangeError(`Cannot find the latency distribution "${name}"`);
  return found;
}

function plannedProgram(program: PlanRequest["program"], mode: RunPlan["mode"]): PlannedProgram {
  if (typeof program !== "string") return program;
  const source = sourceOf(program);
  if (mode === "process") {
    if (source.kind === "project") return { kind: "bin", path: builtPath(source.project, "native") };
    if (source.kind !== "wasm") return { kind: "bin", path: program };
    throw new UsageError(`Cannot run "${program}" with --mode process: it is WebAssembly, expected --mode sim`);
  }
  if (isAddress(program)) return { kind: "module", url: program };
  const path = source.kind === "project" ? builtPath(source.project, "wasm") : resolve(program);
  if (source.kind === "other") {
    throw new UsageError(
      `Cannot simulate "${program}": ${exists(path) ? "" : `there is no such file or folder (${path}), `}expected a ` +
        "TypeScript or JavaScript module whose default export is a program, a .wasm file (WASI preview 1), a .go file, " +
        "or a folder with a go.mod or a Cargo.toml; any other program runs as processes only, with test or glomers " +
        `and --mode process${pathHint(program)}`,
    );
  }
  const url = pathToFileURL(requireFile(program, path)).href;
  return source.kind === "script" ? { kind: "module", url } : { kind: "wasm", url, name: basename(path) };
}

/** The path itself. @throws {UsageError} where it names no file. */
function requireFile(program: string, path: string): string {
  if (isFile(path)) return path;
  throw new UsageError(`Cannot simulate "${program}": there is no such file (${path})${pathHint(program)}`);
}
