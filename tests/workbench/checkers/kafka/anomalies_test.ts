import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkKafka } from "../../../../scripts/workbench/checkers/kafka/mod.ts";
import type { History, Json } from "../../../../scripts/workbench/history.ts";
import { parseJson as parse } from "../../../../scripts/workbench/json.ts";
import { LogHistory, threeMessages } from "./log_history.ts";

/** The error types of a history, those that make it invalid first. */
function judge(history: History): { readonly valid: Json; readonly bad: Json; readonly all: Json } {
  const { verdict } = checkKafka(history);
  return { valid: verdict.valid, bad: verdict["bad-error-types"] ?? null, all: verdict["error-types"] ?? null };
}

/** The only text that explains an anomaly. */
function textOf(history: History, anomaly: string): string {
  const texts = checkKafka(history).explanations.filter((one) => one.anomaly === anomaly).map(({ text }) => text);
  assertEquals(texts.length, 1, JSON.stringify(texts));
  return texts[0]!;
}

function fieldOf(history: History, field: string): Json {
  return checkKafka(history).verdict[field] ?? null;
}

Deno.test("checkKafka() accepts a log that every consumer reads from start to end", () => {
  const history = threeMessages().assign(1, ["1"]).poll(1, { "1": [[0, 1], [1, 2]] }).poll(1, { "1": [[2, 3]] }).done();
  assertEquals(checkKafka(history), {
    verdict: {
      valid: true,
      "worst-realtime-lag": { time: 0.008, process: 1, key: "1", lag: 0.003 },
      "bad-error-types": [],
      "error-types": [],
      "info-txn-causes": [],
    },
    explanations: [],
  });
});

Deno.test("checkKafka() accepts gaps between offsets and an indefinite send that turns up", () => {
  const history = new LogHistory().send(0, "1", 1, 10).badSend(0, "1", 2, "info").assign(1, ["1"])
    .poll(1, { "1": [[10, 1], [4000, 2]] }).done();
  assertEquals(judge(history), { valid: true, bad: [], all: [] });
  assertEquals(fieldOf(history, "info-txn-causes"), ["net-timeout"]);
});

Deno.test("checkKafka() finds an acknowledged message that consumers passed as lost-write and unseen", () => {
  const history = threeMessages().assign(1, ["1"]).poll(1, { "1": [[0, 1], [2, 3]] }).done();
  assertEquals(judge(history), {
    valid: false,
    bad: ["int-poll-skip", "lost-write", "unseen"],
    all: ["int-poll-skip", "lost-write", "unseen"],
  });
  assertEquals(fieldOf(history, "lost-write"), {
    count: 1,
    errs: [{
      key: "1",
      value: 2,
      index: 1,
      "max-read-index": 2,
      writer: { "op-index": 3 },
      "max-read": { "op-index": 9 },
    }],
  });
  assertEquals(
    textOf(history, "lost-write"),
    'Message 2 of key "1" was acknowledged at offset 1 by n0 at 0.00 s (operation 2), yet no poll returned it, ' +
      "although offset 2 was polled from n1 at 0.01 s (operation 8): the write is lost.",
  );
  assertEquals(fieldOf(history, "unseen"), { time: 9e6, unseen: { "1": 1 }, messages: { "1": [2] } });
});

Deno.test("checkKafka() reports a message beyond the last polled offset as unseen only", () => {
  const history = threeMessages().assign(1, ["1"]).poll(1, { "1": [[0, 1], [1, 2]] }).done();
  assertEquals(judge(history), { valid: false, bad: ["unseen"], all: ["unseen"] });
  assertStringIncludes(textOf(history, "unseen"), "no poll returned it up to the end of the run");
});

Deno.test("checkKafka() finds two messages at one offset as inconsistent-offsets, with a witness for each", () => {
  const history = new LogHistory().send(0, "1", 1, 0).send(2, "1", 2, 0)
    .assign(1, ["1"]).poll(1, { "1": [[0, 1]] }).assign(3, ["1"]).poll(3, { "1": [[0, 2]] }).done();
  assertEquals(judge(history).bad, ["inconsistent-offsets"]);
  assertEquals(fieldOf(history, "inconsistent-offsets"), {
    count: 1,
    errs: [{ key: "1", offset: 0, index: 0, values: [1, 2] }],
  });
  assertEquals(
    textOf(history, "inconsistent-offsets"),
    'Offset 0 of key "1" holds different messages: message 1 in the send acknowledged by n0 at 0.00 s (operation 0); ' +
      "message 2 in the send acknowledged by n2 at 0.00 s (operation 2). An offset belongs to one message for ever.",
  );
});

Deno.test("checkKafka() finds a message at two offsets as duplicate", () => {
  const history = new LogHistory().send(0, "1", 1, 0).assign(1, ["1"]).poll(1, { "1": [[0, 1], [5, 1]] }).done();
  assertEquals(judge(history).bad, ["duplicate", "int-nonmonotonic-poll"]);
  assertEquals(fieldOf(history, "duplicate"), {
    count: 1,
    errs: [{ key: "1", value: 1, count: 2, offsets: [0, 5] }],
  });
  assertStringIncludes(
    textOf(history, "duplicate"),
    'Message 1 of key "1" is at 2 offsets, 0, 5: offset 0 in the send',
  );
});

Deno.test("checkKafka() finds a poll that goes on too far as poll-skip", () => {
  const history = threeMessages().assign(2, ["1"]).poll(2, { "1": [[0, 1], [1, 2], [2, 3]] })
    .assign(1, ["1"]).poll(1, { "1": [[0, 1]] }).poll(1, { "1": [[2, 3]] }).done();
  assertEquals(judge(history).bad, ["poll-skip"]);
  assertEquals(fieldOf(history, "poll-skip"), {
    count: 1,
    errs: [{ key: "1", delta: 2, skipped: [2], ops: [{ "op-index": 13 }, { "op-index": 15 }] }],
  });
  assertEquals(
    textOf(history, "poll-skip"),
    'Process 1 polled key "1" from n1 up to offset 0 at 0.01 s (operation 12) and went on with offset 2 at 0.01 s ' +
      "(operation 14): it skipped message 2 at offset 1, acknowledged at offset 1 by n0 at 0.00 s (operation 2).",
  );
});

Deno.test("checkKafka() finds a poll that starts again as nonmonotonic-poll, also after an assign that keeps the key", () => {
  const read = threeMessages().assign(1, ["1"]).poll(1, { "1": [[0, 1], [1, 2], [2, 3]] });
  const history = read.assign(1, ["2", "1"]).poll(1, { "1": [[0, 1]] }).done();
  assertEquals(judge(history).bad, ["nonmonotonic-poll"]);
  assertEquals(fieldOf(history, "nonmonotonic-poll"), {
    count: 1,
    errs: [{ key: "1", delta: -2, values: [3, 1], ops: [{ "op-index": 9 }, { "op-index": 13 }] }],
  });
});

Deno.test("checkKafka() lets a consumer start again after an assign that dropped the key", () => {
  const history = threeMessages().assign(1, ["1"]).poll(1, { "1": [[0, 1], [1, 2], [2, 3]] })
    .assign(1, ["2"]).assign(1, ["1"]).poll(1, { "1": [[0, 1]] }).done();
  assertEquals(judge(history), { valid: true, bad: [], all: [] });
});

Deno.test("checkKafka() finds steps back and skips within one poll", () => {
  const full = threeMessages().assign(1, ["1"]).poll(1, { "1": [[0, 1], [1, 2], [2, 3]] }).assign(2, ["1"]);
  const skip = full.poll(2, { "1": [[0, 1], [2, 3], [1, 2]] }).done();
  assertEquals(judge(skip).bad, ["int-nonmonotonic-poll", "int-poll-skip"]);
  assertEquals(fieldOf(skip, "int-poll-skip"), {
    count: 1,
    errs: [{ key: "1", delta: 2, values: [1, 3], skipped: [2], op: { "op-index": 13 } }],
  });
  assertEquals(fieldOf(skip, "int-nonmonotonic-poll"), {
    count: 1,
    errs: [{ key: "1", delta: -1, values: [3, 2], op: { "op-index": 13 } }],
  });
  assertStringIncludes(textOf(skip, "int-nonmonotonic-poll"), "(offset 2) and then message 2 (offset 1): 1 step back");
});

Deno.test("checkKafka() finds sends of a process against the order of the log as nonmonotonic-send", () => {
  const history = new LogHistory().send(0, "1", 1, 1).send(0, "1", 2, 0).assign(1, ["1"])
    .poll(1, { "1": [[0, 2], [1, 1]] }).done();
  assertEquals(judge(history).bad, ["nonmonotonic-send"]);
  assertEquals(fieldOf(history, "nonmonotonic-send"), {
    count: 1,
    errs: [{ key: "1", delta: -1, values: [1, 2], ops: [{ "op-index": 1 }, { "op-index": 3 }] }],
  });
  assertStringIncludes(textOf(history, "nonmonotonic-send"), "the later one has offset 0 and the earlier one offset 1");
});

Deno.test("checkKafka() finds a poll of a refused message as G1a", () => {
  const history = new LogHistory().badSend(0, "1", 1, "fail").send(0, "1", 2, 1).assign(1, ["1"])
    .poll(1, { "1": [[0, 1], [1, 2]] }).done();
  assertEquals(judge(history).bad, ["G1a"]);
  assertEquals(fieldOf(history, "G1a"), {
    count: 1,
    errs: [{ key: "1", value: 1, writer: { "op-index": 1 }, reader: { "op-index": 7 } }],
  });
  assertStringIncludes(textOf(history, "G1a"), "was refused by n0 at 0.00 s (operation 0), so it does not exist");
});

Deno.test("checkKafka() finds a message that was polled before its send began as G1c-realtime", () => {
  const history = new LogHistory().assign(1, ["1"]).poll(1, { "1": [[0, 1]] }).send(0, "1", 1, 0).poll(1, {}).done();
  assertEquals(judge(history).bad, ["G1c-realtime", "strong-PL-2-cycle-exists"]);
  assertEquals(fieldOf(history, "G1c-realtime"), {
    count: 1,
    errs: [{
      type: "G1c-realtime",
      cycle: [{ "op-index": 5 }, { "op-index": 3 }, { "op-index": 5 }],
      steps: [
        { type: "wr", key: "1", value: 1, "a-mop-index": 0, "b-mop-index": 0 },
        { type: "realtime", "a'": { "op-index": 3 }, b: { "op-index": 4 } },
      ],
    }],
  });
  assertEquals(
    textOf(history, "G1c-realtime"),
    "Let T1 = the send answered by n0 at 0.01 s (operation 4), T2 = the poll answered by n1 at 0.00 s (operation 2). " +
      'T1 < T2, because T2 polled message 1 of key "1", which T1 sent. ' +
      "However, T2 < T1, because T2 had ended at 0.003000 s before T1 began at 0.004000 s. This is a contradiction.",
  );
});

Deno.test("checkKafka() finds transactions that polled from each other as G1c", () => {
  const history = new LogHistory()
    .entry(0, "invoke", "txn", [["send", "1", 1], ["poll"]])
    .entry(1, "invoke", "txn", [["send", "2", 1], ["poll"]])
    .entry(0, "ok", "txn", [["send", "1", [0, 1]], ["poll", { "2": [[0, 1]] }]])
    .entry(1, "ok", "txn", [["send", "2", [0, 1]], ["poll", { "1": [[0, 1]] }]]).done();
  assertEquals(judge(history).bad, ["G1c", "PL-2-cycle-exists"]);
  assertEquals(fieldOf(history, "PL-2-cycle-exists"), {
    count: 1,
    errs: [{
      type: "PL-2-cycle-exists",
      not: "read-committed",
      subgraph: ["union", "ww", "wwp", "wr", "wrp"],
      "scc-size": 2,
      scc: [2, 3],
    }],
  });
});

Deno.test("checkKafka() finds transactions that poll what they sent as precommitted-read", () => {
  const history = new LogHistory()
    .txn(0, [["send", "1", 1], ["poll"]], [["send", "1", [0, 1]], ["poll", { "1": [[0, 1]] }]])
    .txn(0, [["poll"]], [["poll", {}]]).done();
  assertEquals(judge(history).bad, ["precommitted-read"]);
});

Deno.test("checkKafka() shows interleaved sends of a transaction and takes no offence", () => {
  const history = new LogHistory()
    .txn(0, [["send", "1", 1], ["send", "1", 3]], [["send", "1", [0, 1]], ["send", "1", [2, 3]]])
    .send(1, "1", 2, 1).assign(2, ["1"]).poll(2, { "1": [[0, 1], [1, 2], [2, 3]] }).done();
  assertEquals(judge(history), { valid: true, bad: [], all: ["int-send-skip"] });
  assertEquals(checkKafka(history).explanations.map(({ severity }) => severity), ["warning"]);
});

Deno.test("checkKafka() finds sends of a transaction in the wrong order as int-nonmonotonic-send", () => {
  const history = new LogHistory()
    .txn(0, [["send", "1", 1], ["send", "1", 2]], [["send", "1", [1, 1]], ["send", "1", [0, 2]]])
    .assign(2, ["1"]).poll(2, { "1": [[0, 2], [1, 1]] }).done();
  assertEquals(judge(history).bad, ["int-nonmonotonic-send"]);
});

Deno.test("checkKafka() counts a key that only the last operation polled, without acknowledged send, as unseen", () => {
  const history = new LogHistory().badSend(0, "1", 1, "fail").send(0, "2", 1, 0).assign(1, ["1", "2"])
    .poll(1, { "1": [[0, 1]], "2": [[0, 1]] });
  assertEquals(judge(history.done()).bad, ["G1a", "unseen"]);
  assertEquals(judge(history.poll(1, {}).done()).bad, ["G1a"]);
});

Deno.test("checkKafka() cannot judge a polled message that nobody sent and says who returned it", () => {
  const history = threeMessages().assign(1, ["1"]).poll(1, { "1": [[0, 1], [1, 99]] }).done();
  const { verdict, explanations } = checkKafka(history);
  assertEquals(verdict, { valid: "unknown", error: { type: "no-writer-of-value", key: "1", value: 99 } });
  assertEquals(
    explanations[0]?.text,
    'n1 returned message 99 at offset 1 of key "1" to a poll at 0.01 s (operation 8), but no completed operation sent ' +
      "it: it is made up, changed on the way, or its send is still open.",
  );
  assertEquals(explanations.map(({ severity }) => severity), ["unknown", "warning", "warning", "warning"]);
});

Deno.test("checkKafka() keeps the original's failure at a key that was only ever polled empty, and judges for itself", () => {
  const history = new LogHistory().send(0, "1", 1, 0).assign(1, ["1", "2"]).poll(1, { "1": [[0, 1]], "2": [] }).done();
  const { verdict, ownValid, explanations } = checkKafka(history);
  assertEquals(verdict, { valid: "unknown", error: { type: "only-empty-polls", keys: ["2"] } });
  assertEquals([ownValid, explanations.map(({ severity }) => severity)], [true, ["warning"]]);
  const lost = new LogHistory().send(0, "1", 1, 0).send(0, "1", 2, 1).assign(1, ["1", "2"])
    .poll(1, { "1": [[1, 2]], "2": [] }).done();
  assertEquals(checkKafka(lost).ownValid, false);
});

Deno.test("checkKafka() names an offset below 0, where the original fails", () => {
  const history = new LogHistory().send(0, "1", 1, -3).assign(1, ["1"]).poll(1, { "1": [] }).done();
  const { verdict, ownValid, explanations } = checkKafka(history);
  assertEquals([verdict, ownValid], [{ valid: "unknown", error: { type: "negative-offset" } }, undefined]);
  assertEquals(
    explanations[0]?.text,
    'Offset -3 of key "1" is negative (operation 1), expected offsets from 0 on; the original fails on such a history.',
  );
});

Deno.test("checkKafka() cannot judge an empty history", () => {
  assertEquals(checkKafka([]).verdict, { valid: "unknown", error: { type: "empty-history" } });
});

Deno.test("checkKafka() calls a history without any order invalid", () => {
  const history = new LogHistory().send(0, "1", 1, 0).done();
  assertEquals(judge(history).bad, ["empty-transaction-graph", "unseen"]);
});

Deno.test("checkKafka() warns of commits that go backwards on a node and leaves the verdict alone", () => {
  // Processes 1 and 4 talk to n1, process 2 to n2.
  const committed = () => threeMessages().assign(1, ["1"], {}).poll(1, { "1": [[0, 1], [1, 2], [2, 3]] });
  assertEquals(checkKafka(committed().assign(4, ["1"], { "1": 2 }).done()).explanations, []);
  const { verdict, explanations } = checkKafka(committed().assign(4, ["1"], { "1": 1 }).done());
  assertEquals(verdict.valid, true);
  assertEquals(explanations, [{
    anomaly: "nonmonotonic-commit",
    severity: "warning",
    text: 'The commit of key "1" went backwards: n1 acknowledged the commit of offset 2 by 0.01 s, yet when asked at ' +
      "0.01 s it listed offset 1. A consumer that goes on from there reads messages twice. The verdict does not depend " +
      "on this: the original does not look.",
    operations: [11, 9],
    value: "1",
  }]);
  assertStringIncludes(textOf(committed().assign(4, ["1"], {}).done(), "nonmonotonic-commit"), "it listed no offset");
});

Deno.test("checkKafka() lets a node list less than another node knows, but not less than it listed itself", () => {
  const committed = threeMessages().assign(1, ["1"], {}).poll(1, { "1": [[0, 1], [1, 2], [2, 3]] });
  assertEquals(checkKafka(committed.assign(2, ["1"], {}).assign(2, ["1"], { "1": 1 }).done()).explanations, []);
  assertStringIncludes(
    textOf(committed.assign(5, ["1"], { "1": 0 }).done(), "nonmonotonic-commit"),
    "n2 listed offset 1 by 0.01 s, yet when asked at 0.01 s it listed offset 0",
  );
});

Deno.test("checkKafka() lists the 8 longest skips and counts all", () => {
  const history = new LogHistory();
  for (let message = 0; message < 30; message++) history.send(0, "1", message, message);
  const all = Array.from({ length: 30 }, (_, message) => [message, message] as const);
  history.assign(1, ["1"]).poll(1, { "1": all });
  for (let skip = 2; skip <= 20; skip++) history.assign(skip, ["1"]).poll(skip, { "1": [[0, 0], [skip, skip]] });
  const skips = fieldOf(history.done(), "int-poll-skip") as { count: number; errs: { delta: number }[] };
  assertEquals(skips.count, 19);
  assertEquals(skips.errs.map(({ delta }) => delta), [13, 14, 15, 16, 17, 18, 19, 20]);
});

Deno.test("checkKafka() orders offsets beyond 2^53 exactly", () => {
  const [low, high] = [parse("9007199254740993"), parse("9007199254740994")];
  const history = new LogHistory().send(0, "1", 1, low).send(0, "1", 2, high).assign(1, ["1"])
    .poll(1, { "1": [[low, 1], [high, 2]] });
  assertEquals(judge(history.done()), { valid: true, bad: [], all: [] });
  history.assign(2, ["1"]).poll(2, { "1": [[high, 2], [low, 1]] });
  assertEquals(judge(history.done()).bad, ["int-nonmonotonic-poll"]);
});
