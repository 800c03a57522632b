import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { countBefore } from "../../scripts/workbench/halving.ts";

Deno.test("countBefore() counts what comes before, also where nothing does and where all does", () => {
  fc.assert(fc.property(fc.array(fc.nat(20)), fc.integer({ min: -1, max: 21 }), (numbers, limit) => {
    const sorted = numbers.toSorted((a, b) => a - b);
    const expected = sorted.filter((number) => number < limit).length;
    assertEquals(countBefore(sorted.length, (place) => (sorted[place] ?? NaN) < limit), expected);
  }));
});
