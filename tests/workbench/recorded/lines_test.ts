import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { readLines } from "../../../scripts/workbench/recorded/lines.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}

async function linesOf(content: Uint8Array): Promise<string[]> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, content);
    const lines: string[] = [];
    for await (const { number, text } of readLines(path)) lines.push(`${number} ${text}`);
    return lines;
  } finally {
    await Deno.remove(path);
  }
}

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("readLines() numbers lines, drops LF and CR LF, and keeps a last line without an end", async () => {
  assertEquals(await linesOf(encode("a\r\nb\n\nö")), ["1 a", "2 b", "3 ", "4 ö"]);
  assertEquals(await linesOf(encode("a\n")), ["1 a"]);
  assertEquals(await linesOf(encode("")), []);
});

Deno.test("readLines() unpacks gzip when the content says so, whatever the name", async () => {
  assertEquals(await linesOf(await gzip("a\nb\n")), ["1 a", "2 b"]);
});

Deno.test("readLines() joins lines that span many chunks", async () => {
  const long = "ä".repeat(300_000);
  const lines = await linesOf(await gzip(`${long}\nx`));
  assertEquals(lines.map((line) => line.length), [300_002, 3]);
});

Deno.test("readLines() names the file when it does not exist", async () => {
  const error = await assertRejects(() => Array.fromAsync(readLines("no/such.jsonl")), UsageError);
  assertEquals(error.message, 'Cannot read "no/such.jsonl": there is no such file or folder');
});

Deno.test("readLines() refuses bytes that are no text, rather than to make other values of them", async () => {
  const error = await assertRejects(() => linesOf(new Uint8Array([0x7b, 0x22, 0xe4, 0x22, 0x7d, 0x0a])), UsageError);
  assertStringIncludes(error.message, "it is no text in UTF-8");
});

Deno.test("readLines() says how far it came when gzip data is cut off", async () => {
  const whole = await gzip(Array.from({ length: 20_000 }, (_, number) => `${number * 7919}`).join("\n"));
  const error = await assertRejects(() => linesOf(whole.subarray(0, whole.length - 100)), UsageError);
  assertEquals(/ after line \d+: the gzip data is damaged or cut off/.test(error.message), true, error.message);
});
