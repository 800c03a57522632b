/**
 * The options of `test`: all of the original's, with its names, aliases, defaults and meanings, and ours. `glomers` and
 * other commands take them over.
 *
 * @module
 */
import { CONSISTENCY_MODEL_NAMES, DEFAULT_CONSISTENCY_MODELS } from "../checkers/elle/consistency_models.ts";
import { type FaultSpec, NEMESIS_SYNTAX, parseNemesis } from "../nemesis/fault_specs.ts";
import { LATENCY_DISTRIBUTIONS } from "../net/latency.ts";
import { RECOVERY_S } from "../run/plan.ts";
import { TOPOLOGY_NAMES } from "../workloads/topology.ts";
import { WORKLOADS } from "../workloads/registry.ts";
import {
  badValue,
  custom,
  flag,
  integer,
  joined,
  list,
  number,
  type OptionValues,
  repeated,
  splitList,
  text,
} from "./option.ts";

const PROGRAM_GROUP = "What runs";
const LOAD_GROUP = "Load";
const NETWORK_GROUP = "Network and faults";
const CHECK_GROUP = "What is demanded";
const OUTPUT_GROUP = "Output";
const COMPATIBLE_GROUP = "Options of the original without effect here";
const NO_SSH = "nodes are local, nobody logs in to them";

/** The largest seed; seeds are unsigned 32-bit numbers. */
export const SEED_MAX = 0xffffffff;

/** A number of worker threads, by itself or a node. */
export interface Concurrency {
  readonly count: number;
  /** True for `2n`: two a node. */
  readonly isPerNode: boolean;
}

/** Options that decide what happens in a run. */
export const RUN_OPTIONS = {
  "workload": text({
    alias: "w",
    group: PROGRAM_GROUP,
    valueName: "NAME",
    description: "What clients ask for, and what counts as right.",
    choices: [...WORKLOADS.keys()],
    default: "lin-kv",
  }),
  "bin": text({
    group: PROGRAM_GROUP,
    valueName: "FILE",
    description: "Program of the nodes: an executable, as a path or a name in PATH, or a TypeScript file. " +
      "Arguments for it go after --.",
  }),
  "mode": text({
    group: PROGRAM_GROUP,
    valueName: "MODE",
    description: "sim: a TypeScript or JavaScript module, in this process and in virtual time. " +
      "process: any program, one process a node, real time. Default: process for --bin, sim for the challenges.",
    choices: ["sim", "process"],
  }),
  "node-count": integer({
    group: PROGRAM_GROUP,
    valueName: "N",
    description: "Number of nodes, named n0, n1 ...; overrides every other choice of nodes.",
    min: 1,
  }),
  "nodes": list({
    group: PROGRAM_GROUP,
    valueName: "A,B",
    description: "Names of the nodes. Default: n1,n2,n3,n4,n5 where no other option names nodes.",
  }),
  "node": repeated({ alias: "n", group: PROGRAM_GROUP, valueName: "NAME", description: "Name of one node." }),
  "nodes-file": text({ group: PROGRAM_GROUP, valueName: "FILE", description: "File with one node name a line." }),
  "seed": integer({
    group: PROGRAM_GROUP,
    valueName: "N",
    description: "Decides all that is drawn. In sim mode the same seed gives the same run, byte for byte. " +
      "Default: a fresh one, which is printed.",
    min: 0,
    max: SEED_MAX,
  }),

  "concurrency": custom<Concurrency>({
    group: LOAD_GROUP,
    valueName: "K|Kn",
    description: "Number of clients at work; with the suffix n, times the number of nodes.",
    absent: { count: 1, isPerNode: true },
    defaultText: "1n",
    read: readConcurrency,
  }),
  "rate": number({
    group: LOAD_GROUP,
    valueName: "R",
    description: "Requests a second over all clients, on average; 0 for none before the final phase.",
    default: 5,
    min: 0,
  }),
  "time-limit": integer({
    group: LOAD_GROUP,
    valueName: "S",
    description: "Length of the main phase in seconds.",
    default: 60,
    min: 1,
  }),
  "operation-limit": integer({
    group: LOAD_GROUP,
    valueName: "N",
    description: "Most operations of the main phase, which then ends early (ours).",
    min: 1,
  }),
  "only-operations": custom<readonly number[] | undefined>({
    group: LOAD_GROUP,
    valueName: "N,A..B",
    description: "Of the operations of the main phase, counted from 1, carry out these alone; shrink writes it (ours).",
    absent: undefined,
    read: readPositions,
  }),
  "recovery-time": integer({
    group: LOAD_GROUP,
    valueName: "S",
    description: "Seconds of quiet after healing, before the final operations: the bound on recovery (ours).",
    default: RECOVERY_S,
    min: 0,
  }),
  "topology": text({
    group: LOAD_GROUP,
    valueName: "NAME",
    description: "Neighbours that broadcast nodes are told of.",
    choices: TOPOLOGY_NAMES,
    default: "grid",
  }),
  "key-count": integer({
    group: LOAD_GROUP,
    valueName: "N",
    description: "Keys in use at a time (transactions, kafka); 10 where not given.",
    min: 1,
  }),
  "max-txn-length": integer({
    group: LOAD_GROUP,
    valueName: "N",
    description: "Most operations in a transaction.",
    default: 4,
    min: 1,
  }),
  "max-writes-per-key": integer({
    group: LOAD_GROUP,
    valueName: "N",
    description: "Writes after which a key is given up for a new one (transactions, kafka).",
    default: 16,
    min: 1,
  }),

  "latency": integer({
    group: NETWORK_GROUP,
    valueName: "MS",
    description: "Mean latency in ms between nodes, and between nodes and services; clients have none.",
    default: 0,
    min: 0,
  }),
  "latency-dist": text({
    group: NETWORK_GROUP,
    valueName: "NAME",
    description: "How latency is distributed.",
    choices: LATENCY_DISTRIBUTIONS,
    default: "constant",
  }),
  "p-loss": number({
    group: NETWORK_GROUP,
    valueName: "P",
    description: "Probability that a message between nodes or to a service is lost (ours).",
    default: 0,
    min: 0,
    max: 1,
  }),
  "p-duplicate": number({
    group: NETWORK_GROUP,
    valueName: "P",
    description: "Probability that such a message arrives twice (ours).",
    default: 0,
    min: 0,
    max: 1,
  }),
  "jitter": integer({
    group: NETWORK_GROUP,
    valueName: "MS",
    description: "Largest extra latency of such a message, so that messages overtake each other (ours).",
    default: 0,
    min: 0,
  }),
  "nemesis": joined<readonly FaultSpec[]>({
    group: NETWORK_GROUP,
    valueName: "F,F",
    description: `Faults to inject: ${NEMESIS_SYNTAX}. The original knows partition.`,
    absent: [],
    read: (given) => parseNemesis(given),
  }),
  "schedule": text({
    group: NETWORK_GROUP,
    valueName: "FILE|JSON",
    description: "Faults and their times from a file, or as JSON, in place of random ones (ours); each run writes " +
      "schedule.json.",
  }),
  "nemesis-interval": number({
    group: NETWORK_GROUP,
    valueName: "S",
    description: "Mean seconds between steps of a fault.",
    default: 10,
    min: 0,
    isAboveMin: true,
  }),

  "availability": custom<null | "total" | number>({
    group: CHECK_GROUP,
    valueName: "A",
    description: "Fraction of operations that must end ok: total, or a number from 0 to 1.",
    absent: null,
    read: readAvailability,
  }),
  "consistency-models": list({
    group: CHECK_GROUP,
    valueName: "M,M",
    description: "What transactions must satisfy.",
    choices: CONSISTENCY_MODEL_NAMES,
    default: DEFAULT_CONSISTENCY_MODELS,
  }),
};

/** Options that decide what is told of a run. */
export const OUTPUT_OPTIONS = {
  "expect": list({
    group: CHECK_GROUP,
    valueName: "LIMIT",
    description: 'Limits for figures of the results (ours): "servers.msgs-per-op<0.4, stable-latency.median<900".',
  }),
  "expect-hash": custom<string | undefined>({
    group: CHECK_GROUP,
    valueName: "HEX",
    description: "The hash of the journal, or its beginning, that a repetition must have (ours); sim mode writes it " +
      "into the line that repeats the run.",
    absent: undefined,
    read: readHash,
  }),
  "json": flag({
    group: OUTPUT_GROUP,
    description: "One JSON object on stdout and nothing else there (ours).",
  }),
  "junit": text({ group: OUTPUT_GROUP, valueName: "FILE", description: "Write the verdicts as JUnit XML (ours)." }),
  "store": text({
    group: OUTPUT_GROUP,
    valueName: "DIR",
    description: "Folder for results, history and journal (ours).",
    default: "store",
  }),
  "no-store": flag({ group: OUTPUT_GROUP, description: "Write no files (ours)." }),
  "plots": flag({ group: OUTPUT_GROUP, description: "Write the plots of the report as SVG files as well (ours)." }),
  "log-stderr": flag({ group: OUTPUT_GROUP, description: "Show what nodes print on stderr." }),
  "log-net-send": flag({ group: OUTPUT_GROUP, description: "Show messages as they are sent." }),
  "log-net-recv": flag({ group: OUTPUT_GROUP, description: "Show messages as they are received." }),
  "help": flag({ alias: "h", group: OUTPUT_GROUP, description: "Show this text." }),
};

/** Options that bring in the original. */
export const ORIGINAL_OPTIONS = {
  "maelstrom": custom<string | undefined>({
    group: PROGRAM_GROUP,
    valueName: "PATH",
    description: "Run the original as well, given its jar, launcher or folder, and compare (ours). " +
      "Without a path: that of the environment variable MAELSTROM.",
    absent: undefined,
    read: (_name, given) => given,
  }),
};

/** Options of the original that make no sense here. */
export const COMPATIBLE_OPTIONS = {
  "username": ignoredText("USER", "Name for logging in to nodes."),
  "password": ignoredText("PASS", "Password for logging in to nodes."),
  "ssh-private-key": ignoredText("FILE", "Key for logging in to nodes."),
  "strict-host-key-checking": ignoredFlag("Check host keys.", NO_SSH),
  "no-ssh": ignoredFlag("Do not log in to nodes.", NO_SSH),
  "leave-db-running": ignoredFlag("Do not stop nodes.", "nodes live no longer than the bench that speaks to them"),
  "logging-json": ignoredFlag("Write jepsen.log as JSON lines.", "history and journal are JSON lines always"),
};

/** Options of `test`. */
export const TEST_OPTIONS = {
  ...RUN_OPTIONS,
  "test-count": integer({
    group: LOAD_GROUP,
    valueName: "N",
    description: "Number of runs, with seeds that follow each other; the first that is not valid is the last.",
    default: 1,
    min: 1,
  }),
  ...ORIGINAL_OPTIONS,
  ...OUTPUT_OPTIONS,
  ...COMPATIBLE_OPTIONS,
};

/** Values of the options that decide what happens. */
export type RunOptions = OptionValues<typeof RUN_OPTIONS>;

/** Values of the options that bring in the original. */
export type OriginalOptions = OptionValues<typeof ORIGINAL_OPTIONS>;

/** Values of the options that decide what is told. */
export type OutputOptions = OptionValues<typeof OUTPUT_OPTIONS>;

function readConcurrency(name: string, given: string): Concurrency {
  const match = /^([1-9]\d{0,5})(n?)$/.exec(given);
  if (match === null) throw badValue(name, given, "a whole number of at least 1, or one with the suffix n such as 2n");
  return { count: Number(match[1]), isPerNode: match[2] === "n" };
}

/** Reads `1,4..6`. */
function readPositions(name: string, given: string): readonly number[] {
  const positions = new Set<number>();
  for (const item of splitList(given)) {
    const match = /^([1-9]\d{0,4})(?:\.\.([1-9]\d{0,4}))?$/.exec(item);
    const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (match === null || last < first) {
      throw badValue(name, given, "numbers from 1 on and ranges of them, such as 1,4..6");
    }
    for (let position = first; position <= last; position++) positions.add(position);
  }
  return [...positions];
}

/** Writes `1,4..6`. */
export function formatPositions(positions: Iterable<number>): string {
  const ranges: [number, number][] = [];
  for (const position of [...positions].toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === position - 1) last[1] = position;
    else ranges.push([position, position]);
  }
  return ranges.map(([first, last]) => first === last ? `${first}` : `${first}..${last}`).join(",");
}

function readHash(name: string, given: string): string {
  if (/^[0-9a-f]{8,64}$/.test(given)) return given;
  throw badValue(name, given, "8 to 64 hexadecimal digits");
}

function readAvailability(name: string, given: string): "total" | number {
  if (given === "total") return "total";
  const fraction = Number(given);
  if (/^(\d+\.?\d*|\.\d+)$/.test(given) && fraction <= 1) return fraction;
  throw badValue(name, given, "total or a number from 0 to 1");
}

function ignoredText(valueName: string, description: string) {
  return text({ group: COMPATIBLE_GROUP, valueName, description, ignoredBecause: NO_SSH });
}

function ignoredFlag(description: string, ignoredBecause: string) {
  return flag({ group: COMPATIBLE_GROUP, description, ignoredBecause });
}
