import { assertThrows } from "@std/assert";
import type { History, Json, OperationType, Process } from "../../../scripts/workbench/history.ts";
import { vetHistory } from "../../../scripts/workbench/recorded/vet_history.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

type Entry = readonly [process: Process, type: OperationType, f: string, value?: Json];

/** A history with an entry each microsecond. */
function historyOf(...entries: readonly Entry[]): History {
  return entries.map(([process, type, f, value = null], index) => ({
    index,
    time: index * 1000,
    process,
    type,
    f,
    value,
  }));
}

const READ = historyOf([0, "invoke", "read"], [0, "ok", "read", [1]], [1, "invoke", "broadcast", 1]);

Deno.test("vetHistory() takes what a run leaves: open operations, processes at once, faults among them", () => {
  vetHistory([], "broadcast");
  vetHistory(READ, "broadcast");
  vetHistory(
    historyOf([0, "invoke", "read"], ["nemesis", "info", "start-partition"], [1, "invoke", "broadcast", 2], [
      1,
      "info",
      "broadcast",
      2,
    ]),
    "broadcast",
  );
});

const UNPAIRED: readonly (readonly [what: string, history: History, message: string])[] = [
  [
    "an end without a beginning",
    historyOf([0, "invoke", "read"], [0, "ok", "read", []], [0, "ok", "read", [1]]),
    'operation 2 ends a "read" of process 0 (ok), which has none open',
  ],
  [
    "a second beginning before the end of the first",
    historyOf([3, "invoke", "broadcast", 1], [3, "invoke", "read"]),
    'operation 1 invokes "read" of process 3, whose "broadcast" (operation 0) is still open',
  ],
  [
    "the end of another function",
    historyOf([0, "invoke", "broadcast", 1], [0, "ok", "read", [1]]),
    'operation 1 ends a "read" of process 0 (ok), which has invoked "broadcast" (operation 0)',
  ],
  [
    "another value than was asked for",
    historyOf([0, "invoke", "broadcast", 1], [0, "ok", "broadcast", 2]),
    'operation 1 ends "broadcast" with 2, which had been invoked with 1 (operation 0), expected the same',
  ],
  [
    "times that run backwards",
    READ.map((operation) => ({ ...operation, time: 5 - operation.time })),
    "operation 1 happened at -995 ns and operation 0 before it at 5 ns",
  ],
  [
    "an index that comes again",
    READ.map((operation) => ({ ...operation, index: 7 >> operation.index })),
    "the index 3 follows the index 7",
  ],
];

for (const [what, history, message] of UNPAIRED) {
  Deno.test(`vetHistory() refuses ${what}`, () => {
    assertThrows(() => vetHistory(history, "broadcast"), UsageError, message);
  });
}

const FOREIGN: readonly (readonly [workload: string, history: History, message: string])[] = [
  [
    "kafka",
    historyOf([0, "invoke", "txn", [["append", 1, 2]]]),
    'operation 0 is "txn" with the micro-operation "append", expected send, poll,',
  ],
  ["kafka", historyOf([0, "invoke", "txn", [["append", 1, 2]]]), "did you mean -w txn-list-append?"],
  ["txn-list-append", historyOf([0, "invoke", "txn", [["w", 1, 2]]]), "did you mean -w txn-rw-register?"],
  ["txn-rw-register", historyOf([0, "invoke", "send", [["send", "1", 2]]]), "did you mean -w kafka?"],
  [
    "unique-ids",
    historyOf([0, "invoke", "echo", "x"]),
    'operation 0 is "echo", expected generate; did you mean -w echo?',
  ],
  ["broadcast", historyOf([0, "invoke", "cas", [1, [2, 3]]]), "did you mean -w lin-kv?"],
  [
    "g-set",
    historyOf([0, "invoke", "add", 1], [0, "ok", "add", 1], [0, "invoke", "read"], [0, "ok", "read", 1]),
    'operation 3 is a "read" that returned a number, expected a list of elements; did you mean -w g-counter or -w pn-counter?',
  ],
  [
    "pn-counter",
    historyOf([0, "invoke", "add", 1], [0, "ok", "add", 1], [0, "invoke", "read"], [0, "ok", "read", [1]]),
    "did you mean -w g-set?",
  ],
  ["g-counter", historyOf([0, "invoke", "add", -3]), 'operation 0 is an "add" of -3, expected add, read; did you mean'],
  [
    "echo",
    historyOf([0, "invoke", "echo", "x"], [0, "ok", "echo", {}], [1, "invoke", "generate"]),
    'operation 2 is "generate"',
  ],
];

for (const [workload, history, message] of FOREIGN) {
  Deno.test(`vetHistory() refuses ${JSON.stringify(history.at(-1)?.value)} of ${history.at(-1)?.f} as ${workload}: ${message.slice(-30)}`, () => {
    assertThrows(() => vetHistory(history, workload), UsageError, message);
  });
}

Deno.test("vetHistory() refuses a read of a register that ends with another key", () => {
  const reads = (key: number) => historyOf([0, "invoke", "read", [1, null]], [0, "ok", "read", [key, 5]]);
  vetHistory(reads(1), "lin-kv");
  assertThrows(() => vetHistory(reads(2), "lin-kv"), UsageError, 'operation 1 ends "read" of another key with [2,5]');
});

Deno.test("vetHistory() refuses histories whose values were lost", () => {
  const lost = (f: string) => historyOf([0, "invoke", f], [0, "ok", f]);
  assertThrows(() => vetHistory(lost("add"), "g-set"), UsageError, 'operation 0 invokes "add" without a value');
  assertThrows(() => vetHistory(lost("txn"), "kafka"), UsageError, 'operation 0 invokes "txn" without a value');
  assertThrows(() => vetHistory(lost("read"), "broadcast"), UsageError, 'operation 1, like every "read" that ended ok');
  vetHistory(historyOf([0, "invoke", "read"], [0, "fail", "read"]), "broadcast");
  vetHistory(lost("generate"), "unique-ids");
});
