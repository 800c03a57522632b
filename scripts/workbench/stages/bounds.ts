/**
 * How each challenge is explored where no option says otherwise: what it claims to survive (see sweep/claims.ts), in a
 * size that takes seconds.
 *
 * @module
 */
import type { Budgets } from "../explore/steps.ts";

/** A tiny configuration. */
export interface Tiny extends Budgets {
  readonly nodes: number;
  readonly operations: number;
}

/** For files of which nothing is known. */
export const TINY: Tiny = { nodes: 2, operations: 3, drops: 0, duplicates: 0, timers: 2 };

const ALONE: Tiny = { ...TINY, nodes: 1 };

/** Name of the challenge to its configuration. */
export const TINY_CHALLENGES: Readonly<Record<string, Tiny>> = {
  "1_echo": ALONE,
  "2_unique_ids": TINY,
  "3a_broadcast_single_node": ALONE,
  // A lost message is lost for good there, as its header says.
  "3b_broadcast_multi_node": { ...TINY, nodes: 3, operations: 4, duplicates: 1 },
  "3c_broadcast_fault_tolerant": { ...TINY, nodes: 3, drops: 1, timers: 1 },
  "3d_broadcast_low_latency": { ...TINY, nodes: 3, drops: 1, timers: 1 },
  "3e_broadcast_few_messages": { ...TINY, nodes: 3, drops: 1 },
  "3e_broadcast_hub_tree": { ...TINY, nodes: 3, drops: 1 },
  "4_g_counter_seq_kv": { ...TINY, operations: 2, drops: 1, timers: 1 },
  "4_g_counter_crdt": { ...TINY, nodes: 3, drops: 1, duplicates: 1, timers: 3 },
  "5a_kafka_single_node": ALONE,
  "5b_kafka_lin_kv": { ...TINY, drops: 1, timers: 1 },
  "5c_kafka_efficient": { ...TINY, drops: 1, duplicates: 1 },
  "6a_txn_single_node": ALONE,
  "6b_txn_read_uncommitted": { ...TINY, drops: 1, duplicates: 1 },
  "6c_txn_read_committed": { ...TINY, drops: 1, duplicates: 1 },
};
