import { assertEquals, assertMatch } from "@std/assert";
import { KAFKA } from "./options.ts";
import { runBroken } from "./run_broken.ts";

/** File, errors that must be found (others may come with them), and what the explanation of the first says. */
const CAUGHT = [
  [
    "kafka_loses_acknowledged.ts",
    ["lost-write", "unseen"],
    /^Message \d+ of key "\d+" was acknowledged at offset \d+ by n0 at .* yet no poll returned it, although offset/,
  ],
  [
    "kafka_reuses_offset.ts",
    ["inconsistent-offsets"],
    /^Offset \d+ of key "\d+" holds different messages: message \d+ in the send acknowledged by n0 at/,
  ],
  ["kafka_poll_skips.ts", ["poll-skip"], /^Process \d+ polled key .* and went on with offset .*: it skipped message/],
  ["kafka_poll_leaves_gap.ts", ["int-poll-skip"], /^The poll answered by n0 at .*: it skipped message \d+ at offset/],
  ["kafka_poll_repeats.ts", ["nonmonotonic-poll"], /^Process \d+ polled key .*: the same message again, without an/],
  [
    "kafka_offsets_backwards.ts",
    ["nonmonotonic-send"],
    /^Process \d+ sent message .*: offsets of a process's sends must/,
  ],
  [
    "kafka_refused_visible.ts",
    ["G1a"],
    /^Message \d+ of key "\d+" was refused by n0 at .* yet n0 returned it to a poll/,
  ],
  ["kafka_stores_twice.ts", ["duplicate"], /^Message \d+ of key "\d+" is at 2 offsets, \d+, \d+: offset \d+ in the/],
] as const;

for (const [file, expected, text] of CAUGHT) {
  Deno.test(`the node of ${file} is reported as ${expected.join(" and ")}`, async () => {
    const { valid, errors, explanations } = await runBroken(file);
    assertEquals(valid, false);
    assertEquals(expected.filter((anomaly) => !errors.includes(anomaly)), [], `found ${errors}`);
    assertMatch(explanations.find(({ anomaly }) => anomaly === expected[0])?.text ?? "", text);
  });
}

Deno.test("a node whose last commit wins is reported by a warning, because the original does not look", async () => {
  const { valid, errors, warnings, explanations } = await runBroken("kafka_commit_backwards.ts");
  assertEquals([valid, errors, warnings], [true, [], ["nonmonotonic-commit"]]);
  assertMatch(explanations[0]?.text ?? "", /^The commit of key "\d+" went backwards: n0 .* it listed offset \d+/);
});

Deno.test("a node that invents a message makes the verdict unknown, and the reason names the message", async () => {
  const { valid, workload, explanations } = await runBroken("kafka_invents_message.ts");
  assertEquals([valid, explanations[0]?.anomaly], ["unknown", "no-writer-of-value"]);
  assertEquals((workload.error as { type: string; value: number }).value, -1);
  assertMatch(explanations[0]?.text ?? "", /^n0 returned message -1 at offset \d+ of key "\d+" to a poll/);
});

Deno.test("the same node with correct rules is valid, crashes of clients included", async () => {
  const { valid, explanations, history } = await runBroken("kafka_correct.ts", KAFKA);
  assertEquals([valid, explanations], [true, []]);
  const functions = new Set(history.filter(({ type }) => type !== "invoke").map(({ f, type }) => `${f} ${type}`));
  assertEquals([...functions].sort(), ["assign ok", "crash info", "poll ok", "send ok"]);
});
