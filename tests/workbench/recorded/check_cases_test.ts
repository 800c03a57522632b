import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { checkCases } from "../../../scripts/workbench/recorded/check_cases.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));

/** File and number of its cases. */
const GOLDEN = [
  ["unique-ids", 50],
  ["echo", 17],
  ["broadcast", 59],
  ["g-set", 42],
  ["g-counter", 56],
  ["pn-counter", 57],
  ["availability", 31],
  ["stats", 25],
  ["kafka", 130],
  ["kafka-multi", 19],
  ["kafka-real", 3],
  ["lin-kv", 131],
  ["txn-rw-register", 211],
  ["txn-list-append", 129],
] as const;

/** Histories of the above, changed at random. */
const MUTATED = [
  ["unique-ids", 184],
  ["echo", 68],
  ["broadcast", 224],
  ["g-set", 160],
  ["g-counter", 220],
  ["pn-counter", 228],
  ["kafka", 516],
  ["kafka-multi", 114],
  ["lin-kv", 520],
  ["txn-rw-register", 1254],
  ["txn-list-append", 637],
] as const;

for (const [folder, files] of [["golden", GOLDEN], ["mutated", MUTATED]] as const) {
  for (const [name, count] of files) {
    Deno.test(`checkCases() agrees with the genuine checker on ${count} ${folder} cases of ${name}`, async () => {
      const cases = await Array.fromAsync(checkCases(`${FIXTURES}${folder}/${name}.jsonl.gz`));
      assertEquals(cases.flatMap(({ disagreements }) => disagreements), []);
      assertEquals(cases.length, count);
    });
  }
}
