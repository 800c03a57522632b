import { assertEquals } from "@std/assert";
import { TextBytes } from "../../../scripts/workbench/text/text_bytes.ts";

Deno.test("TextBytes gives the UTF-8 of all pieces since it was last asked, also beyond its first size", () => {
  const text = new TextBytes();
  for (const round of [1, 2]) {
    const pieces = Array.from({ length: 40_000 * round }, (_, index) => `${index} ä€😀\n`);
    for (const piece of pieces) text.add(piece);
    const expected = new TextEncoder().encode(pieces.join(""));
    assertEquals(text.length, expected.length);
    assertEquals(new TextDecoder().decode(text.take()), pieces.join(""));
  }
  assertEquals([text.length, text.take().length], [0, 0]);
});

Deno.test("TextBytes takes one piece that is larger than all before", () => {
  const text = new TextBytes();
  const large = "€".repeat(3_000_000);
  text.add("a");
  text.add(large);
  assertEquals(new TextDecoder().decode(text.take()), `a${large}`);
});
