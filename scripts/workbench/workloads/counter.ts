/**
 * What the two counter workloads share: everything but the deltas.
 *
 * @module
 */
import { checkCounter } from "../checkers/counter.ts";
import { uncheckedCounter } from "../checkers/unchecked.ts";
import { addOrRead, finalReads } from "./add_or_read.ts";
import { INTEGER, replySchema } from "./reply_schema.ts";
import { DEFAULT_TIMEOUT_MS, type RpcDefinition, type Workload, type WorkloadClient } from "./workload.ts";

/** How one counter workload differs from the other. */
export interface CounterOptions {
  readonly name: string;
  readonly description: string;
  /** What may be added, for the reference. */
  readonly addDescription: string;
  /** Delta of the reference's example. */
  readonly exampleDelta: number;
  /** Deltas are drawn uniformly from this to 4. */
  readonly deltaMin: number;
  /** Probability that an operation of the main phase is an add. */
  readonly addProbability: number;
}

const DELTA_MAX = 4;

/** Makes a counter workload. */
export function counterWorkload(options: CounterOptions): Workload {
  const { name, description, deltaMin, addProbability } = options;
  return {
    name,
    description,
    rule:
      "Every final read must be the sum of all acknowledged adds plus any choice of those whose outcome is unknown.",
    valueKind: "sum",
    vocabulary: { functions: ["add", "read"], readIs: "number", isGrowOnly: deltaMin >= 0 },
    sharedBy: "add",
    reads: [],
    rpcs: counterRpcs(options),
    idempotent: new Set(),
    indeterminateErrors: true,
    reusesClients: false,
    requestTimeoutMs: () => DEFAULT_TIMEOUT_MS,
    generators: (_options, random) => ({
      main: addOrRead({
        random,
        addProbability,
        draftAdd: () => ({ f: "add", value: random.integer(deltaMin, DELTA_MAX) }),
      }),
      final: finalReads(),
    }),
    openClient,
    checker: checkCounter,
    unchecked: uncheckedCounter,
  };
}

function counterRpcs({ addDescription, exampleDelta }: CounterOptions): readonly RpcDefinition[] {
  return [
    {
      request: "add",
      description: addDescription,
      requestFields: { delta: INTEGER },
      example: { type: "add", delta: exampleDelta },
      replyExample: { type: "add_ok" },
      reply: replySchema("add_ok"),
    },
    {
      request: "read",
      description: "A client asks for the counter's value, an integer: the sum of all deltas that the node knows of.",
      requestFields: {},
      example: { type: "read" },
      replyExample: { type: "read_ok", value: 12 },
      reply: replySchema("read_ok", { value: INTEGER }),
    },
  ];
}

function openClient(): WorkloadClient {
  return {
    *invoke({ f, value }) {
      if (f === "read") {
        const reply = yield { type: "read" };
        return { type: "ok", value: reply.value ?? null };
      }
      yield { type: "add", delta: value };
      return { type: "ok", value };
    },
  };
}
