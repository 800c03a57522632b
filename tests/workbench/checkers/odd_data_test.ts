import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fileURLToPath } from "node:url";
import { CHECKERS } from "../../../scripts/workbench/workloads/registry.ts";
import { readCases, type RecordedCase } from "../../../scripts/workbench/recorded/cases.ts";
import type { History, Json, Operation } from "../../../scripts/workbench/history.ts";
import { parseJson } from "../../../scripts/workbench/json.ts";

const GOLDEN = fileURLToPath(new URL("../../fixtures/golden/", import.meta.url));

/** Values that some workload or other does not expect. */
const ODD_VALUES: readonly Json[] = [
  null,
  true,
  -1,
  1.5,
  1e300,
  parseJson("9007199254740993"),
  parseJson("1.0"),
  "",
  "__proto__",
  [],
  [[]],
  {},
  [null],
  [1, "2"],
  [0, null],
  ["r"],
  [["r", 1]],
  [["r", "__proto__", [1, 1]]],
  [["append"]],
  [["send", "1", 5]],
  [["poll", 5]],
  [["poll", { "1": 3 }]],
  [["poll", { "1": [[0, 1], [null, 2]] }]],
];

const change = fc.record({
  at: fc.nat(10_000),
  field: fc.constantFrom("value", "value", "type", "process", "f", "nothing"),
  value: fc.constantFrom(...ODD_VALUES),
  type: fc.constantFrom("invoke", "ok", "fail", "info"),
  process: fc.constantFrom(0, 1, 99, "nemesis"),
  f: fc.constantFrom("read", "add", "poll", "assign", "txn", "cas", "crash", "unheard-of"),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Replaces single fields of operations; a change of "nothing" takes the operation away. */
function damage(history: History, changes: readonly Change[]): History {
  const damaged: Operation[] = [...history];
  for (const { at, field, ...fields } of changes) {
    const position = at % damaged.length;
    if (field === "nothing") damaged.splice(position, damaged.length > 1 ? 1 : 0);
    else damaged[position] = { ...damaged[position], [field]: fields[field as "value"] } as Operation;
  }
  return damaged.map((operation, index) => ({ ...operation, index }));
}

async function smallCases(name: string): Promise<RecordedCase[]> {
  const cases: RecordedCase[] = [];
  for await (const recorded of readCases(`${GOLDEN}${name}.jsonl.gz`)) {
    if (recorded.history.length > 4 && recorded.history.length < 150) cases.push(recorded);
    if (cases.length === 8) break;
  }
  return cases;
}

for (const name of [...CHECKERS.keys(), "kafka-multi"]) {
  Deno.test(`the checker of ${name} never throws and gives a reason when histories are damaged`, async () => {
    const cases = await smallCases(name);
    assertEquals(cases.length > 0, true);
    const changes = fc.array(change, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...cases), changes, ({ workload, history, expectations }, chosen) => {
        const checker = CHECKERS.get(workload)!;
        const { verdict, explanations } = checker(damage(history, chosen), expectations[0]!.options);
        if (verdict.valid === true) return;
        assertEquals(explanations.some(({ severity }) => severity !== "warning"), true);
      }),
      { numRuns: 100 },
    );
  });
}
