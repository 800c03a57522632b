/**
 * The official stages of Gossip Glomers as data: command lines as on https://fly.io/dist-sys/, targets, and the best
 * figures that others have published.
 *
 * @module
 */
import type { NamedExpectation } from "./expectations.ts";

/** One official command line and what Fly.io asks of it. */
export interface Stage {
  /** `3b`. */
  readonly stage: string;
  readonly title: string;
  /** Name of the file in challenges/, without its ending. */
  readonly challenge: string;
  /** The official options, as printed, without `--bin`. */
  readonly args: readonly string[];
  /** Limits beyond validity. */
  readonly targets: readonly NamedExpectation[];
  /** One sentence on the best that is public. */
  readonly publicBest?: string;
}

const BROADCAST = ["-w", "broadcast"];
const BROADCAST_25 = [
  ...BROADCAST,
  ...["--node-count", "25", "--time-limit", "20", "--rate", "100", "--latency", "100"],
];
const KAFKA_2 = ["-w", "kafka", "--node-count", "2", "--concurrency", "2n", "--time-limit", "20", "--rate", "1000"];
const G_COUNTER = ["-w", "g-counter", "--node-count", "3", "--rate", "100", "--time-limit", "20"];
const TXN_2 = ["-w", "txn-rw-register", "--node-count", "2", "--concurrency", "2n", "--time-limit", "20"];
const PARTITION = ["--nemesis", "partition"];
const TOTAL = ["--availability", "total"];

const ALL_AVAILABLE: NamedExpectation = {
  label: "ok-fraction",
  path: "availability.ok-fraction",
  comparison: "=",
  limit: 1,
};

/** What both files of 3e have in common. */
const FEW_MESSAGES = {
  args: BROADCAST_25,
  targets: [msgsPerOp(20, 1.92), medianLatency(1000, 339), maxLatency(2000, 678)],
  publicBest: "1.92 msgs/op at 764/1087 ms; 1.99 at 339/678 ms",
};

/** Every official command line, in order. Stages 3e and 4 have two files here, 6b two command lines. */
export const STAGES: readonly Stage[] = [
  {
    stage: "1",
    title: "Echo",
    challenge: "1_echo",
    args: ["-w", "echo", "--node-count", "1", "--time-limit", "10"],
    targets: [],
  },
  {
    stage: "2",
    title: "Unique ids",
    challenge: "2_unique_ids",
    args: ["-w", "unique-ids", "--time-limit", "30", "--rate", "1000", "--node-count", "3", ...TOTAL, ...PARTITION],
    targets: [ALL_AVAILABLE],
  },
  {
    stage: "3a",
    title: "Broadcast, single node",
    challenge: "3a_broadcast_single_node",
    args: [...BROADCAST, "--node-count", "1", "--time-limit", "20", "--rate", "10"],
    targets: [],
  },
  {
    stage: "3b",
    title: "Broadcast, multi node",
    challenge: "3b_broadcast_multi_node",
    args: [...BROADCAST, "--node-count", "5", "--time-limit", "20", "--rate", "10"],
    targets: [],
  },
  {
    stage: "3c",
    title: "Broadcast, fault tolerant",
    challenge: "3c_broadcast_fault_tolerant",
    args: [...BROADCAST, "--node-count", "5", "--time-limit", "20", "--rate", "10", ...PARTITION],
    targets: [],
  },
  {
    stage: "3d",
    title: "Broadcast, low latency",
    challenge: "3d_broadcast_low_latency",
    args: BROADCAST_25,
    targets: [msgsPerOp(30, 11.99), medianLatency(400, 78), maxLatency(600, 102)],
    publicBest: "11.99 msgs/op at 386/505 ms (not fault tolerant), 13.17 at 345/411 ms; " +
      "shortest latency 78/102 ms at 14.73 msgs/op",
  },
  {
    stage: "3e",
    title: "Broadcast, few messages",
    challenge: "3e_broadcast_few_messages",
    ...FEW_MESSAGES,
  },
  {
    stage: "3e",
    title: "Broadcast, few messages, many nodes",
    challenge: "3e_broadcast_hub_tree",
    ...FEW_MESSAGES,
  },
  {
    stage: "4",
    title: "Grow-only counter over seq-kv",
    challenge: "4_g_counter_seq_kv",
    args: [...G_COUNTER, ...PARTITION],
    targets: [],
    publicBest: "2.8 to 4.8 msgs/op with seq-kv",
  },
  {
    stage: "4",
    title: "Grow-only counter, CRDT",
    challenge: "4_g_counter_crdt",
    args: [...G_COUNTER, ...PARTITION],
    targets: [],
    publicBest: "0.72 msgs/op by gossip of the state",
  },
  {
    stage: "5a",
    title: "Kafka-style log, single node",
    challenge: "5a_kafka_single_node",
    args: ["-w", "kafka", "--node-count", "1", "--concurrency", "2n", "--time-limit", "20", "--rate", "1000"],
    targets: [],
  },
  {
    stage: "5b",
    title: "Kafka-style log over lin-kv",
    challenge: "5b_kafka_lin_kv",
    args: KAFKA_2,
    targets: [],
    publicBest: "4.78 msgs/op",
  },
  {
    stage: "5c",
    title: "Kafka-style log, efficient",
    challenge: "5c_kafka_efficient",
    args: KAFKA_2,
    targets: [],
    publicBest: "1.37 msgs/op",
  },
  {
    stage: "6a",
    title: "Transactions, single node",
    challenge: "6a_txn_single_node",
    args: [
      ...["-w", "txn-rw-register", "--node-count", "1", "--time-limit", "20", "--rate", "1000", "--concurrency", "2n"],
      ...["--consistency-models", "read-uncommitted"],
      ...TOTAL,
    ],
    targets: [ALL_AVAILABLE],
  },
  {
    stage: "6b",
    title: "Transactions, read uncommitted",
    challenge: "6b_txn_read_uncommitted",
    args: [...TXN_2, "--rate", "1000", "--consistency-models", "read-uncommitted"],
    targets: [],
  },
  {
    stage: "6b",
    title: "Transactions, read uncommitted, under partitions",
    challenge: "6b_txn_read_uncommitted",
    args: [...TXN_2, "--rate", "1000", "--consistency-models", "read-uncommitted", ...TOTAL, ...PARTITION],
    targets: [ALL_AVAILABLE],
  },
  {
    stage: "6c",
    title: "Transactions, read committed",
    challenge: "6c_txn_read_committed",
    args: [...TXN_2, "--rate", "1000", "--consistency-models", "read-committed", ...TOTAL, ...PARTITION],
    targets: [ALL_AVAILABLE],
  },
];

/** Groups of stages by the names of their challenges. */
export const CHALLENGE_GROUPS: ReadonlyMap<string, string> = new Map([
  ["echo", "1"],
  ["unique-ids", "2"],
  ["broadcast", "3"],
  ["g-counter", "4"],
  ["kafka", "5"],
  ["txn", "6"],
]);

function msgsPerOp(limit: number, best: number): NamedExpectation {
  return { label: "msgs/op", path: "net.servers.msgs-per-op", comparison: "<", limit, best };
}

function medianLatency(limit: number, best: number): NamedExpectation {
  return {
    label: "median stable latency (ms)",
    path: "workload.stable-latencies.0.5",
    comparison: "<",
    limit,
    best,
  };
}

function maxLatency(limit: number, best: number): NamedExpectation {
  return { label: "max stable latency (ms)", path: "workload.stable-latencies.1", comparison: "<", limit, best };
}
