/**
 * The options under which each broken node of this folder fails.
 *
 * @module
 */

/** One node, no faults. */
export const KAFKA = words("-w kafka --node-count 1 --concurrency 4n --time-limit 20 --rate 100");
/** One node, many transactions at the same time. */
export const REGISTERS = words("-w txn-rw-register --node-count 1 --concurrency 10n --time-limit 5 --rate 400");
export const LISTS = words("-w txn-list-append --node-count 1 --concurrency 10n --time-limit 5 --rate 400");

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  "broadcast_forgets.ts": words("-w broadcast --node-count 1 --time-limit 20 --rate 10"),
  "broadcast_invents.ts": words("-w broadcast --node-count 1 --time-limit 10 --rate 10"),
  "broadcast_no_retry.ts": words(
    "-w broadcast --node-count 5 --time-limit 20 --rate 10 --nemesis partition --nemesis-interval 4",
  ),
  "echo_late.ts": words("-w echo --node-count 1 --time-limit 12"),
  "echo_logs_on_stdout.ts": words("-w echo --node-count 1 --time-limit 5"),
  "echo_previous.ts": words("-w echo --node-count 1 --time-limit 5"),
  "echo_silent.ts": words("-w echo --node-count 1 --time-limit 12"),
  "echo_throws.ts": words("-w echo --node-count 1 --time-limit 5"),
  "echo_unhandled_rejection.ts": words("-w echo --node-count 2 --time-limit 5"),
  "g_counter_add_twice.ts": words("-w g-counter --node-count 3 --time-limit 10 --rate 20 --latency 100"),
  "g_counter_read_then_write.ts": words("-w g-counter --node-count 3 --time-limit 10 --rate 20 --latency 10"),
  "g_counter_stale.ts": words("-w g-counter --node-count 3 --time-limit 10 --rate 20"),
  "g_counter_trusts_seq_kv.ts": words("-w g-counter --node-count 3 --time-limit 10 --rate 20"),
  "g_set_forgets_at_restart.ts": words(
    "-w g-set --node-count 3 --time-limit 20 --rate 50 --nemesis kill --nemesis-interval 3",
  ),
  "kafka_commit_backwards.ts": KAFKA,
  "kafka_invents_message.ts": KAFKA,
  "kafka_loses_acknowledged.ts": KAFKA,
  "kafka_offsets_backwards.ts": KAFKA,
  "kafka_poll_leaves_gap.ts": KAFKA,
  "kafka_poll_repeats.ts": KAFKA,
  "kafka_poll_skips.ts": KAFKA,
  "kafka_refused_visible.ts": KAFKA,
  "kafka_reuses_offset.ts": KAFKA,
  "kafka_stores_twice.ts": KAFKA,
  "lin_kv_cached_reads.ts": words("-w lin-kv --node-count 3 --concurrency 2n --time-limit 10 --rate 20 --latency 10"),
  "lin_kv_split_brain.ts": words("-w lin-kv --node-count 3 --concurrency 4n --time-limit 10 --rate 50 --latency 50"),
  "lin_kv_trusts_lww_kv.ts": words("-w lin-kv --node-count 2 --concurrency 2n --time-limit 10 --rate 20"),
  "no_init.ts": words("-w echo --node-count 2 --time-limit 5"),
  "pn_counter_loses_negative.ts": words("-w pn-counter --node-count 3 --time-limit 10 --rate 20"),
  "txn_aborted_read.ts": [...REGISTERS, "--consistency-models", "read-committed"],
  "txn_circular_flow.ts": [...REGISTERS, "--consistency-models", "read-committed"],
  "txn_intermediate_read.ts": [...REGISTERS, "--consistency-models", "read-committed"],
  "txn_list_dirty_update.ts": [...LISTS, "--consistency-models", "read-committed"],
  "txn_list_dirty_write.ts": [...LISTS, "--consistency-models", "read-uncommitted"],
  "txn_list_garbage.ts": [...LISTS, "--consistency-models", "read-uncommitted"],
  "txn_list_order.ts": words(
    "-w txn-list-append --node-count 2 --concurrency 4n --time-limit 5 --rate 200 --latency 20 " +
      "--consistency-models read-committed",
  ),
  "txn_list_own_writes.ts": [...LISTS, "--consistency-models", "read-atomic"],
  "txn_list_stale.ts": [...LISTS, "--consistency-models", "strict-serializable"],
  "txn_list_twice.ts": [...LISTS, "--consistency-models", "read-uncommitted"],
  "txn_list_write_skew.ts": [...LISTS, "--consistency-models", "serializable"],
  "txn_lost_update.ts": [...REGISTERS, "--consistency-models", "update-atomic"],
  "txn_string_keys.ts": REGISTERS,
  "unique_ids_counter_reset.ts": words(
    "-w unique-ids --node-count 3 --time-limit 20 --rate 50 --nemesis kill --nemesis-interval 3",
  ),
  "unique_ids_waits_for_ever.ts": words(
    "-w unique-ids --node-count 3 --time-limit 20 --rate 50 --availability total --nemesis partition --nemesis-interval 3",
  ),
};

/** The files of all broken nodes. */
export const BROKEN_NODES: readonly string[] = Object.keys(OPTIONS);

/** The options of `workbench test` under which a node fails. */
export function optionsOf(file: string): readonly string[] {
  const options = OPTIONS[file];
  if (options === undefined) throw new RangeError(`No options for ${file}, expected one of ${BROKEN_NODES.join(", ")}`);
  return options;
}

function words(text: string): readonly string[] {
  return text.split(" ");
}
