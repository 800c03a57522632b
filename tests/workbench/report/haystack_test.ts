import { assertEquals } from "@std/assert";
import { Haystack } from "../../../scripts/workbench/report/client/haystack.js";

/** All steps of a search, one after the other. */
function find(haystack: Haystack, query: string): number[] {
  const steps = haystack.find(query);
  for (let step = steps.next();; step = steps.next()) {
    if (step.done === true) return [...step.value];
  }
}

Deno.test("Haystack finds what each text holds, and nothing that reaches over two of them", () => {
  const texts = ["ab", "", "b", "aab ab", "ba", "b\\nb", "", "ä𝄞b"];
  const haystack = new Haystack(texts.length, (place) => texts[place] ?? "");
  for (const query of ["a", "b", "ab", "bb", "ba", "aab ab", "\\n", "𝄞b", "c"]) {
    assertEquals(find(haystack, query), texts.map((text) => text.includes(query) ? 1 : 0), query);
  }
});

Deno.test("Haystack finds in every piece, each in a step of its own, and asks for each text once", () => {
  const asked = new Map<number, number>();
  const haystack = new Haystack(20_000, (place) => {
    asked.set(place, (asked.get(place) ?? 0) + 1);
    return `text ${place}`;
  });
  const found = (query: string) => find(haystack, query).flatMap((is, place) => is === 1 ? [place] : []);
  assertEquals(found("1999"), [1999, 11_999, ...Array.from({ length: 10 }, (_, last) => 19_990 + last)]);
  assertEquals(found("text").length, 20_000);
  assertEquals([asked.size, Math.max(...asked.values())], [20_000, 1]);
  const steps = haystack.find("text");
  assertEquals([steps.next().done, steps.next().done, steps.next().done, steps.next().done], [
    false,
    false,
    false,
    true,
  ]);
});

Deno.test("Haystack of no texts finds nothing", () => {
  assertEquals(find(new Haystack(0, () => ""), "a"), []);
});
