/**
 * Reads text files line by line, plain or gzipped, whatever their size and name.
 *
 * @module
 */
import { fileProblem } from "../files.ts";
import { UsageError } from "../usage_error.ts";

/** The first two bytes of every gzip file. */
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Byte order marks of UTF-16, as numbers with commas between them. */
const UTF16_MARKS: Readonly<Record<string, string>> = { "255,254": "utf-16le", "254,255": "utf-16be" };

/** A line with its number, counted from 1. */
export interface Line {
  readonly number: number;
  /** Without its line end (LF or CR LF). */
  readonly text: string;
}

/**
 * Yields the lines of a file; a last line without a line end counts, empty lines do as well.
 *
 * @throws {UsageError} When the file cannot be opened or read to its end; names the file.
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let number = 0;
  try {
    for await (const text of splitLines(await openText(path))) yield { number: ++number, text };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `Cannot read ${JSON.stringify(path)}${number > 0 ? ` after line ${number}` : ""}: ${reason(error)}`,
    );
  }
}

function reason(error: unknown): string {
  if (error instanceof TypeError && /encoded data/.test(error.message)) return "it is no text in UTF-8";
  if (error instanceof TypeError) {
    return `the gzip data is damaged or cut off, or several files were put together (${error.message})`;
  }
  return fileProblem(error);
}

async function openText(path: string): Promise<ReadableStream<string>> {
  const file = await Deno.open(path);
  const chunks = file.readable[Symbol.asyncIterator]();
  const first = await chunks.next();
  const bytes = ReadableStream.from(resume(first, chunks));
  const isGzip = !first.done && GZIP_MAGIC.every((byte, position) => first.value[position] === byte);
  const plain = isGzip ? bytes.pipeThrough(new DecompressionStream("gzip")) : bytes;
  return await decode(plain);
}

/** Bytes as text; a byte order mark tells of UTF-16, in which PowerShell writes, and is dropped. */
async function decode(bytes: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<ReadableStream<string>> {
  const chunks = bytes[Symbol.asyncIterator]();
  const first = await chunks.next();
  const mark = first.done ? "" : first.value.subarray(0, 2).join();
  return ReadableStream.from(resume(first, chunks)).pipeThrough(
    new TextDecoderStream(UTF16_MARKS[mark] ?? "utf-8", { fatal: true }),
  );
}

/** Puts back the chunk that was looked at. */
async function* resume(
  first: IteratorResult<Uint8Array<ArrayBuffer>>,
  rest: AsyncIterableIterator<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  // A long line is collected in pieces and joined once: joining at every chunk would take quadratic time.
  let pieces: string[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf("\n"); end >= 0; end = chunk.indexOf("\n", start)) {
      pieces.push(chunk.slice(start, end));
      yield withoutReturn(pieces.join(""));
      pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(chunk.slice(start));
  }
  if (pieces.length > 0) yield withoutReturn(pieces.join(""));
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
