import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { type Message, Node, program, RpcError } from "../../lib/node.ts";
import { TestIo } from "./test_io.ts";

type Setup = (node: Node) => void;

/** Runs a program on lines that were pushed before, to the end of its input. */
async function runOn(io: TestIo, setup: Setup): Promise<void> {
  io.end();
  await program(setup)(io);
}

Deno.test("Node answers init and tells handlers its id, all nodes and its peers", async () => {
  const io = new TestIo();
  io.init(["n1", "n0", "n2"]);
  io.request({ type: "who", msg_id: 2 });
  await runOn(io, (node) => {
    node.on("who", () => ({ type: "who_ok", id: node.id, all: node.nodeIds, peers: node.peers }));
  });
  assertEquals(io.messages, [
    { src: "n1", dest: "c0", body: { type: "init_ok", in_reply_to: 1 } },
    {
      src: "n1",
      dest: "c1",
      body: { type: "who_ok", id: "n1", all: ["n1", "n0", "n2"], peers: ["n0", "n2"], in_reply_to: 2 },
    },
  ]);
});

Deno.test("Node.id throws before init", () => {
  assertThrows(() => new Node(new TestIo()).id, Error, "no init message has arrived yet");
});

Deno.test("Node answers init again when it arrives twice, and runs its callbacks once", async () => {
  const io = new TestIo();
  let callCount = 0;
  io.init();
  io.init();
  await runOn(io, (node) => node.onInit(() => void callCount++));
  assertEquals(io.messages.map(({ body }) => body.type), ["init_ok", "init_ok"]);
  assertEquals(callCount, 1);
});

Deno.test("Node refuses an init that is malformed or names another node", async () => {
  const io = new TestIo();
  io.push({ src: "c0", dest: "n0", body: { type: "init", msg_id: 1, node_id: 7 } });
  io.init(["n0"]);
  io.init(["n9"]);
  await runOn(io, () => {});
  assertEquals(io.messages.map(({ body }) => body.code ?? body.type), [12, "init_ok", 14]);
});

Deno.test("Node handles messages that arrive before the end of init after it, in their order", async () => {
  const io = new TestIo();
  io.request({ type: "echo", msg_id: 5, value: "a" });
  io.init();
  io.request({ type: "echo", msg_id: 6, value: "b" });
  await runOn(io, (node) => {
    node.onInit(async () => await new Promise<void>((resolve) => setTimeout(resolve, 1)));
    node.on("echo", ({ body }) => ({ type: "echo_ok", value: body.value }));
  });
  assertEquals(io.messages.map(({ body }) => [body.type, body.value]), [
    ["init_ok", undefined],
    ["echo_ok", "a"],
    ["echo_ok", "b"],
  ]);
});

Deno.test("Node answers with error 11 when the input ends before init", async () => {
  const io = new TestIo();
  io.request({ type: "echo", msg_id: 5 });
  await runOn(io, (node) => node.on("echo", () => ({ type: "echo_ok" })));
  assertEquals(io.messages, [{
    src: "n0",
    dest: "c1",
    body: {
      type: "error",
      code: 11,
      text: 'Cannot handle "echo": the input ended before init',
      in_reply_to: 5,
    },
  }]);
});

Deno.test("Node answers with error 10 when the type is unknown, also the names of Object's own properties", async () => {
  const io = new TestIo();
  io.init();
  for (const type of ["nonsense", "__proto__", "constructor", "toString", ""]) io.request({ type, msg_id: 2 });
  await runOn(io, () => {});
  assertEquals(io.messages.slice(1).map(({ body }) => body.code), [10, 10, 10, 10, 10]);
});

Deno.test("Node answers with the code of an RpcError that a handler throws or rejects with", async () => {
  const io = new TestIo();
  io.init();
  io.request({ type: "now", msg_id: 2 });
  io.request({ type: "later", msg_id: 3 });
  await runOn(io, (node) => {
    node.on("now", () => {
      throw new RpcError(30, "conflict");
    });
    node.on("later", () => Promise.reject(new RpcError(1234, "mine")));
  });
  assertEquals(io.messages.slice(1).map(({ body }) => body), [
    { type: "error", code: 30, text: "conflict", in_reply_to: 2 },
    { type: "error", code: 1234, text: "mine", in_reply_to: 3 },
  ]);
  assertEquals(io.logs, []);
});

Deno.test("Node answers with error 13, logs and lives on when a handler throws anything else", async () => {
  const io = new TestIo();
  io.init();
  io.request({ type: "bad", msg_id: 2 });
  io.request({ type: "worse", msg_id: 3 });
  io.request({ type: "cyclic", msg_id: 4 });
  io.request({ type: "good", msg_id: 5 });
  await runOn(io, (node) => {
    node.on("bad", () => {
      throw new TypeError("broken");
    });
    node.on("worse", async () => await Promise.reject("text"));
    node.on("cyclic", () => {
      const body: Record<string, unknown> & { type: string } = { type: "cyclic_ok" };
      body.self = body;
      return body;
    });
    node.on("good", () => ({ type: "good_ok" }));
  });
  const codes = io.messages.slice(1).map(({ body }) => [body.in_reply_to, body.code ?? body.type]);
  assertEquals(codes.toSorted(), [[2, 13], [3, 13], [4, 13], [5, "good_ok"]]);
  assertStringIncludes(io.logs[0]!, ' n0 Handler of "bad" failed: TypeError: broken');
  assertEquals(io.logs.filter((line) => line.includes("Handler of")).length, 3);
});

Deno.test("Node sends no reply when the message has no msg_id or the handler returns nothing", async () => {
  const io = new TestIo();
  io.init();
  io.request({ type: "echo" });
  io.request({ type: "unknown" });
  io.request({ type: "silent", msg_id: 3 });
  await runOn(io, (node) => {
    node.on("echo", () => ({ type: "echo_ok" }));
    node.on("silent", () => {});
  });
  assertEquals(io.messages.length, 1);
});

Deno.test("Node.reply() answers a request later", async () => {
  const io = new TestIo();
  io.init();
  io.request({ type: "first", msg_id: 2 });
  io.request({ type: "second", msg_id: 3 });
  await runOn(io, (node) => {
    let waiting: Message | undefined;
    node.on("first", (message) => void (waiting = message));
    node.on("second", () => {
      if (waiting !== undefined) node.reply(waiting, { type: "first_ok" });
      return { type: "second_ok" };
    });
  });
  assertEquals(io.messages.slice(1).map(({ body }) => [body.type, body.in_reply_to]), [
    ["first_ok", 2],
    ["second_ok", 3],
  ]);
});

Deno.test("Node.on() refuses init and a second handler of a type", () => {
  const node = new Node(new TestIo());
  node.on("echo", () => {});
  assertThrows(() => node.on("echo", () => {}), Error, "it has a handler already");
  assertThrows(() => node.on("init", () => {}), Error, "use onInit");
});

Deno.test("Node logs lines that are not messages, cut at 200 characters, and goes on", async () => {
  const io = new TestIo();
  io.init();
  const hostile = [
    "",
    "x".repeat(10_000),
    "{",
    "null",
    "17",
    '"text"',
    "[]",
    "{}",
    '{"src":"c1","dest":"n0"}',
    '{"src":"c1","dest":"n0","body":null}',
    '{"src":"c1","dest":"n0","body":[]}',
    '{"src":"c1","dest":"n0","body":{}}',
    '{"src":1,"dest":"n0","body":{"type":"echo"}}',
    '{"src":"c1","body":{"type":"echo"}}',
    '{"src":"c1","dest":"n0","body":{"type":"echo","msg_id":"__proto__"}}',
  ];
  for (const line of hostile) io.push(line);
  io.request({ type: "echo", msg_id: 2 });
  await runOn(io, (node) => node.on("echo", () => ({ type: "echo_ok" })));
  assertEquals(io.messages.map(({ body }) => body.type), ["init_ok", "echo_ok"]);
  assertEquals(io.logs.length, hostile.length);
  assertMatch(io.logs[1]!, /not a message \(not JSON\): x{200}\.\.\.$/);
  assertMatch(io.logs[3]!, /^\S+ n0 Skipped a line that is not a message \(not an object\): null$/);
});

Deno.test("Node passes bodies with hostile keys on as they are", async () => {
  const io = new TestIo();
  io.init();
  io.push('{"src":"c1","dest":"n0","body":{"type":"echo","msg_id":2,"echo":{"__proto__":{"polluted":true}}}}');
  const lines: string[] = [];
  const echoing = { ...io, output: (line: string) => void lines.push(line), input: io.input };
  io.end();
  await program((node) => node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo })))(echoing);
  assertEquals(
    lines[1],
    '{"src":"n0","dest":"c1","body":{"type":"echo_ok","echo":{"__proto__":{"polluted":true}},"in_reply_to":2}}',
  );
  assertEquals("polluted" in {}, false);
});

Deno.test("Node.rpc() resolves with the reply and clears its timer", async () => {
  const io = new TestIo();
  const running = program((node) => {
    node.on("ask", async () => ({ type: "ask_ok", got: (await node.rpc("n1", { type: "get" })).value }));
  })(io);
  io.init();
  io.request({ type: "ask", msg_id: 9 });
  const { dest, body } = await io.sent(2);
  assertEquals([dest, body.type], ["n1", "get"]);
  io.push({ src: "n1", dest: "n0", body: { type: "get_ok", in_reply_to: body.msg_id, value: 42 } });
  assertEquals((await io.sent(3)).body, { type: "ask_ok", got: 42, in_reply_to: 9 });
  io.end();
  // The test runner reports a timer that is left behind.
  await running;
});

Deno.test("Node.rpc() rejects with code 0 when no reply comes in time, and drops the late one", async () => {
  const io = new TestIo();
  const running = program((node) => {
    node.on("ask", async () => {
      const error = await assertRejects(() => node.rpc("n1", { type: "get" }, { timeoutMs: 5 }), RpcError);
      return { type: "ask_ok", code: error.code, text: error.text };
    });
  })(io);
  io.init();
  io.request({ type: "ask", msg_id: 9 });
  assertEquals((await io.sent(3)).body, {
    type: "ask_ok",
    code: 0,
    text: 'Cannot get a reply from "n1" to "get": none came within 5 ms',
    in_reply_to: 9,
  });
  const late = { type: "get_ok", in_reply_to: io.messages[1]!.body.msg_id, value: 1 };
  io.push({ src: "n1", dest: "n0", body: late });
  io.push({ src: "n1", dest: "n0", body: { type: "get_ok", in_reply_to: "constructor" } });
  io.end();
  await running;
  assertEquals([io.messages.length, io.logs.length], [3, 0]);
});

Deno.test("Node.rpc() rejects with the error that the reply carries", async () => {
  const io = new TestIo();
  const running = program((node) => {
    node.on("ask", async () => {
      const error = await assertRejects(() => node.rpc("seq-kv", { type: "read", key: "x" }), RpcError);
      return { type: "ask_ok", name: error.name, text: error.text };
    });
  })(io);
  io.init();
  io.request({ type: "ask", msg_id: 9 });
  const { body } = await io.sent(2);
  const reply = { type: "error", in_reply_to: body.msg_id, code: 20, text: "key does not exist" };
  io.push({ src: "seq-kv", dest: "n0", body: reply });
  io.push({ src: "seq-kv", dest: "n0", body: reply });
  const { name, text } = (await io.sent(3)).body;
  assertEquals([name, text], ["key-does-not-exist", "key does not exist"]);
  io.end();
  await running;
});

Deno.test("Node.rpc() takes a reply only from the node that was asked", async () => {
  const io = new TestIo();
  const running = program((node) => {
    node.on("ask", async () => ({ type: "ask_ok", got: (await node.rpc("n1", { type: "get" })).value }));
  })(io);
  io.init();
  io.request({ type: "ask", msg_id: 9 });
  const { body } = await io.sent(2);
  io.push({ src: "n2", dest: "n0", body: { type: "get_ok", in_reply_to: body.msg_id, value: "wrong" } });
  io.push({ src: "n1", dest: "n0", body: { type: "get_ok", in_reply_to: body.msg_id, value: "right" } });
  assertEquals((await io.sent(3)).body.got, "right");
  io.end();
  await running;
});

Deno.test("Node.rpc() rejects with the signal's reason when it aborts", async () => {
  const io = new TestIo();
  const node = new Node(io);
  io.init();
  const running = node.run();
  await io.sent(1);
  const controller = new AbortController();
  const answer = node.rpc("n1", { type: "get" }, { signal: controller.signal });
  controller.abort(new Error("changed my mind"));
  await assertRejects(() => answer, Error, "changed my mind");
  await assertRejects(() => node.rpc("n1", { type: "get" }, { signal: controller.signal }), Error, "changed my mind");
  assertEquals(io.messages.length, 2);
  io.end();
  await running;
});

Deno.test("Node.rpc() rejects with code 0 when the input ends, and the program ends", async () => {
  const io = new TestIo();
  const errors: unknown[] = [];
  io.init();
  io.request({ type: "ask", msg_id: 9 });
  let wasAborted = false;
  await runOn(io, (node) => {
    node.on("ask", async () => {
      await node.rpc("n1", { type: "get" }, { timeoutMs: 60_000 }).catch((error) => errors.push(error));
      await node.rpc("n1", { type: "get" }).catch((error) => errors.push(error));
      wasAborted = node.signal.aborted;
    });
  });
  assertEquals(errors.map((error) => error instanceof RpcError && error.code), [0, 0]);
  assert(wasAborted);
});

Deno.test("Node numbers its requests from a random number on, so that lives of a node differ", async () => {
  async function firstMsgId(): Promise<number> {
    const io = new TestIo();
    io.init(["n0", "n1"]);
    await runOn(io, (node) => node.onInit(() => void node.rpc("n1", { type: "get" }).catch(() => {})));
    return io.messages[0]!.body.msg_id;
  }
  const ids = await Promise.all([firstMsgId(), firstMsgId()]);
  assert(ids.every(Number.isSafeInteger));
  assert(ids[0] !== ids[1]);
});

Deno.test("program() passes the arguments and makes a node of its own for each run", async () => {
  const seen: (readonly string[])[] = [];
  const nodes = new Set<unknown>();
  const run = program((node, args) => {
    nodes.add(node);
    seen.push(args);
  });
  for (const args of [["a"], []]) {
    const io = new TestIo();
    io.end();
    await run({ input: io.input, output: () => {}, args });
  }
  assertEquals([seen, nodes.size], [[["a"], []], 2]);
});

Deno.test("Node keeps the digits of integers beyond 2^53, in fields and in msg_id", async () => {
  const lines: string[] = [];
  async function* input() {
    yield '{"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}}';
    yield '{"src":"c1","dest":"n0","body":{"type":"echo","msg_id":9007199254740993,"echo":[-18446744073709551615,0.5]}}';
  }
  const echo = program((node) => node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo })));
  await echo({ ...new TestIo(), input: input(), output: (line) => void lines.push(line) });
  assertEquals(
    lines[1],
    '{"src":"n0","dest":"c1","body":{"type":"echo_ok","echo":[-18446744073709551615,0.5],"in_reply_to":9007199254740993}}',
  );
});
