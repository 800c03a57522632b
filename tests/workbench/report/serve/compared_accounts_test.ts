import { assertEquals } from "@std/assert";
import type { Json } from "../../../../scripts/workbench/history.ts";
import { accountRows } from "../../../../scripts/workbench/report/serve/compared_accounts.ts";
import type { StoredRun } from "../../../../scripts/workbench/report/serve/stored_runs.ts";

function stored(explained: Json): StoredRun {
  return { results: explained === null ? {} : { explained } } as unknown as StoredRun;
}

Deno.test("accountRows() sets two runs side by side by what messages did and by what took the time", () => {
  const first = stored({ messages: { "per-op": { news: 12, known: 16 } }, latency: { "parts-mean-ms": { way: 441 } } });
  const second = stored({ messages: { "per-op": { news: 12.5 } }, latency: { "parts-mean-ms": { way: 66.04 } } });
  const rows = accountRows(first, second).map(({ rows }) =>
    rows.map(({ name, cells, difference, judgement }) => [name, ...cells, difference, judgement])
  );
  assertEquals(rows, [
    [
      ["brought something new", "12", "12.5", "+0.5", ""],
      ["brought only what the receiver had", "16", "0", "−16", "better"],
    ],
    [["on the way", "441 ms", "66 ms", "−375 ms", "better"]],
  ]);
});

Deno.test("accountRows() shows a dash for a run that was not explained, and no difference from it", () => {
  const [group] = accountRows(stored({ messages: { "per-op": { lost: 1 } } }), stored(null));
  assertEquals(group?.rows.map(({ cells, difference }) => [...cells, difference]), [["1", "–", ""]]);
});
