/**
 * Every challenge with its official command lines (as on https://fly.io/dist-sys/), targets, claims and bounds, and with
 * what others have published. To add a challenge, add its record.
 *
 * @module
 */
import { BOUNDS, type Challenge, type Claims, type PublishedResult, type TimedResult } from "./challenge.ts";
import { FIGURES } from "../figures.ts";
import { limitOf, type NamedExpectation } from "./expectations.ts";

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

const CUTS = ["partition", "partition:bridge", "partition:asymmetric", "partition:single-link"];
const MESSAGES = ["loss:0.2", "duplicate:0.3", "reorder:200", "slow:5", "hold"];
/** A request may take four round trips to the service, some of them repeated, and a client waits 5 s. */
const SERVICE_MESSAGES = MESSAGES.map((fault) => fault === "slow:5" ? "slow:2" : fault);
/** A paused node loses nothing: what it is sent waits for it. */
const NODES = ["pause", "clock"];

const NO_PEERS: Claims = { faults: NODES, exercises: ["fault-pause", "operation-timed-out"] };
const REPLICATED = ["message-cut", "message-lost", "message-doubled", "message-overtaken", "fault-pause"];
const SPREAD = [...REPLICATED, "value-cut", "value-detoured"];
/** A kill loses writes, which isolation does not forbid. */
const ISOLATED: Claims = {
  faults: [...CUTS, ...MESSAGES, ...NODES, "kill"],
  exercises: [...REPLICATED, "value-cut", "log-stall", "fault-kill", "log-peer-restarted"],
};

const ALONE = { ...BOUNDS, nodes: 1 };

const ALL_AVAILABLE = limitOf(FIGURES.okFraction, "=", 1);

/** Published results for 25 nodes, 100 operations per second and 100 ms per hop. */
export const PUBLISHED_3D: readonly TimedResult[] = [
  { ...published("tree of 4, no acknowledgements", [11.99, 386, 505]), caveat: "not fault tolerant" },
  published("tree and batches", [13.17, 345, 411]),
  published("origin tells all, periodic sync", [14.73, 78, 102]),
  published("star, full sets each 100 ms", [6, 184, 293]),
  published("leader", [8.31, 230, 397]),
  { ...published("trees, no acknowledgements", [11.77, 175, 212]), caveat: "no repair" },
  published("star, full sets each 100 ms, measured here", [7.03, 193, 395], "measured"),
  published("teivah/gossip-glomers 3d, in Go, measured here", [23.68, 172, 240], "measured"),
];
/** The same for 3e, which has the command line of 3d. */
export const PUBLISHED_3E: readonly TimedResult[] = [
  published("star, batches of 500 ms, acknowledged", [1.92, 764, 1087]),
  published("hub, acknowledgements carry news", [1.99, 339, 678]),
  { ...published("hub and batches, measured here", [1.4, 389, 802], "measured"), caveat: "not partition safe" },
  published("teivah/gossip-glomers 3e, in Go, measured here", [1.78, 763, 1096], "measured"),
];

/** What both files of 3e have in common. */
const FEW_MESSAGES = {
  stage: "3e",
  published: PUBLISHED_3E,
  claims: {
    faults: [...CUTS, ...MESSAGES, ...NODES],
    exercises: [...SPREAD, "message-resent", "log-stall", "log-hub-left"],
  },
  bounds: { ...BOUNDS, nodes: 3, drops: 1 },
};
const FEW_MESSAGES_COMMAND = { args: BROADCAST_25, targets: limits([20, 1000, 2000], PUBLISHED_3E) };

/** What both counters that are kept in seq-kv have in common. */
const COUNTER_ON_SERVICE = {
  stage: "4",
  published: [{ ...countOnly(0.6, "measured"), design: "Python" }, countOnly(2.8), countOnly(4.8)],
  claims: {
    faults: [...CUTS, "partition:services", ...SERVICE_MESSAGES, ...NODES, "kill"],
    exercises: [
      ...["stale-read", "stale-cas", "cas-failed", "request-retried"],
      ...["message-lost", "message-doubled", "fault-pause", "fault-kill"],
    ],
  },
  bounds: { ...BOUNDS, operations: 2, drops: 1, timers: 1 },
};

/** Every challenge, in official order. Stages 3e and 4 have several files here. */
export const CHALLENGES: readonly Challenge[] = [
  {
    name: "1_echo",
    stage: "1",
    commands: [{ title: "Echo", args: ["-w", "echo", "--node-count", "1", "--time-limit", "10"], targets: [] }],
    claims: { faults: [...NODES, "kill"], exercises: ["fault-kill", "fault-pause"] },
    bounds: ALONE,
  },
  {
    name: "2_unique_ids",
    stage: "2",
    commands: [{
      title: "Unique ids",
      args: ["-w", "unique-ids", "--time-limit", "30", "--rate", "1000", "--node-count", "3", ...TOTAL, ...PARTITION],
      targets: [ALL_AVAILABLE],
    }],
    claims: {
      faults: [...CUTS, ...MESSAGES, ...NODES, "kill"],
      exercises: ["fault-kill", "fault-pause", "fault-clock"],
    },
    bounds: BOUNDS,
  },
  {
    name: "3a_broadcast_single_node",
    stage: "3a",
    commands: [{
      title: "Broadcast, single node",
      args: [...BROADCAST, "--node-count", "1", "--time-limit", "20", "--rate", "10"],
      targets: [],
    }],
    claims: NO_PEERS,
    bounds: ALONE,
  },
  {
    name: "3b_broadcast_multi_node",
    stage: "3b",
    commands: [{
      title: "Broadcast, multi node",
      args: [...BROADCAST, "--node-count", "5", "--time-limit", "20", "--rate", "10"],
      targets: [],
    }],
    claims: {
      faults: ["duplicate:0.3", "reorder:200", "slow:5", "hold", ...NODES],
      exercises: ["message-doubled", "message-overtaken", "fault-hold", "fault-pause"],
    },
    // A lost message is lost for good there, as its header says.
    bounds: { ...BOUNDS, nodes: 3, operations: 4, duplicates: 1 },
  },
  {
    name: "3c_broadcast_fault_tolerant",
    stage: "3c",
    commands: [{
      title: "Broadcast, fault tolerant",
      args: [...BROADCAST, "--node-count", "5", "--time-limit", "20", "--rate", "10", ...PARTITION],
      targets: [],
    }],
    claims: { faults: [...CUTS, ...MESSAGES, ...NODES], exercises: [...SPREAD, "request-retried"] },
    bounds: { ...BOUNDS, nodes: 3, drops: 1, timers: 1 },
  },
  {
    name: "3d_broadcast_low_latency",
    stage: "3d",
    commands: [{
      title: "Broadcast, low latency",
      args: BROADCAST_25,
      targets: limits([30, 400, 600], PUBLISHED_3D),
    }],
    published: PUBLISHED_3D,
    claims: { faults: [...CUTS, ...MESSAGES, ...NODES], exercises: [...SPREAD, "message-resent", "log-stall"] },
    bounds: { ...BOUNDS, nodes: 3, drops: 1, timers: 1 },
  },
  {
    name: "3e_broadcast_few_messages",
    commands: [{ title: "Broadcast, few messages", ...FEW_MESSAGES_COMMAND }],
    ...FEW_MESSAGES,
  },
  {
    name: "3e_broadcast_hub_tree",
    folder: "extras",
    commands: [{ title: "Broadcast, few messages, many nodes", ...FEW_MESSAGES_COMMAND }],
    ...FEW_MESSAGES,
  },
  {
    name: "4_g_counter_seq_kv",
    commands: [{ title: "Grow-only counter over seq-kv", args: [...G_COUNTER, ...PARTITION], targets: [] }],
    ...COUNTER_ON_SERVICE,
  },
  {
    name: "4_g_counter_turns",
    folder: "extras",
    commands: [{ title: "Grow-only counter over seq-kv, in turns", args: [...G_COUNTER, ...PARTITION], targets: [] }],
    ...COUNTER_ON_SERVICE,
  },
  {
    name: "4_g_counter_crdt",
    stage: "4",
    commands: [{ title: "Grow-only counter, CRDT", args: [...G_COUNTER, ...PARTITION], targets: [] }],
    published: [
      { ...countOnly(0.02, "measured"), design: "Ruby, state to all each 5 s", delayMs: 5000 },
      { ...countOnly(0.72), design: "gossip of the state" },
    ],
    claims: { faults: [...CUTS, ...MESSAGES, ...NODES], exercises: REPLICATED },
    bounds: { ...BOUNDS, nodes: 3, drops: 1 },
  },
  {
    name: "5a_kafka_single_node",
    stage: "5a",
    commands: [{
      title: "Kafka-style log, single node",
      args: ["-w", "kafka", "--node-count", "1", "--concurrency", "2n", "--time-limit", "20", "--rate", "1000"],
      targets: [],
    }],
    claims: NO_PEERS,
    bounds: ALONE,
  },
  {
    name: "5b_kafka_lin_kv",
    stage: "5b",
    commands: [{ title: "Kafka-style log over lin-kv", args: KAFKA_2, targets: [] }],
    published: [
      { ...countOnly(2.65), design: "Rust, batched compare-and-set", caveat: "lag 0.8 s" },
      countOnly(4.78),
    ],
    claims: {
      faults: [...CUTS, "partition:services", ...MESSAGES, ...NODES, "kill"],
      exercises: ["cas-failed", "request-retried", "message-lost", "message-doubled", "fault-kill", "fault-pause"],
    },
    bounds: { ...BOUNDS, drops: 1, timers: 3 },
  },
  {
    name: "5c_kafka_efficient",
    stage: "5c",
    commands: [{ title: "Kafka-style log, efficient", args: KAFKA_2, targets: [] }],
    published: [
      { ...countOnly(0.53, "measured"), design: "owners in memory", caveat: "lag 0.11 s", delayMs: 110 },
      { ...countOnly(1.37), design: "owner sharding" },
    ],
    claims: { faults: [...CUTS, ...MESSAGES, ...NODES], exercises: [...REPLICATED, "value-cut", "log-stall"] },
    bounds: { ...BOUNDS, drops: 1, duplicates: 1 },
  },
  {
    name: "6a_txn_single_node",
    stage: "6a",
    commands: [{
      title: "Transactions, single node",
      args: [
        ...["-w", "txn-rw-register", "--node-count", "1", "--time-limit", "20", "--rate", "1000"],
        ...["--concurrency", "2n", "--consistency-models", "read-uncommitted", ...TOTAL],
      ],
      targets: [ALL_AVAILABLE],
    }],
    claims: NO_PEERS,
    bounds: ALONE,
  },
  {
    name: "6b_txn_read_uncommitted",
    stage: "6b",
    commands: [
      {
        title: "Transactions, read uncommitted",
        args: [...TXN_2, "--rate", "1000", "--consistency-models", "read-uncommitted"],
        targets: [],
      },
      {
        title: "Transactions, read uncommitted, under partitions",
        args: [...TXN_2, "--rate", "1000", "--consistency-models", "read-uncommitted", ...TOTAL, ...PARTITION],
        targets: [ALL_AVAILABLE],
      },
    ],
    published: [{ ...countOnly(0.022, "measured"), design: "JavaScript on Deno" }],
    claims: ISOLATED,
    bounds: { ...BOUNDS, drops: 1, duplicates: 1 },
  },
  {
    name: "6c_txn_read_committed",
    stage: "6c",
    commands: [{
      title: "Transactions, read committed",
      args: [...TXN_2, "--rate", "1000", "--consistency-models", "read-committed", ...TOTAL, ...PARTITION],
      targets: [ALL_AVAILABLE],
    }],
    published: [{ ...countOnly(0.022, "measured"), design: "JavaScript on Deno" }],
    claims: ISOLATED,
    bounds: { ...BOUNDS, drops: 1, duplicates: 1 },
  },
];

/** Fly.io's limits for messages per operation, median and maximum stable latency, with the best published of each. */
function limits(
  [messages, medianMs, maxMs]: readonly [number, number, number],
  results: readonly TimedResult[],
): readonly NamedExpectation[] {
  const best = (figure: "messagesPerOperation" | "medianMs" | "maxMs") =>
    Math.min(...results.map((result) => result[figure]));
  return [
    limitOf(FIGURES.messagesPerOperation, "<", messages, best("messagesPerOperation")),
    limitOf(FIGURES.stableLatencyMedian, "<", medianMs, best("medianMs")),
    limitOf(FIGURES.stableLatencyMax, "<", maxMs, best("maxMs")),
  ];
}

function published(
  design: string,
  [messagesPerOperation, medianMs, maxMs]: readonly [number, number, number],
  claimedBy: PublishedResult["claimedBy"] = "authors",
): TimedResult {
  return { design, messagesPerOperation, medianMs, maxMs, claimedBy };
}

function countOnly(
  messagesPerOperation: number,
  claimedBy: PublishedResult["claimedBy"] = "authors",
): PublishedResult {
  return { messagesPerOperation, claimedBy };
}
