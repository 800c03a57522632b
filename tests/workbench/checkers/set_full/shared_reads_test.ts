import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkBroadcast } from "../../../../scripts/workbench/checkers/set_full/set_full.ts";
import type { History, Operation } from "../../../../scripts/workbench/history.ts";
import { GrowingList, holdPart, type ListPart } from "../../../../scripts/workbench/shared_list.ts";

/** What happens next: an operation begins or ends at a node, which may hear of a value meanwhile. */
interface Step {
  readonly thread: number;
  readonly node: number;
  readonly isAdd: boolean;
  /** `next` is the first value that the node lacks, `odd` any number, known, added later or never. */
  readonly hears: "nothing" | "next" | "odd";
  readonly odd: number;
  readonly restarts: boolean;
}

const STEP: fc.Arbitrary<Step> = fc.record({
  thread: fc.nat(3),
  node: fc.nat(1),
  isAdd: fc.boolean(),
  hears: fc.nat(19).map((one) => one === 0 ? "odd" : one < 14 ? "next" : "nothing"),
  odd: fc.nat(12),
  restarts: fc.nat(39).map((one) => one === 0),
});

/** Two histories that are the same: in one reads are parts of the nodes' lists, in the other plain lists. */
function histories(steps: readonly Step[]): { readonly shared: History; readonly plain: History } {
  const lists = [new GrowingList(), new GrowingList()];
  const open = new Map<number, { readonly f: string; readonly value: number | null }>();
  const shared: Operation[] = [];
  const added: number[] = [];
  const record = (entry: Omit<Operation, "index" | "time">, part?: ListPart) => {
    const operation = { index: shared.length, time: shared.length * 1e6, ...entry };
    shared.push(part === undefined ? operation : holdPart(operation, { field: "value", part }));
  };
  for (const { thread, node, isAdd, hears, odd, restarts } of steps) {
    if (restarts) lists[node] = new GrowingList();
    const list = lists[node] as GrowingList;
    const known = list.items(0, list.count);
    const heard = hears === "odd" ? odd : hears === "next" ? added.find((value) => !known.includes(value)) : undefined;
    if (heard !== undefined) list.grow(list.count === 0 ? String(heard) : `,${heard}`);
    const begun = open.get(thread);
    if (begun === undefined) {
      const call = isAdd ? { f: "broadcast", value: hears === "odd" ? odd : added.length } : { f: "read", value: null };
      if (call.value !== null) added.push(call.value);
      open.set(thread, call);
      record({ process: thread, type: "invoke", ...call });
      continue;
    }
    open.delete(thread);
    const part = begun.f === "read" ? list.whole : undefined;
    record({ process: thread, type: "ok", ...begun, node: `n${node}` }, part);
  }
  return { shared, plain: shared.map((operation) => ({ ...operation })) };
}

Deno.test("a history whose reads share lists is judged like the same one with plain lists", () => {
  const counts = { stable: 0, lost: 0, stale: 0 };
  fc.assert(
    fc.property(fc.array(STEP, { minLength: 10, maxLength: 120 }), (steps) => {
      const { shared, plain } = histories(steps);
      const expected = checkBroadcast(plain, {});
      assertEquals(checkBroadcast(shared, {}), expected);
      counts.stable += Number(expected.verdict["stable-count"]);
      counts.lost += Number(expected.verdict["lost-count"]);
      counts.stale += Number(expected.verdict["stale-count"]);
    }),
    { numRuns: 1000 },
  );
  // Otherwise little was compared.
  assertEquals(
    [counts.stable > 1000, counts.lost > 300, counts.stale > 300],
    [true, true, true],
    JSON.stringify(counts),
  );
});
