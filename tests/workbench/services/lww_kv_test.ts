import { assert, assertEquals } from "@std/assert";
import { Random } from "../../../scripts/workbench/random.ts";
import { LwwKv } from "../../../scripts/workbench/services/lww_kv.ts";
import type { Json } from "../../../scripts/workbench/history.ts";

function ask(service: LwwKv, type: string, fields: Record<string, Json>) {
  return service.handle({ src: "n0", body: { type, ...fields } })?.body;
}

/** A stream that gives the listed picks (0 or 1) in turn: source, destination and serving replica of each request. */
function scripted(...picks: number[]): Random {
  const random = new Random(0);
  random.pick = <T>(items: readonly T[]): T => items[picks.shift()!]!;
  return random;
}

Deno.test("LwwKv.handle() misses a write when the other replica serves the read unmerged", () => {
  const service = new LwwKv(scripted(0, 0, 0, 0, 0, 1));
  ask(service, "write", { key: "x", value: 1 });
  assertEquals(ask(service, "read", { key: "x" }), { type: "error", code: 20, text: "key does not exist" });
});

Deno.test("LwwKv.handle() finds a write on the other replica when a merge came between", () => {
  const service = new LwwKv(scripted(0, 0, 0, 0, 1, 1));
  ask(service, "write", { key: "x", value: 1 });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: 1 });
});

Deno.test("LwwKv.handle() keeps the greater timestamp when replicas differ", () => {
  // Two writes at replica 0 (timestamps 0 and 1), then one at replica 1 (timestamp 0): the last one loses.
  const service = new LwwKv(scripted(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1));
  ask(service, "write", { key: "x", value: "a" });
  ask(service, "write", { key: "x", value: "b" });
  ask(service, "write", { key: "x", value: "c" });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: "b" });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: "b" });
});

Deno.test("LwwKv.handle() takes the source's value when timestamps tie", () => {
  const service = new LwwKv(scripted(0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0));
  ask(service, "write", { key: "x", value: "a" });
  ask(service, "write", { key: "x", value: "b" });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: "a" });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: "a" });
});

Deno.test("LwwKv.handle() advances the clock of the destination when replicas merge", () => {
  // Replica 0 writes twice, merges into 1; then 1 writes another key's value over "x" and must win at 0.
  const service = new LwwKv(scripted(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0));
  ask(service, "write", { key: "x", value: "a" });
  ask(service, "write", { key: "x", value: "b" });
  ask(service, "write", { key: "x", value: "c" });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: "c" });
});

Deno.test("LwwKv.handle() ignores create_if_not_exists, as the original does", () => {
  const service = new LwwKv(new Random(1));
  assertEquals(ask(service, "cas", { key: "x", from: 1, to: 2, create_if_not_exists: true }), {
    type: "error",
    code: 20,
    text: "key does not exist",
  });
});

Deno.test("LwwKv.handle() compares and sets on one replica", () => {
  const service = new LwwKv(scripted(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  ask(service, "write", { key: "x", value: 1 });
  assertEquals(ask(service, "cas", { key: "x", from: 2, to: 3 })?.text, "current value 1 is not 2");
  assertEquals(ask(service, "cas", { key: "x", from: 1, to: 3 }), { type: "cas_ok" });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: 3 });
});

Deno.test("LwwKv.handle() converges when writes stop", () => {
  for (let seed = 0; seed < 20; seed++) {
    const service = new LwwKv(new Random(seed));
    for (let value = 0; value < 50; value++) ask(service, "write", { key: value % 5, value });
    for (let read = 0; read < 200; read++) ask(service, "read", { key: 0 });
    for (let key = 0; key < 5; key++) {
      const values = new Set(Array.from({ length: 20 }, () => ask(service, "read", { key })?.value));
      assert(values.size === 1, `seed ${seed}, key ${key}: ${[...values]}`);
    }
  }
});

/** Every way in which requests can be served: three picks of a replica for each. */
function everyScript(requestCount: number): number[][] {
  const pickCount = 3 * requestCount;
  return Array.from(
    { length: 2 ** pickCount },
    (_, bits) => Array.from({ length: pickCount }, (_, position) => (bits >> position) & 1),
  );
}

Deno.test("LwwKv.fingerprint() is the same only for states that can give the same answers", () => {
  const before = (service: LwwKv) => {
    ask(service, "write", { key: "x", value: "a" });
    ask(service, "write", { key: "x", value: "b" });
    ask(service, "cas", { key: "x", from: "a", to: "c" });
  };
  const after = (service: LwwKv) =>
    JSON.stringify([ask(service, "cas", { key: "x", from: "b", to: "d" }), ask(service, "read", { key: "x" })]);
  const futures = everyScript(2);
  const answersByState = new Map<string, Set<string>>();
  const scripts = everyScript(3);
  for (const script of scripts) {
    const reached = new LwwKv(scripted(...script));
    before(reached);
    const answers = futures.map((future) => {
      const service = new LwwKv(scripted(...script, ...future));
      before(service);
      return after(service);
    });
    const set = [...new Set(answers)].toSorted().join("\n");
    const state = reached.fingerprint();
    answersByState.set(state, (answersByState.get(state) ?? new Set()).add(set));
  }
  assert(answersByState.size < scripts.length / 10, `${answersByState.size} states`);
  for (const [state, answers] of answersByState) assertEquals(answers.size, 1, state);
});

Deno.test("LwwKv.handle() does not answer when the type is unknown", () => {
  assertEquals(ask(new LwwKv(new Random(1)), "ts", {}), undefined);
});
