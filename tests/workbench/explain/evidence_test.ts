import { assertEquals } from "@std/assert";
import { addEvidence } from "../../../scripts/workbench/explain/evidence.ts";
import { EVENT_FORM } from "../../../scripts/workbench/net/event_form.ts";
import type { JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import { RecordList } from "../../../scripts/workbench/record_list.ts";
import type { Explanation } from "../../../scripts/workbench/verdict.ts";
import { runBroken } from "../../broken/run_broken.ts";

/** The first finding of a name in a broken node's run, with its evidence. */
async function firstFinding(file: string, anomaly: string, args?: readonly string[]): Promise<Explanation | undefined> {
  const run = await runBroken(file, args);
  return addEvidence(run, run.explanations).find((explanation) => explanation.anomaly === anomaly);
}

/** File of a broken node, finding, and the evidence for the first one of that name. */
const TOLD: readonly (readonly [file: string, anomaly: string, evidence: readonly string[]])[] = [
  ["broadcast_no_retry.ts", "lost", [
    "n3 got 6 from a client at 0.685 s.",
    'The only message that would have brought it to n0, "learn" from n3 at 0.685 s, was lost: cut by the partition from 0.000 s to 1.414 s.',
    "n3 sent n0 22 messages from 1.414 s to 30.000 s, after the partition had ended, none of them with 6.",
    "The last message with it left n3 at 0.685 s, and nothing did after the partition ended at 1.414 s.",
  ]],
  ["broadcast_invents.ts", "invented", [
    '-1 was in no request: n0 made it up in the "read_ok" to c2 of 0.092 s.',
  ]],
  ["echo_late.ts", "no-success", [
    'n0 received 4 requests of clients and sent 3 answers: "init_ok" and "echo_ok".',
    'The "echo_ok" that n0 sent at 7.000 s came too late: 7.000 s after the "echo" that it answers, when c1 had given up.',
    'The "echo_ok" that n0 sent at 12.000 s came too late: 7.000 s after the "echo" that it answers, when c2 had given up.',
    "3 operations did not end ok.",
    "3 of them began at n0 at 0.000 s, 5.000 s and 10.000 s; no fault had met n0 by then.",
  ]],
  ["unique_ids_waits_for_ever.ts", "availability", [
    "6 operations did not end ok.",
    "1 of them was open at n1 during the partition from 8.682 s to 13.713 s, begun at 8.688 s.",
    "1 of them was open at n2 during the partition from 8.682 s to 13.713 s, begun at 8.699 s.",
    "1 of them began at n1 at 13.716 s, after the partition from 8.682 s to 13.713 s had ended.",
    "1 of them began at n2 at 13.751 s, after the partition from 8.682 s to 13.713 s had ended.",
    "1 of them was open at n1 during the partition from 15.483 s to 18.721 s, begun at 18.720 s.",
    "1 of them began at n2 at 18.767 s, after the partition from 15.483 s to 18.721 s had ended.",
    'The "next" that n1 sent to n0 at 8.688 s was lost, cut by the partition from 8.682 s to 13.713 s, and n1 sent n0 no "next" after it: n1 may still wait for what should have followed.',
    'The "next" that n2 sent to n0 at 8.699 s was lost, cut by the partition from 8.682 s to 13.713 s, and n2 sent n0 no "next" after it: n2 may still wait for what should have followed.',
  ]],
  ["echo_silent.ts", "no-success", [
    'n0 received 4 requests of clients and sent 1 answer: "init_ok".',
    'None of 3 requests of type "echo" was answered.',
    "3 operations did not end ok.",
    "3 of them began at n0 at 0.000 s, 5.000 s and 10.000 s; no fault had met n0 by then.",
  ]],
  ["echo_throws.ts", "no-success", [
    'n0 received 29 requests of clients and sent 29 answers: "init_ok" and "error".',
    'n0 printed last on stderr: "TIME n0 Handler of \\"echo\\" failed: TypeError: Cannot read what is not there", ' +
    '"TIME n0     at ROOT/tests/broken/echo_throws.ts:11:11", "TIME n0     at Node.#handle (ROOT/lib/node.ts:LINE)".',
    "28 operations did not end ok.",
    '28 of them got error replies: all "crash" from n0.',
  ]],
  ["g_set_forgets_at_restart.ts", "lost", [
    "n0 got 0 from a client at 0.000 s, n2 from n0 at 0.994 s, n1 from n0 at 0.994 s.",
    "n2 was down from 2.381 s to 4.155 s and started again without its memory.",
    "n1 was down from 2.381 s to 4.155 s and started again without its memory.",
    "n0 was down from 12.313 s to 16.874 s and started again without its memory.",
  ]],
  ["g_counter_add_twice.ts", "wrong-final-read", [
    "Final reads: n1 352, n0 330, n2 354.",
    'n1 received "apply" {"delta":4} of n0 27 times, and clients had asked n0 for 9 such adds: some were sent again while they were not answered.',
    'n1 received "apply" {"delta":0} of n0 21 times, and clients had asked n0 for 7 such adds: some were sent again while they were not answered.',
    "8 more cases of this kind at n1.",
    'n1 answered the read of 20.035 s from its own memory; the last that it had heard was "apply" {"delta":4} from n2 at 10.185 s.',
  ]],
  ["g_counter_read_then_write.ts", "wrong-final-read", [
    "Final reads: n2 145, n0 145, n1 145.",
    "1 write to services replaced a value that the writer had not read. The first: n2 wrote 63 at 3.431 s over 66 of n1, though it had read 63 last.",
    "A read and a write are two steps, between which others write; a compare-and-set, tried again when it fails, is one.",
    'While n2 worked on the read of 20.000 s it got "read_ok" {"value":145} from lin-kv at 20.020 s.',
  ]],
  ["g_counter_trusts_seq_kv.ts", "wrong-final-read", [
    "Final reads: n0 148, n2 144, n1 148.",
    "seq-kv answered a read of n2 at 20.000 s, during operation 412, from a state 1 change and 10289 ms old.",
    "A node reads the newest state of seq-kv for sure only after it has changed the state itself: it writes a value that nobody has written before, and reads then.",
    'While n2 worked on the read of 20.000 s it got "read_ok" {"value":144} from seq-kv at 20.000 s.',
  ]],
  ["kafka_loses_acknowledged.ts", "lost-write", [
    'n0 got 3 of key "58" from a client at 17.750 s.',
    "So n0 had it, and no fault took it away.",
    'n0 was asked for key "58" from offset 0 on and answered at 30.000 s with offset 3, but not with 2.',
  ]],
  ["kafka_poll_repeats.ts", "nonmonotonic-poll", [
    'Operation 1274 is "poll" {"offsets":{"23":0}}, which reached n0 at 6.261 s and was answered by "poll_ok" {"msgs":{"23":[[0,1],[1,2],[2,3],[3,4],[4,5],[5,6],[6,7],[7,8]]}} at 6.261 s.',
    'Operation 1290 is "poll" {"offsets":{"23":8}}, which reached n0 at 6.335 s and was answered by "poll_ok" {"msgs":{"23":[[7,8],[8,9],[9,10]]}} at 6.335 s.',
  ]],
  ["lin_kv_cached_reads.ts", "stale-read", [
    'n0 had 4 of key 0 from "write" {"key":0,"value":4} of a client, which came at 0.149 s.',
    'n0 answered the read of 0.288 s from its own memory; the last that it had heard was "write_ok" from lin-kv at 0.170 s.',
    "n1 got 0 of key 0 from a client at 0.172 s, lin-kv from n1 at 0.183 s.",
    "No message with 0 of key 0 was sent to n0.",
    "The last message with it left n1 at 0.172 s.",
  ]],
  ["lin_kv_split_brain.ts", "stale-read", [
    'n2 had 0 of key 0 from "replicate" {"key":0,"value":0} of n1, which came at 0.160 s.',
    'n2 answered the read of 0.261 s from its own memory; the last that it had heard was "replicate" {"key":1,"value":0} from n1 at 0.229 s.',
    "n2 got 1 of key 0 from a client at 0.110 s, n1 from n2 at 0.160 s, n0 from n2 at 0.160 s.",
    "So n2 had it, and no fault took it away.",
  ]],
  ["txn_list_order.ts", "G0", [
    "n1 got 7 of key 16 from a client at 0.685 s.",
    "n0 got 7 of key 16 from n1 only at 0.706 s, after that.",
    "n1 got 2 of key 17 from n0 only at 0.708 s, after that.",
  ]],
  ["txn_lost_update.ts", "lost-update", [
    "n0 worked on all of them at the same time: operation 25 from 0.038 s to 0.058 s and operation 33 from 0.044 s to 0.065 s.",
  ]],
  ["unique_ids_counter_reset.ts", "duplicated", [
    "n1 was down from 2.381 s to 4.155 s, between the two, and started again without its memory.",
  ]],
];

for (const [file, anomaly, evidence] of TOLD) {
  Deno.test(`addEvidence() tells of the messages behind "${anomaly}" of ${file}`, async () => {
    assertEquals((await firstFinding(file, anomaly))?.evidence?.map(withoutPlaces), evidence);
  });
}

/** What is another on each machine, or with each change of lib. */
function withoutPlaces(text: string): string {
  return text.replaceAll(new URL("../../../", import.meta.url).href, "ROOT/")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME").replaceAll(/node\.ts:[\d:]+/g, "node.ts:LINE");
}

Deno.test("addEvidence() says how to see a log that was not kept", async () => {
  const run = await runBroken("echo_throws.ts");
  const [finding] = addEvidence({ ...run, lastLogLines: {} }, run.explanations);
  assertEquals(finding?.evidence?.[1], 'What nodes print when they fail with "crash" is shown by --log-stderr.');
});

Deno.test("addEvidence() says so where the journal is too long for the memory", async () => {
  const run = await runBroken("broadcast_no_retry.ts");
  const journal = new RecordList<JournalEvent>({ form: EVENT_FORM });
  for (const event of run.journal) journal.push(event);
  const [first, ...others] = addEvidence({ ...run, journal }, run.explanations);
  assertEquals(first?.evidence, [
    `Which messages mattered was not looked for in a journal of ${journal.length.toLocaleString("en")} events; a ` +
    "shorter --time-limit or a lower --rate gives one that is searched.",
  ]);
  assertEquals(others, run.explanations.slice(1));
});
