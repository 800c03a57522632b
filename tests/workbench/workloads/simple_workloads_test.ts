import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Json } from "../../../scripts/workbench/history.ts";
import { complaintsOf } from "../../../scripts/workbench/workloads/reply_schema.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";
import { broadcast } from "../../../scripts/workbench/workloads/broadcast.ts";
import { echo } from "../../../scripts/workbench/workloads/echo.ts";
import { gCounter } from "../../../scripts/workbench/workloads/g_counter.ts";
import { gSet } from "../../../scripts/workbench/workloads/g_set.ts";
import { pnCounter } from "../../../scripts/workbench/workloads/pn_counter.ts";
import { uniqueIds } from "../../../scripts/workbench/workloads/unique_ids.ts";
import type { Workload } from "../../../scripts/workbench/workloads/workload.ts";
import { OPTIONS, perform, streamOf, take } from "./generator_driver.ts";

const MANY = { count: 6000, threads: 4 };

function mainOperations(workload: Workload) {
  return take(workload.generators(OPTIONS, streamOf(3)).main, MANY);
}

function finalOperations(workload: Workload) {
  const { final } = workload.generators(OPTIONS, streamOf(3));
  return final && take(final, MANY);
}

Deno.test("echo generates payloads from 0 to 127 and takes the whole reply for the value", () => {
  const numbers = mainOperations(echo).map(({ value }) => Number(/^Please echo (\d+)$/.exec(String(value))?.[1]));
  assertEquals([Math.min(...numbers), Math.max(...numbers)], [0, 127]);
  assertEquals(perform(echo, "echo", "hi", { echo: "hi" }), {
    requests: [{ type: "echo", echo: "hi" }],
    outcome: { type: "ok", value: { type: "reply", in_reply_to: 1, echo: "hi" } },
  });
});

Deno.test("unique-ids takes the id for the value, whatever it is", () => {
  assertEquals(perform(uniqueIds, "generate", null, { id: ["n1", 2] }), {
    requests: [{ type: "generate" }],
    outcome: { type: "ok", value: ["n1", 2] },
  });
  assertEquals(uniqueIds.reusesClients, true);
});

Deno.test("broadcast generates each integer once and reads as often", () => {
  const operations = mainOperations(broadcast);
  const messages = operations.filter(({ f }) => f === "broadcast").map(({ value }) => value);
  assertEquals(messages, messages.map((_, index) => index));
  assertAlmostEquals(messages.length / operations.length, 0.5, 0.03);
});

Deno.test("broadcast ends with one final read per thread", () => {
  const read = { f: "read", value: null, final: true };
  assertEquals(finalOperations(broadcast), [0, 1, 2, 3].map((thread) => ({ ...read, thread })));
});

Deno.test("broadcast sends every node the whole topology first", () => {
  const topology = { n0: ["n1"], n1: ["n0"] };
  assertEquals(broadcast.setup?.({ ...OPTIONS, topology: "line" }, "n1"), [{ type: "topology", topology }]);
});

Deno.test("broadcast refuses a topology that it does not know", () => {
  assertThrows(() => broadcast.validate?.({ ...OPTIONS, topology: "ring" }), UsageError, "--topology");
});

Deno.test("broadcast asks and answers in its own fields", () => {
  assertEquals(perform(broadcast, "broadcast", 7), {
    requests: [{ type: "broadcast", message: 7 }],
    outcome: { type: "ok", value: 7 },
  });
  assertEquals(perform(broadcast, "read", null, { messages: [7] }), {
    requests: [{ type: "read" }],
    outcome: { type: "ok", value: [7] },
  });
});

Deno.test("broadcast and g-set take null for an empty list, and no other value for a list", () => {
  for (const [workload, field] of [[broadcast, "messages"], [gSet, "value"]] as const) {
    const schema = workload.rpcs.find(({ request }) => request === "read")!.reply;
    const accepts = (list: Json) =>
      complaintsOf(schema, { type: "read_ok", in_reply_to: 1, [field]: list }).length === 0;
    assertEquals([null, [], [1, "a"], {}, "1", 1].map(accepts), [true, true, true, false, false, false]);
    const history = [
      { index: 0, time: 0, process: 0, type: "invoke", f: "read", value: null },
      { index: 1, time: 1, process: 0, type: "ok", f: "read", value: null },
    ] as const;
    assertEquals(workload.checker(history, {}).verdict["lost-count"], 0);
  }
});

Deno.test("g-set marks its last reads not as final", () => {
  assertEquals(finalOperations(gSet)?.map(({ final }) => final), [undefined, undefined, undefined, undefined]);
});

Deno.test("g-set asks and answers in its own fields", () => {
  assertEquals(perform(gSet, "add", 7), {
    requests: [{ type: "add", element: 7 }],
    outcome: { type: "ok", value: 7 },
  });
  assertEquals(perform(gSet, "read", null, { value: [7] }).outcome, { type: "ok", value: [7] });
});

Deno.test("pn-counter adds -5 to 4, as often as it reads", () => {
  const operations = mainOperations(pnCounter);
  const deltas = operations.filter(({ f }) => f === "add").map(({ value }) => Number(value));
  assertEquals([Math.min(...deltas), Math.max(...deltas)], [-5, 4]);
  assertAlmostEquals(deltas.length / operations.length, 0.5, 0.03);
});

Deno.test("g-counter adds 0 to 4, half as often as it reads", () => {
  const operations = mainOperations(gCounter);
  const deltas = operations.filter(({ f }) => f === "add").map(({ value }) => Number(value));
  assertEquals([Math.min(...deltas), Math.max(...deltas)], [0, 4]);
  assertAlmostEquals(deltas.length / operations.length, 1 / 3, 0.03);
});

Deno.test("the counters ask and answer in their own fields, and end with final reads", () => {
  for (const workload of [gCounter, pnCounter]) {
    assertEquals(perform(workload, "add", 3), {
      requests: [{ type: "add", delta: 3 }],
      outcome: { type: "ok", value: 3 },
    });
    assertEquals(perform(workload, "read", null, { value: 12 }).outcome, { type: "ok", value: 12 });
    assertEquals(finalOperations(workload)?.map(({ final }) => final), [true, true, true, true]);
  }
});

Deno.test("only reads of broadcast are idempotent, and only g-set and the counters doubt definite errors", () => {
  const all = [broadcast, echo, gCounter, gSet, pnCounter, uniqueIds];
  assertEquals(all.map(({ idempotent }) => [...idempotent]), [["read"], [], [], [], [], []]);
  assertEquals(all.map(({ indeterminateErrors }) => indeterminateErrors), [false, false, true, true, true, false]);
  assertEquals(all.map((workload) => workload.requestTimeoutMs(OPTIONS)), all.map(() => 5000));
});
