import { assertEquals } from "@std/assert";
import { TextLineStream, type TextLineStreamOptions } from "@std/streams/text-line-stream";

/** Reads chunks of text through a TextLineStream. */
function lines(chunks: readonly string[], options?: TextLineStreamOptions): Promise<string[]> {
  return Array.fromAsync(ReadableStream.from(chunks).pipeThrough(new TextLineStream(options)));
}

Deno.test("TextLineStream() joins a line that spans chunks", async () => {
  assertEquals(await lines(["{a", "", "b}\n{c", "}\n"]), ["{ab}", "{c}"]);
});

Deno.test("TextLineStream() gives the last line when it has no line end", async () => {
  assertEquals(await lines(["one\ntwo"]), ["one", "two"]);
});

Deno.test("TextLineStream() gives no empty line after the last line end", async () => {
  assertEquals(await lines(["one\n"]), ["one"]);
  assertEquals(await lines([]), []);
  assertEquals(await lines([""]), []);
});

Deno.test("TextLineStream() keeps empty lines", async () => {
  assertEquals(await lines(["\n\none\n\r\n", "\n"]), ["", "", "one", "", ""]);
});

Deno.test("TextLineStream() takes CRLF as one line end, cut between chunks as well", async () => {
  assertEquals(await lines(["one\r\ntwo\r", "\nthree"]), ["one", "two", "three"]);
});

Deno.test("TextLineStream() leaves a carriage return inside a line alone", async () => {
  assertEquals(await lines(["one\rtwo\n", "three\r"]), ["one\rtwo", "three\r"]);
});

Deno.test("TextLineStream() with allowCR ends lines at carriage returns too", async () => {
  assertEquals(await lines(["CR\rLF", "\nCRLF\r\ndone"], { allowCR: true }), ["CR", "LF", "CRLF", "done"]);
  assertEquals(await lines(["one\r", "two\r"], { allowCR: true }), ["one", "two"]);
  assertEquals(await lines(["one\r", "\ntwo"], { allowCR: true }), ["one", "two"]);
});

Deno.test("TextLineStream() after TextDecoderStream survives chunk borders inside a character", async () => {
  const bytes = new TextEncoder().encode("grüße 🦕\n終\n");
  const chunks = [...bytes].map((byte) => Uint8Array.of(byte));
  const stream = ReadableStream.from(chunks).pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  assertEquals(await Array.fromAsync(stream), ["grüße 🦕", "終"]);
});

Deno.test("TextLineStream() joins a line of 20,000 chunks without reading it again for each", async () => {
  const chunks = Array<string>(20_000).fill("x".repeat(100));
  const [line, ...more] = await lines([...chunks, "\n"]);
  assertEquals([line?.length, more], [2_000_000, []]);
});
