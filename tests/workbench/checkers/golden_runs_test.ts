import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { checkAvailability } from "../../../scripts/workbench/checkers/availability.ts";
import { checkExceptions } from "../../../scripts/workbench/checkers/exceptions.ts";
import { checkBroadcast } from "../../../scripts/workbench/checkers/set_full/set_full.ts";
import { checkStats } from "../../../scripts/workbench/checkers/stats.ts";
import { readHistory } from "../../../scripts/workbench/recorded/history_file.ts";

const NET = fileURLToPath(new URL("../../fixtures/golden/net/", import.meta.url));

for (const name of ["broadcast-plain", "broadcast-partition"]) {
  Deno.test(`the checkers give the genuine results when fed with the history of the real run ${name}`, async () => {
    const { history } = await readHistory(`${NET}${name}-history.jsonl.gz`);
    const results = JSON.parse(await Deno.readTextFile(`${NET}${name}-results.json`));
    assertEquals(checkBroadcast(history, {}).verdict, results.workload);
    assertEquals(checkAvailability(history, {}).verdict, results.availability);
    assertEquals(checkExceptions(history).verdict, results.exceptions);
    const { "valid-unwrapped": _, ...stats } = checkStats(history).verdict;
    assertEquals(stats, results.stats);
  });
}
