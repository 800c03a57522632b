import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { complaintsOf } from "../../../scripts/workbench/workloads/reply_schema.ts";
import type { Generator, PlannedOperation } from "../../../scripts/workbench/generator/generator.ts";
import type { Json, Operation } from "../../../scripts/workbench/history.ts";
import { parseJson } from "../../../scripts/workbench/json.ts";
import { kafka } from "../../../scripts/workbench/workloads/kafka.ts";
import { OPTIONS, streamOf, take } from "./generator_driver.ts";

const NS_PER_S = 1e9;

function generators(seed = 3) {
  return kafka.generators(OPTIONS, streamOf(seed));
}

function ok(f: string, value: Json): Operation {
  return { index: 0, time: 0, process: 0, type: "ok", f, value };
}

/** Asks a generator for one operation of a thread at a time. */
function ask(generator: Generator, timeS: number, thread = 0): PlannedOperation | "wait" | "done" {
  const step = generator.next({
    timeNs: timeS * NS_PER_S,
    freeThreads: [thread],
    threads: [0, 1, 2, 3],
    processOf: (other) => other,
    random: streamOf(0),
  });
  return step.kind === "operation" ? step.operation : step.kind;
}

Deno.test("kafka sends and polls equally often, one key each, and assigns one time in 64", () => {
  const operations = take(generators().main, { count: 20_000, threads: 4 });
  const ofFunction = (f: string) => operations.filter((operation) => operation.f === f);
  // Standard deviations are 71 sends or polls, and 18 assigns.
  assertAlmostEquals(ofFunction("send").length, 9840, 400);
  assertAlmostEquals(ofFunction("poll").length, 9840, 400);
  assertAlmostEquals(ofFunction("assign").length, 312, 100);
  assertEquals(new Set(ofFunction("poll").map(({ value }) => JSON.stringify(value))), new Set(['[["poll"]]']));
  for (const { value } of ofFunction("assign")) {
    assert(/^\["\d+"\]$/.test(JSON.stringify(value)), JSON.stringify(value));
  }
});

Deno.test("kafka counts the messages of each key from 1 and gives a key up after 16", () => {
  const sent = new Map<string, number[]>();
  for (const { f, value } of take(generators().main, { count: 4000, threads: 4 })) {
    if (f !== "send") continue;
    const [[, key, message]] = value as [[string, string, number]];
    sent.set(key, [...(sent.get(key) ?? []), message]);
  }
  for (const messages of sent.values()) assertEquals(messages, messages.map((_, position) => position + 1));
  assertEquals(Math.max(...[...sent.values()].map((messages) => messages.length)), 16);
  assert(sent.size > 50, `${sent.size} keys`);
});

Deno.test("kafka crashes a client at once and then every 30 s divided by the concurrency", () => {
  const { main } = generators();
  const crashes = Array.from({ length: 60_000 }, (_, position) => position / 10).filter((timeS) => {
    const operation = ask(main, timeS);
    return typeof operation === "object" && operation.f === "crash";
  });
  assertEquals(crashes[0], 0);
  // 6000 s with a mean of 7.5 s (and 0.05 s for the steps of this test): about 795, standard deviation 16.
  assertAlmostEquals(crashes.length, 795, 80);
});

Deno.test("kafka lets one assign in three take on the keys that are sent to and not polled", () => {
  const { main } = generators();
  main.update?.(ok("send", [["send", "77", [5, 1]]]), 0);
  main.update?.(ok("send", [["send", "88", [5, 1]]]), 0);
  main.update?.(ok("poll", [["poll", { "88": [[0, 3], [5, 1]], "77": [[4, 9]] }]]), 0);
  const assigns = take(main, { count: 40_000, threads: 4 }).filter(({ f }) => f === "assign");
  const extended = assigns.filter(({ value }) => (value as string[]).length > 1);
  assertAlmostEquals(extended.length / assigns.length, 1 / 3, 0.1);
  for (const { value } of extended) assertEquals((value as string[])[0], "77");
  main.update?.(ok("poll", [["poll", { "77": [[5, 1]] }]]), 0);
  const later = take(main, { count: 10_000, threads: 4 }).filter(({ f }) => f === "assign");
  assertEquals(later.filter(({ value }) => (value as string[]).length > 1), []);
});

Deno.test("kafka lets every thread crash, assign all keys from the start, and poll until it has seen the end", () => {
  const { main, final } = generators();
  assert(final !== undefined);
  main.update?.(ok("send", [["send", "10", [5, 1]]]), 0);
  main.update?.(ok("poll", [["poll", { "9": [[2, 1]] }]]), 0);
  main.update?.({ ...ok("send", [["send", "8", [5, 1]]]), type: "info" }, 0);
  const assign = { f: "assign", value: ["9", "10"], "seek-to-beginning": true };
  for (const thread of [0, 1]) {
    assertEquals(ask(final, 30, thread), { f: "crash", value: null, thread });
    assertEquals(ask(final, 30, thread), { ...assign, thread });
    assertEquals(ask(final, 30, thread), { f: "poll", value: [["poll"]], thread });
    assertEquals(ask(final, 30, thread), "wait");
  }
  final.update?.(ok("poll", [["poll", { "9": [[0, 3], [2, 1]] }]]), 0);
  assertEquals(ask(final, 30.4, 0), { f: "poll", value: [["poll"]], thread: 0 });
  final.update?.(ok("poll", [["poll", { "10": [[5, 1]] }]]), 0);
  assertEquals(ask(final, 30.8, 0), "wait");
  assertEquals(ask(final, 30.8, 1), { f: "poll", value: [["poll"]], thread: 1 });
  assertEquals(ask(final, 40, 1), "done");
});

Deno.test("kafka has no final operations where nothing was seen", () => {
  assertEquals(ask(generators().final!, 30), "done");
});

/** A client, with a way to answer its requests. */
function openClient() {
  const client = kafka.openClient(OPTIONS);
  return {
    /** Performs an operation and returns what it asked and how it ended; `replies` are consumed one by one. */
    perform(f: string, value: Json, replies: readonly Record<string, Json>[] = [], extra: Partial<Operation> = {}) {
      const asked: Json[] = [];
      const coroutine = client.invoke({ ...ok(f, value), type: "invoke", ...extra });
      let step = coroutine.next();
      for (const fields of replies) {
        if (step.done) break;
        asked.push(step.value as Json);
        step = coroutine.next({ type: "reply", in_reply_to: 1, ...fields });
      }
      if (!step.done) {
        asked.push(step.value as Json);
        coroutine.return({ type: "info", value });
      }
      return { asked, outcome: step.done ? step.value : undefined };
    },
  };
}

Deno.test("kafka's client notes the offset of what it sent", () => {
  assertEquals(openClient().perform("send", [["send", "9", 3]], [{ offset: 7 }]), {
    asked: [{ type: "send", key: "9", msg: 3 }],
    outcome: { type: "ok", value: [["send", "9", [7, 3]]] },
  });
});

Deno.test("kafka's client starts assigned keys at 0, goes on where it was, and commits what it polled", () => {
  const { perform } = openClient();
  assertEquals(perform("poll", [["poll"]], [{ msgs: {} }]), {
    asked: [{ type: "poll", offsets: {} }],
    outcome: { type: "ok", value: [["poll", {}]] },
  });
  assertEquals(perform("assign", ["9", "4"], [{ offsets: { "9": 6 } }]), {
    asked: [{ type: "list_committed_offsets", keys: ["9", "4"] }],
    outcome: { type: "ok", value: ["9", "4"], committed: { "9": 6 } },
  });
  const msgs = { "9": [[0, 1], [3, 2]], "4": [] };
  assertEquals(perform("poll", [["poll"]], [{ msgs }, {}]), {
    asked: [{ type: "poll", offsets: { "9": 0, "4": 0 } }, { type: "commit_offsets", offsets: { "9": 3 } }],
    outcome: { type: "ok", value: [["poll", msgs]] },
  });
  perform("assign", ["9", "5"], [{ offsets: {} }]);
  assertEquals(perform("poll", [["poll"]]).asked, [{ type: "poll", offsets: { "9": 4, "5": 0 } }]);
});

Deno.test("kafka's client rewinds without a request when told to seek to the beginning", () => {
  const { perform } = openClient();
  perform("assign", ["9"], [{ offsets: {} }]);
  perform("poll", [["poll"]], [{ msgs: { "9": [[0, 1]] } }, {}]);
  assertEquals(perform("assign", ["9"], [], { "seek-to-beginning": true }), {
    asked: [],
    outcome: { type: "ok", value: ["9"] },
  });
  assertEquals(perform("poll", [["poll"]]).asked, [{ type: "poll", offsets: { "9": 0 } }]);
});

Deno.test("kafka's client moves on before its commit is answered, and not when an assign fails", () => {
  const { perform } = openClient();
  perform("assign", ["9"], [{ offsets: {} }]);
  perform("poll", [["poll"]], [{ msgs: { "9": [[0, 1]] } }]);
  perform("assign", ["4"]);
  assertEquals(perform("poll", [["poll"]]).asked, [{ type: "poll", offsets: { "9": 1 } }]);
});

Deno.test("kafka's client takes offsets beyond 2^53 for what they are", () => {
  const { perform } = openClient();
  perform("assign", ["9"], [{ offsets: {} }]);
  perform("poll", [["poll"]], [{ msgs: { "9": [[parseJson("9007199254740993"), 1]] } }, {}]);
  assertEquals(
    JSON.stringify(perform("poll", [["poll"]]).asked),
    '[{"type":"poll","offsets":{"9":9007199254740994}}]',
  );
});

Deno.test("kafka's crash ends the process without a request", () => {
  assertEquals(openClient().perform("crash", null), { asked: [], outcome: { type: "info", value: null } });
  assertEquals([kafka.reusesClients, [...kafka.idempotent]], [false, ["assign"]]);
});

Deno.test("kafka accepts any message at an integer offset in polls, null for no messages, and nothing else", () => {
  const schema = kafka.rpcs.find(({ request }) => request === "poll")!.reply;
  const accepts = (pairs: Json) =>
    complaintsOf(schema, { type: "poll_ok", in_reply_to: 1, msgs: { "9": pairs } }).length === 0;
  assertEquals([null, [], [[0, 1], [-7, "a"]], [[1, null]], [[parseJson("9007199254740993"), 1]]].map(accepts), [
    true,
    true,
    true,
    true,
    true,
  ]);
  assertEquals([[[0]], [[0, 1, 2]], [["0", 1]], [[0.5, 1]], [null], {}, "x"].map(accepts), Array(7).fill(false));
});
