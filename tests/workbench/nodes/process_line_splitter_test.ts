import { assertEquals } from "@std/assert";
import { LineSplitter } from "../../../scripts/workbench/nodes/line_splitter.ts";

function split(...chunks: Uint8Array[]): string[] {
  const splitter = new LineSplitter(1000);
  const lines = chunks.flatMap((chunk) => splitter.push(chunk));
  const last = splitter.finish();
  return last === undefined ? lines : [...lines, last];
}

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("LineSplitter gives the same lines however the chunks are cut", () => {
  const bytes = encode("héllo\r\n\n€ 😀\nlast");
  for (let cut = 0; cut <= bytes.length; cut++) {
    assertEquals(split(bytes.slice(0, cut), bytes.slice(cut)), ["héllo", "", "€ 😀", "last"]);
  }
  assertEquals(split(...[...bytes].map((byte) => Uint8Array.of(byte))), ["héllo", "", "€ 😀", "last"]);
});

Deno.test("LineSplitter gives no empty last line when the stream ends with a line end", () => {
  assertEquals(split(encode("a\nb\n")), ["a", "b"]);
  assertEquals(split(), []);
});

Deno.test("LineSplitter takes off one carriage return at the end only", () => {
  assertEquals(split(encode("a\rb\r\r\nc\r")), ["a\rb\r", "c"]);
});

Deno.test("LineSplitter replaces bytes that are not UTF-8", () => {
  assertEquals(split(Uint8Array.of(0x61, 0xff, 0x62, 0x0a)), ["a\ufffdb"]);
});

Deno.test("LineSplitter tells when the unfinished line exceeds the limit", () => {
  const splitter = new LineSplitter(5);
  splitter.push(encode("abc\nabcde"));
  assertEquals([splitter.isOverLimit, splitter.pendingBytes], [false, 5]);
  splitter.push(encode("f"));
  assertEquals(splitter.isOverLimit, true);
});
