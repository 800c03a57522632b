/**
 * Workload `lin-kv`: registers with read, write and compare-and-set, each of which must be linearizable.
 *
 * Threads work in groups of 2n (n nodes): n readers and n writers, so that each node serves both. A group works on one key
 * until the processes that took part in it, lost ones included, are too many to search through; then it takes the next.
 * Written values are 0 to 4, so that a cas often succeeds.
 *
 * The original reserves readers by absolute thread number, so that only its first group ever reads, and hangs on more than
 * ten nodes, whose groups exceed its limit of 20 processes from the start. Here every group has readers, and the limit
 * grows with the nodes.
 *
 * @module
 */
import { LIN_KV_COMPARISON } from "../checkers/comparison.ts";
import { checkLinKv } from "../checkers/linearizability/mod.ts";
import { uncheckedRegisters } from "../checkers/unchecked.ts";
import { DONE, type Generator, type GeneratorContext, type OperationDraft, WAIT } from "../generator/generator.ts";
import type { Json, Operation } from "../history.ts";
import type { Random } from "../random.ts";
import { UsageError } from "../usage_error.ts";
import { ANY, replySchema } from "./reply_schema.ts";
import type { ClientOperation, RpcDefinition, Workload, WorkloadOptions } from "./workload.ts";

/** Values are drawn uniformly from 0 to this. */
const VALUE_MAX = 4;

/** One write in so many; the others are compare-and-sets. */
const WRITE_PROBABILITY = 1 / 3;

/** Processes that one key may see in a small cluster, as in the original. */
const PROCESSES_PER_KEY = 20;

/** Processes that one key may see, per node: room for as many lost processes as there are nodes. */
const PROCESSES_PER_KEY_AND_NODE = 3;

const TIMEOUT_MS_MIN = 1000;

const RPCS: readonly RpcDefinition[] = [
  {
    request: "read",
    description: "A client asks for the value of a key. Error 20 where the key does not exist.",
    requestFields: { key: ANY },
    example: { type: "read", key: 0 },
    replyExample: { type: "read_ok", value: 3 },
    reply: replySchema("read_ok", { value: ANY }),
  },
  {
    request: "write",
    description: "A client sets the value of a key, which need not exist.",
    requestFields: { key: ANY, value: ANY },
    example: { type: "write", key: 0, value: 3 },
    replyExample: { type: "write_ok" },
    reply: replySchema("write_ok"),
  },
  {
    request: "cas",
    description:
      "A client replaces the value of a key, `from`, by another one, `to`, in one step. Error 20 where the key " +
      "does not exist, error 22 where its value is not `from`.",
    requestFields: { key: ANY, from: ANY, to: ANY },
    example: { type: "cas", key: 0, from: 3, to: 4 },
    replyExample: { type: "cas_ok" },
    reply: replySchema("cas_ok"),
  },
];

/** The lin-kv workload. */
export const linKv: Workload = {
  name: "lin-kv",
  description:
    "Nodes keep registers. Operations on each key must look as if they happened one by one, each between its " +
    "request and its reply.",
  rule: "For each key there must be one order of all operations that agrees with real time and with every value read.",
  valueKind: "register",
  vocabulary: { functions: ["read", "write", "cas"] },
  sharedBy: "write",
  reads: [],
  rpcs: RPCS,
  idempotent: new Set(["read"]),
  indeterminateErrors: false,
  reusesClients: true,
  requestTimeoutMs: ({ latencyMs }) => Math.max(TIMEOUT_MS_MIN, 10 * latencyMs),
  validate({ nodes, concurrency }) {
    const groupSize = 2 * nodes.length;
    if (concurrency > 0 && concurrency % groupSize === 0) return;
    throw new UsageError(
      `Cannot run lin-kv: --concurrency is ${concurrency} for ${nodes.length} nodes, expected a multiple of ${groupSize} ` +
        `(each key has one reader and one writer per node); pass --concurrency 2n, or 4n for two keys at a time`,
    );
  },
  generators: (options, random) => ({ main: registerOperations(options, random) }),
  openClient: () => ({ invoke }),
  checker: checkLinKv,
  unchecked: uncheckedRegisters,
  comparison: LIN_KV_COMPARISON,
  smallArgs: ["--concurrency", "2n"],
};

function* invoke({ f, value }: Operation): ClientOperation {
  // The value is what registerOperations made: [key, operand].
  const [key, operand] = value as readonly [Json, Json];
  if (f === "read") {
    const reply = yield { type: "read", key };
    return { type: "ok", value: [key, reply.value ?? null] };
  }
  if (f === "write") {
    yield { type: "write", key, value: operand };
    return { type: "ok", value };
  }
  const [from, to] = operand as readonly [Json, Json];
  yield { type: "cas", key, from, to };
  return { type: "ok", value };
}

interface Group {
  key: number;
  /** Processes seen while the group was on its present key. */
  readonly processes: Set<number>;
}

function registerOperations({ nodes, concurrency }: WorkloadOptions, random: Random): Generator {
  const readerCount = nodes.length;
  const groupSize = 2 * readerCount;
  const processLimit = Math.max(PROCESSES_PER_KEY, PROCESSES_PER_KEY_AND_NODE * readerCount);
  const groups = Array.from({ length: concurrency / groupSize }, (_, key): Group => ({ key, processes: new Set() }));
  let nextKey = groups.length;
  return {
    next(context) {
      const thread = context.freeThreads[0];
      if (thread === undefined) return WAIT;
      const group = groups[Math.floor(thread / groupSize)];
      if (group === undefined) return DONE;
      addProcesses(group, context, groupSize);
      if (group.processes.size > processLimit) {
        group.key = nextKey++;
        group.processes.clear();
        addProcesses(group, context, groupSize);
      }
      const draft = thread % groupSize < readerCount ? draftRead(group.key) : draftUpdate(group.key, random);
      return { kind: "operation", operation: { ...draft, thread } };
    },
  };
}

/** Notes which processes the threads of the group run as at present. */
function addProcesses(group: Group, context: GeneratorContext, groupSize: number): void {
  const first = context.freeThreads[0] ?? 0;
  const start = first - (first % groupSize);
  for (let thread = start; thread < start + groupSize; thread++) group.processes.add(context.processOf(thread));
}

function draftRead(key: number): OperationDraft {
  return { f: "read", value: [key, null] };
}

function draftUpdate(key: number, random: Random): OperationDraft {
  if (random.chance(WRITE_PROBABILITY)) return { f: "write", value: [key, random.integer(0, VALUE_MAX)] };
  return { f: "cas", value: [key, [random.integer(0, VALUE_MAX), random.integer(0, VALUE_MAX)]] };
}
