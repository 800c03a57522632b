/**
 * The options of `test`: all of the original's, with its names, aliases, defaults and meanings, and ours. `glomers` and
 * other commands take them over.
 *
 * @module
 */
import { FIGURES } from "../figures.ts";
import { CONSISTENCY_MODEL_NAMES, DEFAULT_CONSISTENCY_MODELS } from "../checkers/elle/consistency_models.ts";
import { type FaultSpec, nemesisSyntax, parseNemesis } from "../nemesis/fault_specs.ts";
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
    description: "What the clients ask for, and the rule by which the answers are judged.",
    choices: [...WORKLOADS.keys()],
    default: "lin-kv",
  }),
  "bin": text({
    group: PROGRAM_GROUP,
    valueName: "FILE",
    description:
      "The program that each node runs: an executable, as a path or a name in PATH; a TypeScript file; a .wasm file " +
      "(WASI preview 1); or a .go file or a folder with a go.mod or a Cargo.toml, which are built first. " +
      "Its arguments follow after --.",
  }),
  "mode": text({
    group: PROGRAM_GROUP,
    valueName: "MODE",
    description:
      "sim runs a TypeScript or JavaScript module, or a compiled program (WebAssembly), in virtual time. process runs " +
      "any program, one process per node, in real time. Default: process for --bin, but sim for a .wasm file and for a " +
      "Go or Rust project; sim for the challenges.",
    choices: ["sim", "process"],
  }),
  "node-count": integer({
    group: PROGRAM_GROUP,
    valueName: "N",
    description: "How many nodes there are, named n0, n1 and so on. This overrides every other choice of nodes.",
    min: 1,
  }),
  "nodes": list({
    group: PROGRAM_GROUP,
    valueName: "A,B",
    description: "The names of the nodes. Default: n1,n2,n3,n4,n5 where no other option names nodes.",
  }),
  "node": repeated({ alias: "n", group: PROGRAM_GROUP, valueName: "NAME", description: "The name of one node." }),
  "nodes-file": text({
    group: PROGRAM_GROUP,
    valueName: "FILE",
    description: "A file with one name of a node per line.",
  }),
  "seed": integer({
    group: PROGRAM_GROUP,
    valueName: "N",
    description:
      "The number that everything random is drawn from. In sim mode the same seed gives the same run, byte " +
      "for byte. Default: a new one, which is printed.",
    min: 0,
    max: SEED_MAX,
  }),

  "concurrency": custom<Concurrency>({
    group: LOAD_GROUP,
    valueName: "K|Kn",
    description: "How many clients work at the same time. 2n means two for each node.",
    absent: { count: 1, isPerNode: true },
    defaultText: "1n",
    read: readConcurrency,
  }),
  "rate": number({
    group: LOAD_GROUP,
    valueName: "R",
    description: "How many operations per second all clients start together, on average. With 0 there are only the " +
      "final ones.",
    default: 5,
    min: 0,
  }),
  "time-limit": integer({
    group: LOAD_GROUP,
    valueName: "S",
    description: "How long the main phase lasts, in seconds.",
    default: 60,
    min: 1,
  }),
  "operation-limit": integer({
    group: LOAD_GROUP,
    valueName: "N",
    description: "Ends the main phase after so many operations (ours).",
    min: 1,
  }),
  "only-operations": custom<readonly number[] | undefined>({
    group: LOAD_GROUP,
    valueName: "N,A..B",
    description: "Carries out only these operations of the main phase, which are counted from 1 (ours). The command " +
      "shrink writes this option.",
    absent: undefined,
    read: readPositions,
  }),
  "init-timeout": integer({
    group: LOAD_GROUP,
    valueName: "S",
    description:
      "How long a node may take to answer init, in seconds; a machine that boots many JVMs at a time may need " +
      "more than the default, which is 10, and half a second for each further process (ours).",
    min: 1,
  }),
  "recovery-time": integer({
    group: LOAD_GROUP,
    valueName: "S",
    description:
      "How long the nodes may take to recover, in seconds: the quiet time between the end of all faults and " +
      "the final operations (ours).",
    default: RECOVERY_S,
    min: 0,
  }),
  "topology": text({
    group: LOAD_GROUP,
    valueName: "NAME",
    description: "Which neighbours each broadcast node is told.",
    choices: TOPOLOGY_NAMES,
    default: "grid",
  }),
  "key-count": integer({
    group: LOAD_GROUP,
    valueName: "N",
    description: "How many keys are in use at the same time (transactions, kafka); 10 where not given.",
    min: 1,
  }),
  "max-txn-length": integer({
    group: LOAD_GROUP,
    valueName: "N",
    description: "The largest number of reads and writes in a transaction.",
    default: 4,
    min: 1,
  }),
  "max-writes-per-key": integer({
    group: LOAD_GROUP,
    valueName: "N",
    description: "After so many writes to a key, a new key takes its place (transactions, kafka).",
    default: 16,
    min: 1,
  }),

  "latency": integer({
    group: NETWORK_GROUP,
    valueName: "MS",
    description: "The mean latency in ms between nodes, and between nodes and services. Clients have none.",
    default: 0,
    min: 0,
  }),
  "latency-dist": text({
    group: NETWORK_GROUP,
    valueName: "NAME",
    description: "How the latencies are distributed.",
    choices: LATENCY_DISTRIBUTIONS,
    default: "constant",
  }),
  "p-loss": number({
    group: NETWORK_GROUP,
    valueName: "P",
    description: "The probability that a message between nodes, or between a node and a service, is lost (ours).",
    default: 0,
    min: 0,
    max: 1,
  }),
  "p-duplicate": number({
    group: NETWORK_GROUP,
    valueName: "P",
    description: "The probability that such a message arrives twice (ours).",
    default: 0,
    min: 0,
    max: 1,
  }),
  "jitter": integer({
    group: NETWORK_GROUP,
    valueName: "MS",
    description: "The largest extra latency of such a message in ms, so that messages overtake each other (ours).",
    default: 0,
    min: 0,
  }),
  "nemesis": joined<readonly FaultSpec[]>({
    group: NETWORK_GROUP,
    valueName: "F,F",
    description:
      `Faults to inject: ${nemesisSyntax()}. The original knows partition, and since July 2026 kill and pause.`,
    absent: [],
    read: (given) => parseNemesis(given),
  }),
  "schedule": text({
    group: NETWORK_GROUP,
    valueName: "FILE|JSON",
    description:
      "The faults and their times, from a file or as JSON, in the place of random ones (ours). doc schedule describes " +
      "the form, and each run writes its own to schedule.json.",
  }),
  "nemesis-interval": number({
    group: NETWORK_GROUP,
    valueName: "S",
    description: "The mean time between the steps of a fault, in seconds.",
    default: 10,
    min: 0,
    isAboveMin: true,
  }),

  "availability": custom<null | "total" | number>({
    group: CHECK_GROUP,
    valueName: "A",
    description: "The part of all operations that must end ok: total, or a number from 0 to 1.",
    absent: null,
    read: readAvailability,
  }),
  "consistency-models": list({
    group: CHECK_GROUP,
    valueName: "M,M",
    description: "The rules that transactions must satisfy.",
    choices: CONSISTENCY_MODEL_NAMES,
    default: DEFAULT_CONSISTENCY_MODELS,
  }),
};

/** Options that decide what is told of a run. */
export const OUTPUT_OPTIONS = {
  "expect": list({
    group: CHECK_GROUP,
    valueName: "LIMIT",
    description:
      'Limits for figures of the results (ours), such as "servers.msgs-per-op<0.4, stable-latency.median<900". Figures ' +
      `with a name: ${Object.values(FIGURES).map(({ name }) => name).join(", ")}; of all others the place in ` +
      "results.json.",
  }),
  "expect-hash": custom<string | undefined>({
    group: CHECK_GROUP,
    valueName: "HEX",
    description:
      "The hash that the journal of a repetition must have, or its beginning (ours). In sim mode the line that " +
      "repeats a run has it.",
    absent: undefined,
    read: readHash,
  }),
  "explain": flag({
    group: OUTPUT_GROUP,
    description:
      "Tells where the messages and the time of a run went, also where no limit is missed (ours). Where one is missed, " +
      "this is told anyway, with what would change it; the page of a run always has it.",
  }),
  "json": flag({
    group: OUTPUT_GROUP,
    description: "Prints the results as one JSON object on stdout, and nothing else there (ours).",
  }),
  "junit": text({ group: OUTPUT_GROUP, valueName: "FILE", description: "Writes the verdicts as JUnit XML (ours)." }),
  "store": text({
    group: OUTPUT_GROUP,
    valueName: "DIR",
    description: "The folder for results, history and journal (ours).",
    default: "store",
  }),
  "keep": integer({
    group: OUTPUT_GROUP,
    valueName: "N",
    description: "How many runs the store keeps; older ones are removed after a run (ours).",
    default: 100,
    min: 1,
  }),
  "no-store": flag({ group: OUTPUT_GROUP, description: "Writes no files (ours)." }),
  "plots": flag({ group: OUTPUT_GROUP, description: "Writes the plots of the report as SVG files, too (ours)." }),
  "log-stderr": flag({ group: OUTPUT_GROUP, description: "Shows what nodes print on stderr." }),
  "log-net-send": flag({ group: OUTPUT_GROUP, description: "Shows messages as they are sent." }),
  "log-net-recv": flag({ group: OUTPUT_GROUP, description: "Shows messages as they are received." }),
  "help": flag({ alias: "h", group: OUTPUT_GROUP, description: "Shows this text." }),
};

/** Options that bring in the original. */
export const ORIGINAL_OPTIONS = {
  "maelstrom": custom<string | undefined>({
    group: PROGRAM_GROUP,
    valueName: "PATH",
    description: "Runs the original as well, given its jar, launcher or folder, and compares the results (ours). " +
      "Without a path, the environment variable MAELSTROM has it.",
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
    description: "How many runs there are, each with the next seed. The first that is not valid is the last.",
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
