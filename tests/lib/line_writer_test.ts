import { assertEquals, assertInstanceOf } from "@std/assert";
import { type ByteSink, LineWriter } from "../../lib/_line_writer.ts";

/** A sink that takes at most `limit` bytes a write, and fails as told before some writes. */
class TestSink implements ByteSink {
  readonly writes: string[] = [];
  readonly failures: (Error | undefined)[];
  readonly #limit: number;
  #bytes: number[] = [];

  constructor(limit = Infinity, failures: (Error | undefined)[] = []) {
    this.#limit = limit;
    this.failures = failures;
  }

  async write(bytes: Uint8Array): Promise<number> {
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const taken = bytes.subarray(0, this.#limit);
    this.#bytes.push(...taken);
    this.writes.push(new TextDecoder().decode(taken));
    return taken.length;
  }

  get text(): string {
    return new TextDecoder().decode(new Uint8Array(this.#bytes));
  }
}

const unexpected = (error: unknown) => {
  throw error;
};

Deno.test("LineWriter writes lines of one tick together, and later ones in the next write", async () => {
  const sink = new TestSink();
  const writer = new LineWriter(sink, unexpected);
  writer.write("a");
  writer.write("b");
  await Promise.resolve();
  await Promise.resolve();
  writer.write("c");
  writer.write("d");
  await writer.drained();
  assertEquals(sink.writes, ["a\nb\n", "c\nd\n"]);
  assertEquals(writer.pendingLength, 0);
});

Deno.test("LineWriter writes the rest when the sink takes only a part", async () => {
  const sink = new TestSink(3);
  const writer = new LineWriter(sink, unexpected);
  writer.write("grün, größer");
  writer.write("zweite");
  assertEquals(writer.pendingLength, 20);
  await writer.drained();
  assertEquals(sink.text, "grün, größer\nzweite\n");
});

Deno.test("LineWriter tries again when a pipe is full or a call is interrupted", async () => {
  const sink = new TestSink(4, [new Deno.errors.WouldBlock(), undefined, new Deno.errors.Interrupted()]);
  const writer = new LineWriter(sink, unexpected);
  writer.write("123456");
  await writer.drained();
  assertEquals(sink.text, "123456\n");
});

Deno.test("LineWriter tells once that the sink has closed, and drops what comes after", async () => {
  const sink = new TestSink(Infinity, [undefined, new Deno.errors.BrokenPipe()]);
  const errors: unknown[] = [];
  const writer = new LineWriter(sink, (error) => errors.push(error));
  writer.write("a");
  await writer.drained();
  writer.write("b");
  await writer.drained();
  writer.write("c");
  await writer.drained();
  assertEquals([errors.length, sink.text, writer.pendingLength], [1, "a\n", 0]);
  assertInstanceOf(errors[0], Deno.errors.BrokenPipe);
});

Deno.test("LineWriter writes pieces that a full pipe takes as a whole or not at all", async () => {
  const sink = new TestSink();
  const writer = new LineWriter(sink, unexpected);
  const lines = [..."abcdefghij"].map((letter, index) => letter.repeat(1_000 + 700 * index));
  for (const line of lines) writer.write(line);
  await writer.drained();
  assertEquals(sink.text, lines.join("\n") + "\n");
  // 4,096 bytes within a line, else up to the end of the last line that fits.
  assertEquals(sink.writes.map((piece) => [piece.length, piece.endsWith("\n")]), [
    [1_001 + 1_701, true],
    [2_401, true],
    [3_101, true],
    [3_801, true],
    [4_096, false],
    [405, true],
    [4_096, false],
    [1_105, true],
    [4_096, false],
    [1_805, true],
    [4_096, false],
    [2_505, true],
    [4_096, false],
    [3_205, true],
  ]);
});
