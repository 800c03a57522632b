import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkKafka } from "../../../../scripts/workbench/checkers/kafka/mod.ts";
import type { History, Json, Operation } from "../../../../scripts/workbench/history.ts";
import { hasCycle, largestLag, lostValues, sentBy, unseenValues } from "./oracle.ts";
import { arbitraryHistories, correctHistories } from "./random_histories.ts";

type Counted = { readonly count: number; readonly errs: readonly { readonly key: string; readonly value: Json }[] };

/** Histories that the checker can judge: no polled message lacks a completed send. */
const judgedHistories = arbitraryHistories.filter((history) => checkKafka(history).verdict.valid !== "unknown");

function counts(history: History): Json {
  const { verdict } = checkKafka(history);
  const fields = Object.entries(verdict).map(([field, value]): [string, Json] => {
    const isCounted = typeof value === "object" && value !== null && "count" in value;
    return [field, isCounted ? (value as Counted).count : value];
  });
  return Object.fromEntries(fields);
}

Deno.test("checkKafka() finds nothing in histories of a correct log", () => {
  fc.assert(
    fc.property(correctHistories, (history) => {
      const { verdict, explanations } = checkKafka(history);
      const happened = history.some(({ f, type }) => type === "ok" && f === "send");
      if (happened) assertEquals(verdict["error-types"], [], JSON.stringify(explanations, null, 1));
    }),
    { numRuns: 200 },
  );
});

Deno.test("checkKafka() finds lost and unseen messages as their definitions do", () => {
  fc.assert(
    fc.property(judgedHistories, (history) => {
      const { verdict } = checkKafka(history);
      const lost = (verdict["lost-write"] as Counted | undefined)?.errs ?? [];
      assertEquals(lost.map(({ key, value }) => `${key}/${value}`).sort(), lostValues(history));
      const unseen = (verdict.unseen as { messages?: Record<string, Json[]> } | undefined)?.messages ?? {};
      const acknowledged = new Set(history.filter(({ type }) => type === "ok").flatMap(sentBy).map(({ key }) => key));
      const found = Object.entries(unseen).filter(([key]) => acknowledged.has(key))
        .flatMap(([key, messages]) => messages.map((message) => `${key}/${message}`));
      assertEquals(found.sort(), unseenValues(history));
    }),
    { numRuns: 200 },
  );
});

Deno.test("checkKafka() measures the realtime lag as its definition does", () => {
  fc.assert(
    fc.property(judgedHistories, (history) => {
      const lag = checkKafka(history).verdict["worst-realtime-lag"] as { readonly lag: number };
      assertEquals(lag.lag, largestLag(history) / 1e9);
    }),
    { numRuns: 200 },
  );
});

Deno.test("checkKafka() finds a cycle exactly where operations contradict each other", () => {
  fc.assert(
    fc.property(judgedHistories, (history) => {
      const types = checkKafka(history).verdict["error-types"] as readonly string[];
      assertEquals(types.includes("G1c-realtime"), hasCycle(history));
    }),
    { numRuns: 200 },
  );
});

Deno.test("checkKafka() gives the same verdict when offsets are spread out, whatever their size", () => {
  fc.assert(
    fc.property(judgedHistories, fc.array(fc.integer({ min: 1, max: 2 ** 48 }), { minLength: 7 }), (history, gaps) => {
      const spread = gaps.slice(0, 7).map((_, offset) => gaps.slice(0, offset + 1).reduce((sum, gap) => sum + gap));
      assertEquals(counts(history.map((operation) => moveOffsets(operation, spread))), counts(history));
    }),
    { numRuns: 200 },
  );
});

function moveOffsets(operation: Operation, spread: readonly number[]): Operation {
  if (operation.type !== "ok" || operation.f === "assign") return operation;
  const move = ([offset, message]: readonly [number, number]): Json => [spread[offset]!, message];
  const [[f, key, sent]] = operation.value as unknown as [[string, string, readonly [number, number]]];
  if (f === "send") return { ...operation, value: [[f, key, move(sent)]] };
  const polled = key as unknown as Record<string, (readonly [number, number])[]>;
  return { ...operation, value: [[f, Object.fromEntries(Object.entries(polled).map(([k, v]) => [k, v.map(move)]))]] };
}

Deno.test("checkKafka() never throws, whatever a history holds", () => {
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
  const message = fc.oneof(fc.integer(), fc.string(), fc.double(), json);
  const pairs = fc.array(fc.oneof(fc.tuple(fc.oneof(fc.double(), fc.integer(), json), message), json), {
    maxLength: 4,
  });
  const polled = fc.dictionary(fc.constantFrom("1", "2", "__proto__", ""), fc.oneof(pairs, json));
  const microOp = fc.oneof(
    fc.tuple(fc.constant("poll"), fc.oneof(polled, json)),
    fc.tuple(fc.constant("send"), fc.oneof(fc.constantFrom("1", "2"), json), fc.oneof(pairs, message)),
    json,
  ) as fc.Arbitrary<Json>;
  const entry = fc.record({
    process: fc.oneof(fc.nat(3), fc.constant("nemesis" as const)),
    type: fc.constantFrom("invoke", "ok", "fail", "info"),
    f: fc.constantFrom("send", "poll", "txn", "assign", "crash", "subscribe"),
    value: fc.oneof(fc.array(microOp, { maxLength: 3 }), json),
  });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
      const { verdict } = checkKafka(entries.map((one, index) => ({ index, time: index, ...one })));
      assert([true, false, "unknown"].includes(verdict.valid));
    }),
    { numRuns: 500 },
  );
});
