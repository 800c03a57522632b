/**
 * Workload `kafka`: append-only logs, one per key, with consumers that commit how far they have come.
 *
 * Operations are sends and polls, half each, now and then an assign of other keys, and crashes of clients. After a
 * recovery pause every thread reads all logs from the start.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import { KAFKA_COMPARISON } from "../checkers/comparison.ts";
import { checkKafka } from "../checkers/kafka/mod.ts";
import { uncheckedLogs } from "../checkers/unchecked.ts";
import { isInteger } from "../checkers/values.ts";
import { showWithKind } from "../checkers/wording.ts";
import { parallel, stagger, timeLimit } from "../generator/combinators.ts";
import { type OperationDraft, operations } from "../generator/generator.ts";
import { DEFAULT_KEY_COUNT, TransactionSource } from "../generator/transactions.ts";
import type { Json } from "../history.ts";
import type { Random } from "../random.ts";
import { finalPolls } from "./kafka/final_polls.ts";
import { LogClient } from "./kafka/log_client.ts";
import { LogOperations } from "./kafka/log_operations.ts";
import { firstWrite } from "./micro_operations.ts";
import { ANY, INTEGER, listOf, objectOf, replySchema, TEXT } from "./reply_schema.ts";
import {
  DEFAULT_TIMEOUT_MS,
  type RpcDefinition,
  type Workload,
  type WorkloadGenerators,
  type WorkloadOptions,
} from "./workload.ts";

/** Mean time between two crashes of the same thread's client. */
const CRASH_INTERVAL_S = 30;

/** Time for reading all logs at the end: whoever lost data would never catch up. */
const FINAL_LIMIT_S = 10;

const OFFSETS = objectOf("object: key to offset, an integer", INTEGER);

const PAIR_FORM = "a pair of an integer offset and a message";

/** Offset and message; null counts as an empty list (Go's nil slice). */
const PAIRS = listOf(
  "list of [offset, message]",
  (pair, position) => isPair(pair) ? undefined : `item ${position + 1} is ${showWithKind(pair)}, expected ${PAIR_FORM}`,
);

const MESSAGES = objectOf("object: key to list of [offset, message]", PAIRS);

const RPCS: readonly RpcDefinition[] = [
  {
    request: "send",
    description: "A client appends a message to the log of a key. The node answers with the offset that the message " +
      "has from now on, larger than those of earlier messages; offsets may leave gaps.",
    requestFields: { key: TEXT, msg: ANY },
    example: { type: "send", key: "9", msg: 3 },
    replyExample: { type: "send_ok", offset: 2 },
    reply: replySchema("send_ok", { offset: INTEGER }),
  },
  {
    request: "poll",
    description: "A client asks for messages of some keys from given offsets on. The node returns, per key, pairs of " +
      "offset and message in the order of the log, without leaving out any; as many as it likes, and none of keys " +
      "that have nothing new. A client without keys asks with an empty object and expects one.",
    requestFields: { offsets: OFFSETS },
    example: { type: "poll", offsets: { "9": 1, "4": 7 } },
    replyExample: { type: "poll_ok", msgs: { "9": [[1, 2], [2, 3]] } },
    reply: replySchema("poll_ok", { msgs: MESSAGES }),
  },
  {
    request: "commit_offsets",
    description: "A client has processed the messages of some keys up to and including the given offsets.",
    requestFields: { offsets: OFFSETS },
    example: { type: "commit_offsets", offsets: { "9": 2 } },
    replyExample: { type: "commit_offsets_ok" },
    reply: replySchema("commit_offsets_ok"),
  },
  {
    request: "list_committed_offsets",
    description: "A client asks how far the messages of some keys are known to be processed. Keys without a commit " +
      "are left out.",
    requestFields: { keys: listOf("list of keys", (key) => TEXT.complaint(key)) },
    example: { type: "list_committed_offsets", keys: ["9", "4"] },
    replyExample: { type: "list_committed_offsets_ok", offsets: { "9": 2 } },
    reply: replySchema("list_committed_offsets_ok", { offsets: OFFSETS }),
  },
];

/** Of histories; Jepsen's own tests of Kafka have more than one send or poll in a transaction. */
const FUNCTIONS = ["send", "poll", "txn", "assign", "subscribe", "crash", "debug-topic-partitions"];

/** The kafka workload. */
export const kafka: Workload = {
  name: "kafka",
  description:
    "Nodes keep append-only logs. Every acknowledged message has one offset, and consumers see the messages " +
    "of a log in order, without losing or skipping any.",
  rule:
    "No acknowledged message may be lost or skipped, offsets of a key keep one message each and only grow, and polls " +
    "go forwards.",
  valueKind: "message",
  vocabulary: { functions: FUNCTIONS, microOperations: ["send", "poll"] },
  sharedBy: "send",
  reads: ["key-count", "max-writes-per-key"],
  rpcs: RPCS,
  idempotent: new Set(["assign"]),
  indeterminateErrors: false,
  reusesClients: false,
  requestTimeoutMs: () => DEFAULT_TIMEOUT_MS,
  generators,
  openClient: () => new LogClient(),
  writtenBy: ({ value }) => firstWrite(value, "send"),
  checker: checkKafka,
  unchecked: uncheckedLogs,
  comparison: KAFKA_COMPARISON,
  smallArgs: ["--key-count", "1"],
  prelude: assignAll,
};

function generators({ concurrency, keyCount, maxWritesPerKey }: WorkloadOptions, random: Random): WorkloadGenerators {
  const transactions = new TransactionSource({
    random,
    keyCount: keyCount ?? DEFAULT_KEY_COUNT,
    maxTxnLength: 1,
    maxWritesPerKey,
  });
  const log = new LogOperations(transactions, random);
  const crashes = operations(() => ({ f: "crash", value: null }));
  return {
    main: parallel(stagger((CRASH_INTERVAL_S / concurrency) * NS_PER_S, random, crashes), log),
    final: timeLimit(FINAL_LIMIT_S * NS_PER_S, finalPolls(log, random)),
  };
}

/** Polls return nothing of keys that a client has not taken on, so each client takes on all keys from the start. */
function assignAll(drawn: readonly OperationDraft[]): OperationDraft[] {
  const keys = new Set(drawn.flatMap(({ value }) => firstWrite(value, "send")?.[0] ?? []));
  return keys.size === 0 ? [] : [{ f: "assign", value: [...keys].toSorted(), "seek-to-beginning": true }];
}

function isPair(pair: Json): boolean {
  return Array.isArray(pair) && pair.length === 2 && isInteger(pair[0]);
}
