/**
 * What each challenge claims to survive, and what a sweep must have seen before it proves the claim.
 *
 * The header of each challenge says the same, and a test compares the two.
 *
 * @module
 */
import type { FaultKind } from "../nemesis/fault.ts";

/** The claims of one challenge. */
export interface Claims {
  /** Values for `--nemesis`, one or several for each fault that the challenge survives. */
  readonly faults: readonly string[];
  /** Rare events (see coverage.ts) that a sweep over all these faults should meet at least once. */
  readonly exercises: readonly string[];
}

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

/** Both files of 3e. */
const HUBS: Claims = {
  faults: [...CUTS, ...MESSAGES, ...NODES],
  exercises: [...SPREAD, "message-resent", "log-stall", "log-hub-left"],
};

/** Name of the challenge file, without ending, to its claims. */
export const CLAIMS: Readonly<Record<string, Claims>> = {
  "1_echo": { faults: [...NODES, "kill"], exercises: ["fault-kill", "fault-pause"] },
  "2_unique_ids": {
    faults: [...CUTS, ...MESSAGES, ...NODES, "kill"],
    exercises: ["fault-kill", "fault-pause", "fault-clock"],
  },
  "3a_broadcast_single_node": NO_PEERS,
  "3b_broadcast_multi_node": {
    faults: ["duplicate:0.3", "reorder:200", "slow:5", "hold", ...NODES],
    exercises: ["message-doubled", "message-overtaken", "fault-hold", "fault-pause"],
  },
  "3c_broadcast_fault_tolerant": {
    faults: [...CUTS, ...MESSAGES, ...NODES],
    exercises: [...SPREAD, "request-retried"],
  },
  "3d_broadcast_low_latency": {
    faults: [...CUTS, ...MESSAGES, ...NODES],
    exercises: [...SPREAD, "message-resent", "log-stall"],
  },
  "3e_broadcast_few_messages": HUBS,
  "3e_broadcast_hub_tree": HUBS,
  "4_g_counter_seq_kv": {
    faults: [...CUTS, "partition:services", ...SERVICE_MESSAGES, ...NODES, "kill"],
    exercises: [
      "stale-read",
      "stale-cas",
      "cas-failed",
      "request-retried",
      "message-lost",
      "message-doubled",
      "fault-pause",
      "fault-kill",
    ],
  },
  "4_g_counter_crdt": { faults: [...CUTS, ...MESSAGES, ...NODES], exercises: REPLICATED },
  "5a_kafka_single_node": NO_PEERS,
  "5b_kafka_lin_kv": {
    faults: [...CUTS, "partition:services", ...MESSAGES, ...NODES, "kill"],
    exercises: ["cas-failed", "request-retried", "message-lost", "message-doubled", "fault-kill", "fault-pause"],
  },
  "5c_kafka_efficient": {
    faults: [...CUTS, ...MESSAGES, ...NODES],
    exercises: [...REPLICATED, "value-cut", "log-stall"],
  },
  "6a_txn_single_node": NO_PEERS,
  "6b_txn_read_uncommitted": ISOLATED,
  "6c_txn_read_committed": ISOLATED,
};

/** Faults under which a perfect node cannot answer everything, so that no availability may be demanded. */
export const UNAVAILABLE_FAULTS: ReadonlySet<FaultKind> = new Set(["kill", "pause"]);
