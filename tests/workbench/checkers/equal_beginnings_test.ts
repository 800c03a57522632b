import { assertEquals } from "@std/assert";
import { checkUniqueIds } from "../../../scripts/workbench/checkers/unique_ids.ts";
import { historyOf, type Op } from "./ops.ts";

/** The likely cause that the first finding tells, for ids by node, of which all nodes issue one after another. */
function causeOf(idsByNode: Readonly<Record<string, readonly number[]>>): string {
  const nodes = Object.keys(idsByNode);
  const count = Math.max(...Object.values(idsByNode).map((ids) => ids.length));
  const operations: Op[] = [];
  for (let position = 0; position < count; position++) {
    nodes.forEach((node, worker) => {
      const id = idsByNode[node]?.[position];
      if (id === undefined) return;
      const time = 1000 * (position * nodes.length + worker);
      operations.push([time, "invoke", worker, "generate", null], [time + 1, "ok", worker, "generate", id, { node }]);
    });
  }
  const [finding] = checkUniqueIds(historyOf(operations)).explanations;
  return finding?.text.split("Likely cause: ")[1] ?? "";
}

Deno.test("checkUniqueIds() says so where two nodes issue the same ids from the first on", () => {
  assertEquals(
    causeOf({ n0: [1, 2, 3], n1: [7, 8, 9], n2: [7, 8, 9] }),
    "n1 and n2 issued the same ids in the same order from the first on, so their generators began with the same seed " +
      "or number, such as the time at which they started; put the name of the node into the ids.",
  );
});

Deno.test("checkUniqueIds() says so where a node issues its ids again from the first on", () => {
  assertEquals(
    causeOf({ n0: [11, 12], n1: [7, 8, 9, 10, 7, 8, 9] }),
    "n1 issued its ids again in the same order from the first on, as a generator does that begins with the same seed " +
      "or number after a restart; begin with something that no start has in common with another.",
  );
});

Deno.test("checkUniqueIds() names no cause where ids are the same by chance", () => {
  assertEquals(causeOf({ n0: [1, 2, 3], n1: [3, 1, 2] }), "");
  assertEquals(causeOf({ n0: [1, 2, 3, 1] }), "");
  assertEquals(causeOf({ n0: [1, 2], n1: [1, 2] }), "");
});
