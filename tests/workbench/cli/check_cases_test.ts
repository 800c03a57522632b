import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { checkCases } from "../../../scripts/workbench/cli/check_cases.ts";

const GOLDEN = fileURLToPath(new URL("../../fixtures/golden/", import.meta.url));

/** File and number of its cases. */
const FILES = [
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

for (const [name, count] of FILES) {
  Deno.test(`checkCases() agrees with the genuine checker on ${count} recorded cases of ${name}`, async () => {
    const cases = await Array.fromAsync(checkCases(`${GOLDEN}${name}.jsonl.gz`));
    assertEquals(cases.flatMap(({ disagreements }) => disagreements), []);
    assertEquals(cases.length, count);
  });
}
