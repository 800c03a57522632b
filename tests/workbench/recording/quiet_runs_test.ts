import { assertEquals } from "@std/assert";
import type { History, Operation } from "../../../scripts/workbench/history.ts";
import type { NetStatistics } from "../../../scripts/workbench/net/statistics.ts";
import { type QuietRun, warnOfQuietness } from "../../../scripts/workbench/recording/quiet_runs.ts";

const PLAN: QuietRun["plan"] = {
  workload: { sharedBy: "broadcast" },
  nodes: ["n0", "n1"],
  ...{
    rate: 10,
    timeLimitS: 20,
    concurrency: 2,
    lossProbability: 0,
    operationLimit: undefined,
    onlyOperations: undefined,
  },
};

/** Calls one after another at n0: each begins when the one before it has ended. */
function historyOf(calls: readonly (readonly [f: string, type: "ok" | "info", tookS: number])[]): History {
  let atNs = 0;
  return calls.flatMap(([f, type, tookS], position): Operation[] => {
    const common = { process: position, f, value: null, node: "n0" };
    const invoke: Operation = { ...common, index: 2 * position, time: atNs, type: "invoke" };
    atNs += tookS * 1e9;
    const error = type === "info" ? { error: "net-timeout" } : {};
    return [invoke, { ...common, ...error, index: 2 * position + 1, time: atNs, type }];
  });
}

function times<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item);
}

function warnings(calls: Parameters<typeof historyOf>[0], plan: Partial<QuietRun["plan"]> = {}, sent = 100): string[] {
  const servers = { "send-count": sent, "recv-count": sent, "msg-count": sent };
  const net = { valid: true, all: servers, clients: servers, servers } satisfies NetStatistics;
  return warnOfQuietness({ history: historyOf(calls), plan: { ...PLAN, ...plan } }, net).map(({ text }) => text);
}

const DONE = times(200, ["broadcast", "ok", 0.01] as const);

Deno.test("warnOfQuietness() warns where no node ever sent another a message", () => {
  assertEquals(warnings(DONE, {}, 0), [
    'No node ever sent a message to another node or to a service, while 200 "broadcast" operations ended ok: each of the ' +
    "2 nodes kept to itself what its own clients told it.",
  ]);
  assertEquals(warnings(DONE, {}, 1), []);
  assertEquals(warnings(DONE, { nodes: ["n0"] }, 0), []);
  assertEquals(warnings(DONE, { workload: {} }, 0), []);
  assertEquals(warnings(times(9, ["txn", "ok", 0.01]), { workload: { sharedBy: "txn" }, rate: 0 }, 0), []);
  assertEquals(
    warnings(times(10, ["txn", "ok", 0.01]), { workload: { sharedBy: "txn" }, rate: 0 }, 0).length,
    1,
  );
});

Deno.test("warnOfQuietness() warns where clients waited in vain for most of the time and little was carried out", () => {
  const slow = [...times(4, ["broadcast", "ok", 0] as const), ...times(4, ["broadcast", "info", 5] as const)];
  assertEquals(warnings(slow, { concurrency: 1 }), [
    "4 of the 200 operations that --rate and --time-limit ask for were carried out, 2.0 %: clients waited 20 s in all " +
    "for 4 operations that did not end ok. So the verdict is about little.",
  ]);
  // Slow, but answered: latency, and few clients.
  assertEquals(warnings(times(4, ["broadcast", "ok", 5]), { concurrency: 1 }), []);
  // Messages are lost all the time.
  assertEquals(warnings(slow, { concurrency: 1, lossProbability: 0.1 }), []);
  // Few were asked for.
  assertEquals(warnings(slow, { concurrency: 1, operationLimit: 8 }), []);
  assertEquals(warnings(slow, { concurrency: 1, onlyOperations: [1, 2] }), []);
});

Deno.test("warnOfQuietness() warns where most operations of one function got no answer", () => {
  const polls = [...times(19, ["poll", "info", 0.1] as const), ...times(2, ["poll", "ok", 0.1] as const)];
  assertEquals(warnings([...DONE, ...polls]), [
    '19 of 21 "poll" operations got no answer in time, though no fault met their nodes.',
  ]);
  assertEquals(
    warnings([...DONE, ...times(9, ["poll", "info", 0.1] as const), ...times(9, ["poll", "ok", 0.1] as const)]),
    [],
  );
  assertEquals(warnings([...DONE, ...times(9, ["poll", "info", 0.1] as const)]), []);
});
