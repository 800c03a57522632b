import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Json } from "../../../scripts/workbench/history.ts";
import { Random } from "../../../scripts/workbench/random.ts";
import { LinKv } from "../../../scripts/workbench/services/lin_kv.ts";
import type { ServiceRequest } from "../../../scripts/workbench/services/service.ts";
import { KEPT_STATES, SeqKv } from "../../../scripts/workbench/services/seq_kv.ts";

function ask(service: SeqKv, src: string, type: string, fields: Record<string, Json>) {
  const reply = service.handle({ src, body: { type, ...fields } });
  assert(reply !== undefined);
  return reply;
}

/** A stream that always draws the least (the oldest state) or the greatest (the newest). */
function always(which: "oldest" | "newest"): Random {
  const random = new Random(0);
  random.integer = (min: number, max: number) => (which === "oldest" ? min : max);
  return random;
}

const MISSING = { type: "error", code: 20, text: "key does not exist" };

Deno.test("SeqKv.handle() may answer from the empty state when the sender has seen nothing", () => {
  const service = new SeqKv(always("oldest"));
  ask(service, "n0", "write", { key: "x", value: 1 });
  ask(service, "n0", "write", { key: "x", value: 2 });
  assertEquals(ask(service, "n1", "read", { key: "x" }), { body: MISSING, staleness: 2 });
});

Deno.test("SeqKv.handle() shows a sender its own write whatever it draws", () => {
  const service = new SeqKv(always("oldest"));
  ask(service, "n0", "write", { key: "x", value: 1 });
  assertEquals(ask(service, "n0", "read", { key: "x" }), { body: { type: "read_ok", value: 1 }, staleness: 0 });
});

Deno.test("SeqKv.handle() brings the sender up to date when its request changes something", () => {
  const service = new SeqKv(always("oldest"));
  ask(service, "n0", "write", { key: "x", value: 1 });
  ask(service, "n1", "write", { key: "scratch", value: "unique" });
  assertEquals(ask(service, "n1", "read", { key: "x" }).body, { type: "read_ok", value: 1 });
});

Deno.test("SeqKv.handle() absorbs a write of an equal value in the past, without refreshing the sender", () => {
  const service = new SeqKv(always("oldest"));
  ask(service, "n0", "write", { key: "x", value: 1 });
  ask(service, "n1", "write", { key: "y", value: 1 });
  ask(service, "n0", "write", { key: "x", value: 2 });
  assertEquals(ask(service, "n1", "write", { key: "y", value: 1 }), { body: { type: "write_ok" }, staleness: 1 });
  assertEquals(ask(service, "n1", "read", { key: "x" }).body, { type: "read_ok", value: 1 });
});

Deno.test("SeqKv.handle() may fail a cas against an old value", () => {
  const service = new SeqKv(always("oldest"));
  ask(service, "n1", "write", { key: "x", value: 1 });
  ask(service, "n0", "write", { key: "x", value: 2 });
  assertEquals(ask(service, "n1", "cas", { key: "x", from: 2, to: 3 }), {
    body: { type: "error", code: 22, text: "current value 1 is not 2" },
    staleness: 1,
  });
});

Deno.test("SeqKv.handle() evaluates on the newest state when the request would change the drawn one", () => {
  const service = new SeqKv(always("oldest"));
  ask(service, "n1", "write", { key: "x", value: 1 });
  ask(service, "n0", "write", { key: "x", value: 2 });
  assertEquals(ask(service, "n1", "cas", { key: "x", from: 1, to: 3 }), {
    body: { type: "error", code: 22, text: "current value 2 is not 1" },
    staleness: 0,
    isChange: true,
  });
  assertEquals(ask(service, "n1", "read", { key: "x" }).body, { type: "read_ok", value: 2 });
});

Deno.test("SeqKv.handle() creates a missing key when a cas asks for it", () => {
  const service = new SeqKv(always("newest"));
  ask(service, "n0", "cas", { key: "x", from: null, to: 1, create_if_not_exists: true });
  assertEquals(ask(service, "n1", "read", { key: "x" }).body, { type: "read_ok", value: 1 });
});

Deno.test("SeqKv.handle() never answers from a state older than the 32 it keeps", () => {
  const service = new SeqKv(always("oldest"));
  for (let value = 1; value <= 100; value++) ask(service, "n0", "write", { key: "x", value });
  assertEquals(ask(service, "n1", "read", { key: "x" }), {
    body: { type: "read_ok", value: 100 - KEPT_STATES + 1 },
    staleness: KEPT_STATES - 1,
  });
});

Deno.test("SeqKv.handle() still knows a key that has not changed for more than 32 states", () => {
  const service = new SeqKv(always("oldest"));
  ask(service, "n0", "write", { key: "old", value: 1 });
  for (let value = 1; value <= 100; value++) ask(service, "n0", "write", { key: "x", value });
  assertEquals(ask(service, "n1", "read", { key: "old" }).body, { type: "read_ok", value: 1 });
});

Deno.test("SeqKv.handle() draws every state since the last one seen", () => {
  const service = new SeqKv(new Random(1));
  for (let value = 1; value <= 4; value++) ask(service, "n0", "write", { key: "x", value });
  const staleness = new Set<number | undefined>();
  for (let client = 0; client < 200; client++) {
    staleness.add(ask(service, `late${client}`, "read", { key: "x" }).staleness);
  }
  assertEquals([...staleness].sort(), [0, 1, 2, 3, 4]);
});

Deno.test("SeqKv.handle() does not answer when the type is unknown", () => {
  assertEquals(new SeqKv(new Random(1)).handle({ src: "n0", body: { type: "ts" } }), undefined);
});

const REQUESTS = fc.array(
  fc.record({
    src: fc.constantFrom("n0", "n1", "n2"),
    type: fc.constantFrom("read", "read", "write", "cas"),
    key: fc.integer({ min: 0, max: 2 }),
    from: fc.integer({ min: 0, max: 2 }),
    to: fc.integer({ min: 0, max: 2 }),
    create: fc.boolean(),
  }),
  { maxLength: 120 },
);

/** A whole store as one immutable value, served by lin-kv: the sequential meaning of a request. */
function evaluate(state: readonly ServiceRequest[], request: ServiceRequest) {
  const store = new LinKv();
  for (const earlier of state) store.handle(earlier);
  const contents = () => JSON.stringify([0, 1, 2].map((key) => store.handle({ src: "", body: { type: "read", key } })));
  const before = contents();
  const body = store.handle(request)?.body;
  return { reply: JSON.stringify(body), changed: before !== contents() };
}

Deno.test("SeqKv.handle() answers as one sequence of states would, never going back for any sender", () => {
  fc.assert(
    fc.property(REQUESTS, fc.integer(), (requests, seed) => {
      const service = new SeqKv(new Random(seed));
      /** Requests that changed the newest state: state k is what the first k of them leave behind. */
      const changes: ServiceRequest[] = [];
      const seen = new Map<string, number>();
      for (const { src, type, key, from, to, create } of requests) {
        const request = { src, body: { type, key, value: to, from, to, create_if_not_exists: create } };
        const reply = service.handle(request);
        const onNewest = evaluate(changes, request);
        if (reply?.staleness === 0 && onNewest.changed) {
          assertEquals(JSON.stringify(reply.body), onNewest.reply);
          changes.push(request);
          seen.set(src, changes.length);
          continue;
        }
        // The earliest state that explains the answer leaves the most room for later ones.
        let state = Math.max(seen.get(src) ?? 0, changes.length - KEPT_STATES + 1);
        const explains = (candidate: number) => {
          const { reply: expected, changed } = evaluate(changes.slice(0, candidate), request);
          return !changed && expected === JSON.stringify(reply?.body);
        };
        // A request that changes the drawn state, but not the newest one, is answered from the newest one.
        while (state <= changes.length && !explains(state)) state++;
        assert(state <= changes.length, `no state since ${seen.get(src)} explains ${JSON.stringify(reply)}`);
        seen.set(src, state);
      }
    }),
    { numRuns: 100, seed: 1 },
  );
});
