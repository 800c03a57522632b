/**
 * The one place that says what a reply, an error or a time-out makes of an operation: the table below, and how a client
 * tells its reply from others.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { NS_PER_S, VirtualClock } from "../../../scripts/workbench/clock.ts";
import type { Json } from "../../../scripts/workbench/history.ts";
import type { MessageBody } from "../../../scripts/workbench/net/message.ts";
import { Network } from "../../../scripts/workbench/net/network.ts";
import { Random } from "../../../scripts/workbench/random.ts";
import { Client, type Completion, performOperation } from "../../../scripts/workbench/run/client.ts";
import { WORKLOADS } from "../../../scripts/workbench/workloads/registry.ts";
import { OPTIONS } from "../workloads/generator_driver.ts";

/** What the node answers: fields of a reply, which gets `in_reply_to`, or nothing. */
type Answer = { readonly [field: string]: Json } | "nothing";

interface Bench {
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly client: Client;
  readonly requests: MessageBody[];
}

/** A client c0 of a node n0 that answers every request in the same way. */
function makeBench(answer: Answer): Bench {
  const clock = new VirtualClock();
  const network = new Network({
    latencyMs: 0,
    latencyDistribution: "constant",
    lossProbability: 0,
    duplicationProbability: 0,
    jitterMs: 0,
    handlingNs: [0, 0],
  }, { clock, random: new Random(1), onEvent: () => {}, onFlood: () => {} });
  const requests: MessageBody[] = [];
  const deliver = ({ body }: { readonly body: MessageBody }) => {
    requests.push(body);
    if (answer === "nothing") return;
    network.send("n0", "c0", { in_reply_to: body.msg_id ?? null, type: "", ...answer });
  };
  network.register("n0", { isUp: () => true, deliver });
  return { clock, network, client: new Client("c0", "n0", network, clock), requests };
}

/** Performs one operation against a node that gives this answer. */
function perform(workloadName: string, f: string, value: Json, answer: Answer): Completion | undefined {
  const workload = WORKLOADS.get(workloadName)!;
  const { clock, client } = makeBench(answer);
  let completion: Completion | undefined;
  performOperation(
    { index: 0, time: 0, process: 0, type: "invoke", f, value },
    { workload, workloadClient: workload.openClient(OPTIONS), client, timeoutMs: 5000 },
    (outcome) => completion = outcome,
  );
  while (clock.step());
  return completion;
}

const UNAVAILABLE = { type: "error", code: 11, text: "no leader" };
const CRASH = { type: "error", code: 13 };
const OWN_CODE = { type: "error", code: 1000 };
const MALFORMED = { type: "echo", extra: 1 };

/** Workload, function, value, the right reply, and the ends after a definite error, another one, and none in time. */
const RULES: readonly [workload: string, f: string, value: Json, good: Answer, ends: string][] = [
  ["echo", "echo", "hi", { type: "echo_ok", echo: "hi" }, "fail info info"],
  ["unique-ids", "generate", null, { type: "generate_ok", id: 7 }, "fail info info"],
  ["broadcast", "broadcast", 5, { type: "broadcast_ok" }, "fail info info"],
  ["lin-kv", "write", [0, 3], { type: "write_ok" }, "fail info info"],
  ["lin-kv", "cas", [0, [3, 4]], { type: "cas_ok" }, "fail info info"],
  ["txn-rw-register", "txn", [["w", 1, 2]], { type: "txn_ok", txn: [["w", 1, 2]] }, "fail info info"],
  ["txn-list-append", "txn", [["append", 1, 2]], { type: "txn_ok", txn: [["append", 1, 2]] }, "fail info info"],
  ["kafka", "send", [["send", "k", 9]], { type: "send_ok", offset: 0 }, "fail info info"],
  // A read changes nothing, so that nothing is left open.
  ["broadcast", "read", null, { type: "read_ok", messages: [5] }, "fail fail fail"],
  ["lin-kv", "read", [0, null], { type: "read_ok", value: 3 }, "fail fail fail"],
  // Counters and sets take every error for an open outcome, and their reads as well, as in the original.
  ["g-set", "add", 5, { type: "add_ok" }, "info info info"],
  ["g-set", "read", null, { type: "read_ok", value: [5] }, "info info info"],
  ["g-counter", "add", 5, { type: "add_ok" }, "info info info"],
  ["g-counter", "read", null, { type: "read_ok", value: 5 }, "info info info"],
  ["pn-counter", "add", -5, { type: "add_ok" }, "info info info"],
];

for (const [workload, f, value, good, ends] of RULES) {
  Deno.test(`${f} of ${workload} ends as ok, after errors and time-outs as ${ends}`, () => {
    const end = (answer: Answer) => perform(workload, f, value, answer)?.type;
    assertEquals(end(good), "ok");
    assertEquals([end(UNAVAILABLE), end(CRASH), end("nothing")].join(" "), ends);
    // A code that is not in the table says no more than a crash.
    assertEquals(end(OWN_CODE), end(CRASH));
    assertEquals(end(MALFORMED), "info");
  });
}

Deno.test("performOperation() records the name and text of an error, and the time-out by its name", () => {
  assertEquals(perform("echo", "echo", "hi", UNAVAILABLE)?.error, ["temporarily-unavailable", "no leader"]);
  assertEquals(perform("echo", "echo", "hi", CRASH)?.error, ["crash", null]);
  assertEquals(perform("echo", "echo", "hi", "nothing")?.error, "net-timeout");
  // Where every error leaves the outcome open, the original has an exception for each.
  assertEquals(perform("g-counter", "add", 5, "nothing")?.exception, {
    class: "net-timeout",
    message: "no reply in time",
  });
  assertEquals(perform("g-set", "add", 5, UNAVAILABLE)?.exception, {
    class: "temporarily-unavailable",
    message: "no leader",
  });
});

Deno.test("performOperation() keeps what was malformed as an exception", () => {
  const { exception, error } = perform("echo", "echo", "hi", MALFORMED)!;
  assertEquals((exception as Record<string, Json>).class, "malformed-rpc-response");
  assertStringIncludes(String(error), 'indeterminate: Malformed reply to "echo"');
});

Deno.test("Client.call() sends a new msg_id each time and takes only the reply to the open request", () => {
  const { clock, network, client, requests } = makeBench("nothing");
  const outcomes: string[] = [];
  const ask = () =>
    client.call({ type: "echo", echo: "hi" }, 1000, (outcome) => {
      outcomes.push(outcome.kind === "reply" ? `${outcome.body.type}` : `timeout at ${clock.now() / NS_PER_S} s`);
    });
  ask();
  while (clock.step());
  ask();
  network.send("n0", "c0", { type: "late", in_reply_to: 1 });
  network.send("n0", "c0", { type: "stray" });
  network.send("n0", "c0", { type: "right", in_reply_to: 2 });
  network.send("n0", "c0", { type: "again", in_reply_to: 2 });
  while (clock.step());
  assertEquals(outcomes, ["timeout at 1 s", "right"]);
  assertEquals(requests.map(({ msg_id }) => msg_id), [1, 2]);
});

Deno.test("Client.close() lets later replies go to nobody", () => {
  const { clock, network, client } = makeBench({ type: "echo_ok", echo: "hi" });
  let settled = 0;
  client.call({ type: "echo", echo: "hi" }, 1000, () => settled++);
  client.close();
  assertEquals(network.has("c0"), false);
  while (clock.step());
  assertEquals(settled, 1, "the time-out, and not the reply");
});
