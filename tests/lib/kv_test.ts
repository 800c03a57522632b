import { assertEquals, assertRejects } from "@std/assert";
import { Kv, type KvOptions, type KvService, type RpcSender } from "../../lib/kv.ts";
import type { RpcOptions } from "../../lib/node.ts";
import { RpcError } from "../../lib/rpc_error.ts";

type Answer = Record<string, unknown> | RpcError;

/** A node whose requests get prepared answers, one after the other. */
class FakeNode implements RpcSender {
  readonly signal = new AbortController().signal;
  readonly requests: unknown[] = [];
  readonly timeouts: unknown[] = [];
  readonly signals: unknown[] = [];
  readonly #answers: Answer[];

  constructor(answers: Answer[]) {
    this.#answers = answers;
  }

  rpc<R>(dest: string, body: unknown, options?: RpcOptions): Promise<R> {
    this.requests.push([dest, body]);
    this.timeouts.push(options?.timeoutMs);
    this.signals.push(options?.signal);
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error("one request too many");
    return answer instanceof RpcError ? Promise.reject(answer) : Promise.resolve(answer as R);
  }
}

function setUp(answers: Answer[], service: KvService = "lin-kv", options?: KvOptions) {
  const node = new FakeNode(answers);
  return { node, kv: new Kv<number>(node, service, options) };
}

const LOST = new RpcError(0, "no answer");
const MISSING = new RpcError(20, "key does not exist");
const MISMATCH = new RpcError(22, "current value 2 is not 1");
const QUICK = { backoffMs: 0, backoffMsMax: 0 };

Deno.test("Kv.read() gives the value", async () => {
  const { node, kv } = setUp([{ type: "read_ok", value: 7 }], "seq-kv");
  assertEquals(await kv.read("x"), 7);
  assertEquals(node.requests, [["seq-kv", { type: "read", key: "x" }]]);
  assertEquals(node.timeouts, [1000]);
});

Deno.test("Kv.read() gives the fallback when the key is missing, and only then", async () => {
  assertEquals(await setUp([MISSING]).kv.read("x", 5), 5);
  await assertRejects(() => setUp([LOST]).kv.read("x", 5), RpcError, "no answer");
});

Deno.test("Kv.read() rejects when the key is missing and there is no fallback", async () => {
  const error = await assertRejects(() => setUp([MISSING]).kv.read("x"), RpcError);
  assertEquals([error.code, error.name], [20, "key-does-not-exist"]);
});

Deno.test("Kv.write() sends the value", async () => {
  const { node, kv } = setUp([{ type: "write_ok" }], "lww-kv", { timeoutMs: 50 });
  await kv.write(["any", "key"], 3);
  assertEquals(node.requests, [["lww-kv", { type: "write", key: ["any", "key"], value: 3 }]]);
  assertEquals(node.timeouts, [50]);
});

Deno.test("Kv.compareAndSet() sends both values and whether to create the key", async () => {
  const { node, kv } = setUp([{ type: "cas_ok" }, { type: "cas_ok" }]);
  await kv.compareAndSet("x", 1, 2);
  await kv.compareAndSet("x", 2, 3, { createIfNotExists: true });
  assertEquals(node.requests, [
    ["lin-kv", { type: "cas", key: "x", from: 1, to: 2, create_if_not_exists: false }],
    ["lin-kv", { type: "cas", key: "x", from: 2, to: 3, create_if_not_exists: true }],
  ]);
});

Deno.test("Kv.compareAndSet() rejects with the service's error", async () => {
  const mismatch = await assertRejects(() => setUp([MISMATCH]).kv.compareAndSet("x", 1, 3), RpcError);
  const missing = await assertRejects(() => setUp([MISSING]).kv.compareAndSet("x", 1, 3), RpcError);
  assertEquals([mismatch.name, missing.name], ["precondition-failed", "key-does-not-exist"]);
});

Deno.test("Kv sends a request again as often as told, each time waiting twice as long", async () => {
  const { node, kv } = setUp([LOST, LOST, { type: "read_ok", value: 1 }], "lin-kv", { timeoutMs: 100, attempts: 3 });
  assertEquals(await kv.read("x"), 1);
  assertEquals(node.timeouts, [100, 200, 400]);
  await assertRejects(() => setUp([LOST, LOST], "lin-kv", { attempts: 2 }).kv.write("x", 1), RpcError, "no answer");
});

Deno.test("Kv does not send again what was answered with an error", async () => {
  const { node, kv } = setUp([MISMATCH], "lin-kv", { attempts: 3 });
  await assertRejects(() => kv.compareAndSet("x", 1, 2), RpcError);
  assertEquals(node.requests.length, 1);
});

Deno.test("Kv.update() reads, changes and sets", async () => {
  const { node, kv } = setUp([{ type: "read_ok", value: 4 }, { type: "cas_ok" }]);
  assertEquals(await kv.update("x", (value = 0) => value + 1), 5);
  assertEquals(node.requests[1], [
    "lin-kv",
    { type: "cas", key: "x", from: 4, to: 5, create_if_not_exists: false },
  ]);
});

Deno.test("Kv.update() creates a missing key", async () => {
  const { node, kv } = setUp([MISSING, { type: "cas_ok" }]);
  assertEquals(await kv.update("x", (value = 10) => value + 1), 11);
  assertEquals(node.requests[1], [
    "lin-kv",
    { type: "cas", key: "x", from: null, to: 11, create_if_not_exists: true },
  ]);
});

Deno.test("Kv.update() creates a missing key of lww-kv by writing it", async () => {
  const { node, kv } = setUp([MISSING, { type: "write_ok" }], "lww-kv");
  await kv.update("x", (value = 10) => value + 1);
  assertEquals(node.requests[1], ["lww-kv", { type: "write", key: "x", value: 11 }]);
});

Deno.test("Kv.update() starts again from the new value when another was faster", async () => {
  const answers = [{ type: "read_ok", value: 1 }, MISMATCH, { type: "read_ok", value: 2 }, { type: "cas_ok" }];
  const { kv } = setUp(answers);
  assertEquals(await kv.update("x", (value = 0) => value * 10, QUICK), 20);
});

Deno.test("Kv.update() gives up after so many attempts", async () => {
  const answers = [{ type: "read_ok", value: 1 }, MISMATCH, { type: "read_ok", value: 1 }, MISMATCH];
  const { node, kv } = setUp(answers);
  await assertRejects(() => kv.update("x", () => 3, { ...QUICK, attempts: 2 }), RpcError, "current value 2 is not 1");
  assertEquals(node.requests.length, 4);
});

Deno.test("Kv.update() never repeats a compare-and-set that was not answered, since it may have happened", async () => {
  const { node, kv } = setUp([{ type: "read_ok", value: 1 }, LOST], "lin-kv", { attempts: 5 });
  await assertRejects(() => kv.update("x", (value = 0) => value + 1, QUICK), RpcError, "no answer");
  assertEquals(node.requests.length, 2);
});

Deno.test("Kv passes its signal on with each request", async () => {
  const { signal } = new AbortController();
  const { node, kv } = setUp([{ type: "read_ok", value: 1 }, { type: "write_ok" }], "seq-kv", { signal });
  await kv.read("x");
  await kv.write("x", 2);
  assertEquals(node.signals, [signal, signal]);
});

Deno.test("Kv.update() ends its pause when the signal aborts", async () => {
  const controller = new AbortController();
  const { kv } = setUp([{ type: "read_ok", value: 1 }, MISMATCH], "lin-kv", { signal: controller.signal });
  const change = () => {
    setTimeout(() => controller.abort(new Error("enough")), 0);
    return 2;
  };
  await assertRejects(() => kv.update("x", change, { backoffMs: 1e9, backoffMsMax: 1e9 }), Error, "enough");
});
