import { assertEquals } from "@std/assert";
import type { History, Json, Operation } from "../../../../scripts/workbench/history.ts";
import { knowledgeOf } from "../../../../scripts/workbench/explain/figures/knowledge.ts";
import { classifyMessages, countClasses } from "../../../../scripts/workbench/explain/figures/message_classes.ts";
import { trafficOf } from "../../../../scripts/workbench/explain/figures/traffic.ts";
import { ValueMarks } from "../../../../scripts/workbench/explain/figures/value_marks.ts";
import type { JournalEvent } from "../../../../scripts/workbench/net/journal.ts";
import type { MessageClass } from "../../../../scripts/workbench/run_account.ts";
import type { ValueKind } from "../../../../scripts/workbench/workloads/workload.ts";

const MS = 1e6;

/** One message: when it was sent, when it arrived (undefined: never), its ends, its body. */
type Flight = readonly [
  sentMs: number,
  receivedMs: number | undefined,
  ends: string,
  body: { type: string } & Record<string, Json>,
];

/** What a run consists of. */
interface Run {
  readonly flights: readonly Flight[];
  readonly valueKind?: ValueKind;
  /** Values of invocations, in order. */
  readonly told?: readonly Json[];
}

/** The classes of the messages between servers, in the order of sending. */
function classesOf({ flights, valueKind = "element", told = [] }: Run) {
  const history: History = told.map((value, index): Operation => ({
    ...{ index, time: 0, process: index, type: "invoke", f: "broadcast", value },
  }));
  const events = flights.flatMap(([sentMs, receivedMs, ends, body], id) => {
    const [src = "", dest = ""] = ends.split(" ");
    const message = { id, src, dest, body };
    const end = receivedMs === undefined
      ? { atMs: sentMs, type: "drop" as const, message, reason: "loss" as const }
      : { atMs: receivedMs, type: "recv" as const, message };
    return [{ atMs: sentMs, type: "send" as const, message }, end];
  }).toSorted((a, b) => a.atMs - b.atMs);
  const journal = events.map(({ atMs, ...event }, id): JournalEvent => ({ id, time: atMs * MS, ...event }));
  const marks = new ValueMarks(history, { valueKind });
  const traffic = trafficOf(journal, marks);
  const services = new Set(["lin-kv"]);
  const knowledge = knowledgeOf({
    ...{ traffic, services, faults: [] },
    ...{ valueCount: marks.values.length, placeCount: marks.placeCount },
  });
  const classified = classifyMessages({ traffic, knowledge, services, reactionNs: 2 * MS });
  return { classes: [...classified.classes.values()], counts: countClasses(traffic, classified), classified };
}

const told = (value: number, node: string, atMs: number): Flight => [
  ...[atMs, atMs, `c1 ${node}`, { type: "broadcast", message: value }] as const,
];

Deno.test("classifyMessages() tells news from echoes, from what others had brought, and from acknowledgements", () => {
  const { classes, counts } = classesOf({
    told: [7],
    flights: [
      told(7, "n0", 0),
      [1, 10, "n0 n1", { type: "tell", value: 7 }],
      [1, 10, "n0 n2", { type: "tell", value: 7 }],
      [11, 20, "n1 n2", { type: "tell", value: 7 }],
      [12, 21, "n1 n0", { type: "tell", value: 7 }],
      [13, 22, "n1 n0", { type: "got", value: 7 }],
      [30, undefined, "n2 n0", { type: "tell", value: 7 }],
    ],
  });
  const expected: MessageClass[] = ["news", "news", "known", "known", "acknowledged", "lost"];
  assertEquals(classes, expected);
  assertEquals(counts.known, { echoed: 1, repeated: 0, overtaken: 1 });
  assertEquals(counts.total, 6);
});

Deno.test("classifyMessages() takes what is said again for a repetition only while it cannot have been answered", () => {
  const flights: Flight[] = [
    told(7, "n0", 0),
    [1, 101, "n0 n1", { type: "tell", value: 7 }],
    [50, 150, "n0 n1", { type: "tell", value: 7 }],
    [102, 202, "n1 n0", { type: "got" }],
    [300, 400, "n0 n1", { type: "tell", value: 7 }],
  ];
  assertEquals(classesOf({ told: [7], flights }).classes, ["news", "retried", "acknowledged", "known"]);
});

Deno.test("classifyMessages() calls an answer late that comes after its question was repeated", () => {
  const { classes } = classesOf({
    told: [7],
    flights: [
      told(7, "n0", 0),
      [1, 101, "n0 n1", { type: "tell", msg_id: 1, value: 7 }],
      [50, 150, "n0 n1", { type: "tell", msg_id: 2, value: 7 }],
      [102, 202, "n1 n0", { type: "tell_ok", in_reply_to: 1 }],
      [151, 251, "n1 n0", { type: "tell_ok", in_reply_to: 2 }],
    ],
  });
  assertEquals(classes, ["news", "retried", "late", "acknowledged"]);
});

Deno.test("a counter that runs behind the values is not taken for one of them", () => {
  const values = Array.from({ length: 40 }, (_, value) => value);
  const { classes } = classesOf({
    told: values,
    flights: values.flatMap((value): Flight[] => [
      told(value, "n0", 10 * value),
      [10 * value + 1, 10 * value + 2, "n0 n1", { type: "tell", value, count: Math.floor(value / 4) }],
      [10 * value + 3, 10 * value + 4, "n1 n0", { type: "heartbeat", count: Math.floor(value / 4) }],
    ]),
  });
  assertEquals(classes.filter((name) => name === "news").length, 40);
  assertEquals(classes.filter((name) => name === "known").length, 0);
});

Deno.test("values are followed where a flood repeats a few of many that were told", () => {
  const values = Array.from({ length: 40 }, (_, value) => value);
  const { classes } = classesOf({
    told: values,
    flights: [
      ...values.map((value) => told(value, "n0", 0)),
      ...Array.from({ length: 900 }, (_, at): Flight => [
        ...[at + 1, at + 2, "n0 n1", { type: "tell", messages: [0, 1, 2, 3, 4, 5], sequence: 1000 + at }] as const,
      ]),
    ],
  });
  assertEquals(classes.filter((name) => name === "news").length, 1);
});

Deno.test("a service learns nothing from a compare-and-set that it refuses, and both messages count as refused", () => {
  const sent = (key: string, message: number, node: string, atMs: number): Flight => [
    ...[atMs, atMs, `c1 ${node}`, { type: "send", key, msg: message }] as const,
  ];
  const { classes } = classesOf({
    valueKind: "message",
    told: [[["send", "k", 1]], [["send", "k", 2]]],
    flights: [
      sent("k", 1, "n0", 0),
      sent("k", 2, "n1", 0),
      [1, 2, "n0 lin-kv", { type: "cas", msg_id: 1, key: "log-k", from: [], to: [1] }],
      [1, 3, "n1 lin-kv", { type: "cas", msg_id: 1, key: "log-k", from: [], to: [2] }],
      [4, 5, "lin-kv n0", { type: "cas_ok", in_reply_to: 1 }],
      [4, 6, "lin-kv n1", { type: "error", in_reply_to: 1, code: 22, text: "other" }],
      [7, 8, "n1 lin-kv", { type: "read", msg_id: 2, key: "log-k" }],
      [9, 10, "lin-kv n1", { type: "read_ok", in_reply_to: 2, value: [1] }],
    ],
  });
  // Without names for keys the service's key "log-k" stands for none: nothing is followed, and contents decide.
  assertEquals(classes.slice(0, 5), ["news", "refused", "acknowledged", "refused", "asked"]);
});

Deno.test("where values cannot be followed, a message is news that says something else than the last one", () => {
  const { classes } = classesOf({
    valueKind: "sum",
    flights: [
      [1, 2, "n0 n1", { type: "merge", counts: { n0: 1 } }],
      [3, 4, "n0 n1", { type: "merge", counts: { n0: 1 } }],
      [5, 6, "n0 n1", { type: "merge", counts: { n0: 4 } }],
    ],
  });
  assertEquals(classes, ["news", "retried", "news"]);
});

Deno.test("classifyMessages() notices messages that carry all that their senders know", () => {
  const values = Array.from({ length: 12 }, (_, value) => value);
  const { classified } = classesOf({
    told: values,
    flights: [
      ...values.map((value) => told(value, "n0", value)),
      [20, 21, "n0 n1", { type: "gossip", all: values }],
      [22, 23, "n0 n1", { type: "gossip", all: values.slice(0, 3) }],
    ],
  });
  assertEquals(classified.wholeSets.size, 1);
});
