import { assertEquals } from "@std/assert";
import { EMPTY_SET, SlotSets } from "../../../../scripts/workbench/checkers/linearizability/slot_sets.ts";
import { NOTHING_USED, Tallies } from "../../../../scripts/workbench/checkers/linearizability/tallies.ts";

Deno.test("SlotSets.toggle() gives the same number for the same members, however they came together", () => {
  const sets = new SlotSets();
  const ab = sets.toggle(sets.toggle(EMPTY_SET, 1), 2);
  const ba = sets.toggle(sets.toggle(EMPTY_SET, 2), 1);
  assertEquals(ab, ba);
  assertEquals(sets.toggle(sets.toggle(ab, 1), 2), EMPTY_SET);
});

Deno.test("SlotSets.has() knows members", () => {
  const sets = new SlotSets();
  const set = sets.toggle(sets.toggle(EMPTY_SET, 40), 7);
  assertEquals([7, 40, 4, 0].map((slot) => sets.has(set, slot)), [true, true, false, false]);
  assertEquals(sets.has(EMPTY_SET, 0), false);
});

Deno.test("Tallies.increase() counts each group", () => {
  const tallies = new Tallies(3);
  const tally = tallies.increase(tallies.increase(tallies.increase(NOTHING_USED, 1), 2), 1);
  assertEquals([0, 1, 2].map((group) => tallies.countOf(tally, group)), [0, 2, 1]);
  assertEquals(tally, tallies.increase(tallies.increase(tallies.increase(NOTHING_USED, 2), 1), 1));
});

Deno.test("Tallies.isWithin() compares group by group", () => {
  const tallies = new Tallies(2);
  const one = tallies.increase(NOTHING_USED, 0);
  const other = tallies.increase(NOTHING_USED, 1);
  const both = tallies.increase(one, 1);
  assertEquals([tallies.isWithin(one, both), tallies.isWithin(both, one), tallies.isWithin(one, other)], [
    true,
    false,
    false,
  ]);
  assertEquals(tallies.isWithin(NOTHING_USED, one), true);
});
