import { assertEquals, assertMatch } from "@std/assert";
import { LISTS, REGISTERS } from "./options.ts";
import { runBroken } from "./run_broken.ts";

/** File, the anomalies to be found, and what the explanation of the first one says. */
const CAUGHT = [
  [
    "txn_aborted_read.ts",
    ["G1a"],
    /^Let T1 = .*\(aborted by n0 at .*T2 saw the value \d+/,
  ],
  [
    "txn_intermediate_read.ts",
    ["G1b"],
    /T1 wrote it only in passing and then replaced it/,
  ],
  ["txn_circular_flow.ts", ["G1c"], /T1 < T2 because T2 read key .*, which T1 wrote/],
  [
    "txn_lost_update.ts",
    ["lost-update"],
    /T1 and T2 read key .* all updates but one were lost/,
  ],
  ["txn_list_dirty_update.ts", ["G1a", "dirty-update"], /T1, which wrote it, was aborted/],
  ["txn_list_dirty_write.ts", ["G0"], /T2 appended \d+ to key \d+ right behind \d+/],
  ["txn_list_own_writes.ts", ["internal"], /that list had to/],
  ["txn_list_garbage.ts", ["garbage-read"], /no transaction ever appended it/],
  ["txn_list_twice.ts", ["duplicate-elements"], /holds \d+ elements? more than once/],
  ["txn_list_write_skew.ts", ["G2-item"], /so did not see .*However, /],
  [
    "txn_list_stale.ts",
    // The first and the last are what the thorough search alone finds; results have them in a field of ours.
    ["G-nonadjacent-item-realtime", "G-single-item-realtime", "G2-item-realtime"],
    /ended \(operation \d+\) .* ms before/,
  ],
] as const;

for (const [file, expected, text] of CAUGHT) {
  Deno.test(`the node of ${file} is reported as ${expected.join(" and ")}`, async () => {
    const { valid, errors, explanations } = await runBroken(file);
    assertEquals(valid, false);
    assertEquals(errors, [...expected]);
    assertMatch(explanations[0]?.text ?? "", text);
  });
}

Deno.test("lists that grow in different orders on two nodes are reported as incompatible-order", async () => {
  const { valid, errors } = await runBroken("txn_list_order.ts");
  assertEquals([valid, errors.includes("incompatible-order")], [false, true]);
});

/** Nodes that are correct under a model, and under all weaker ones. */
const ACCEPTED = [
  ["txn_correct.ts", REGISTERS, "strict-serializable"],
  ["txn_correct.ts", LISTS, "strict-serializable"],
  ["txn_circular_flow.ts", REGISTERS, "read-uncommitted"],
  ["txn_lost_update.ts", REGISTERS, "read-atomic"],
  ["txn_list_write_skew.ts", LISTS, "strong-snapshot-isolation"],
  ["txn_list_stale.ts", LISTS, "serializable"],
] as const;

for (const [file, options, model] of ACCEPTED) {
  Deno.test(`the node of ${file} is valid under ${model} with ${options[1]}`, async () => {
    const { valid, explanations } = await runBroken(file, [...options, "--consistency-models", model]);
    assertEquals([valid, explanations], [true, []]);
  });
}

Deno.test("a node that answers with strings for keys is told so", async () => {
  const { valid, explanations } = await runBroken("txn_string_keys.ts");
  assertEquals(valid, "unknown");
  assertMatch(explanations[0]?.text ?? "", /keys are of several types, number and string/);
});
