/**
 * What the two transactional workloads share: one request, `txn`, whose reply repeats the transaction with what was read.
 *
 * A transaction is a list of micro-operations `[function, key, value]`; the reads of a request have the value null. As in
 * the original, the shape of each micro-operation of a reply is checked, but not that the reply repeats the request; the
 * checker warns of it.
 *
 * @module
 */
import { TRANSACTION_COMPARISON } from "../checkers/comparison.ts";
import { uncheckedTransactions } from "../checkers/unchecked.ts";
import { show } from "../checkers/wording.ts";
import { operations } from "../generator/generator.ts";
import { DEFAULT_KEY_COUNT, TransactionSource } from "../generator/transactions.ts";
import type { Json, Operation } from "../history.ts";
import type { Random } from "../random.ts";
import type { Checker } from "../verdict.ts";
import { firstWrite } from "./micro_operations.ts";
import { type FieldSchema, LIST, listOf, replySchema } from "./reply_schema.ts";
import { type ClientOperation, DEFAULT_TIMEOUT_MS, type RpcDefinition, type Workload } from "./workload.ts";

/** A micro-operation has a function, a key and a value, and nothing else. */
const MICRO_OP_LENGTH = 3;

/** What tells one transactional workload from the other. */
export interface TransactionalWorkload {
  readonly name: string;
  readonly description: string;
  /** Function of micro-operations that write. */
  readonly write: "w" | "append";
  /** Tells whether a value may be what a read returned. */
  isReadValue(value: Json): boolean;
  /** What that may be, in words. */
  readonly readValue: string;
  /** What the one request asks for. */
  readonly rpc: Pick<RpcDefinition, "description" | "example" | "replyExample">;
  readonly checker: Checker;
}

/** Makes a transactional workload. */
export function transactionalWorkload(definition: TransactionalWorkload): Workload {
  const { name, description, write, rpc, checker } = definition;
  return {
    name,
    description,
    rule: "No group of transactions may depend on each other in a way that the consistency model forbids.",
    valueKind: "version",
    vocabulary: { functions: ["txn"], microOperations: ["r", write] },
    sharedBy: "txn",
    reads: ["key-count", "max-txn-length", "max-writes-per-key"],
    rpcs: [{
      ...rpc,
      request: "txn",
      requestFields: { txn: { ...LIST, title: `list of ["r", key, null] and ["${write}", key, value]` } },
      reply: replySchema("txn_ok", { txn: transactionSchema(definition) }),
    }],
    idempotent: new Set(),
    indeterminateErrors: false,
    reusesClients: true,
    requestTimeoutMs: () => DEFAULT_TIMEOUT_MS,
    generators: (options, random) => ({ main: transactions(write, { ...options, random }) }),
    openClient: () => ({ invoke }),
    writtenBy: ({ value }) => firstWrite(value, write),
    checker,
    unchecked: uncheckedTransactions,
    comparison: TRANSACTION_COMPARISON,
    smallArgs: ["--key-count", "2", "--max-txn-length", "2"],
  };
}

function* invoke({ value }: Operation): ClientOperation {
  const reply = yield { type: "txn", txn: value };
  return { type: "ok", value: reply.txn ?? [] };
}

interface TransactionOptions {
  readonly random: Random;
  readonly keyCount: number | undefined;
  readonly maxTxnLength: number;
  readonly maxWritesPerKey: number;
}

function transactions(write: "w" | "append", options: TransactionOptions) {
  const { random, keyCount = DEFAULT_KEY_COUNT, maxTxnLength, maxWritesPerKey } = options;
  const source = new TransactionSource({ random, keyCount, maxTxnLength, maxWritesPerKey });
  return operations(() => ({
    f: "txn",
    value: source.next().map(([f, key, value]) => [f === "w" ? write : f, key, value]),
  }));
}

/** Null counts as an empty list (Go's nil slice). */
function transactionSchema({ write, isReadValue, readValue }: TransactionalWorkload): FieldSchema {
  const problemOf = (microOp: Json) => {
    if (!Array.isArray(microOp)) return `expected a list of function, key and value`;
    const [f, , value]: readonly Json[] = microOp;
    if (microOp.length !== MICRO_OP_LENGTH) return "expected three items: function, key and value";
    if (f !== "r" && f !== write) return `expected "r" or "${write}" first`;
    return f === "r" && !isReadValue(value ?? null) ? `expected ${readValue} as what was read` : undefined;
  };
  return listOf(`list of ["r", key, what was read] and ["${write}", key, value]`, (microOp, position) => {
    const problem = problemOf(microOp);
    return problem === undefined ? undefined : `micro-operation ${position + 1} is ${show(microOp)}, ${problem}`;
  });
}
