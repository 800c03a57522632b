/**
 * The node's window on the world: lines in, lines out. {@linkcode stdio} makes it from the process's own streams, on Deno,
 * Node.js and Bun alike.
 *
 * @module
 */
import { TextLineStream } from "@std/streams/text-line-stream";
import { LineWriter } from "./_line_writer.ts";
import { processStreams } from "./_process.ts";

/** What a program reads from and writes to. A test or a simulator passes its own. */
export interface Io {
  /** Lines from the network, without their line ends. Their end is the end of the program. */
  readonly input: AsyncIterable<string>;
  /** Sends one line, given without a line end. Does not wait. */
  output(line: string): void;
  /** Sends one line in parts, which a simulator knows where they are those of a line before. Default: `output`. */
  outputParts?(parts: readonly string[]): void;
  /** Arguments of the command line. */
  readonly args: readonly string[];
  /** Takes one line of the node's own log; nothing is logged where this is missing. */
  readonly log?: (line: string) => void;
}

/**
 * Reading pauses while more output than this waits for a reader, so that a node whose output nobody takes keeps its
 * memory. Large, because a plain test may well write all its input before it reads.
 */
const OUTPUT_CHARACTERS_MAX = 64 * 1024 * 1024;

/**
 * Gives the process's stdin, stdout, stderr and arguments as an {@linkcode Io}. To be called once.
 *
 * The input ends with stdin, and also when stdout has closed, since nobody is listening then.
 *
 * @example
 * ```ts
 * import { program, stdio } from "@gossip-glomers/deno";
 *
 * const echo = program((node) => {
 *   node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo }));
 * });
 *
 * if (import.meta.main) await echo(stdio());
 * ```
 */
export function stdio(): Io {
  const { input, output, args, log } = processStreams();
  const lines = input.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
  const writer = new LineWriter(output, (error) => {
    if (!isBrokenPipe(error)) log(`Cannot write to stdout: ${error}`);
    // Cancelling fails only where stdin has failed already, and then the reader reports that.
    lines.cancel().catch(() => {});
  });
  async function nextLine(): Promise<IteratorResult<string>> {
    if (writer.pendingLength > OUTPUT_CHARACTERS_MAX) await writer.drained();
    const { done, value } = await lines.read();
    return done ? { done, value: undefined } : { done, value };
  }
  return {
    input: { [Symbol.asyncIterator]: () => ({ next: nextLine }) },
    output: (line) => writer.write(line),
    args,
    log,
  };
}

/** True where the reader of stdout has gone: Deno's name for it, or the code of Node.js and Bun. */
function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && (error.name === "BrokenPipe" || Reflect.get(error, "code") === "EPIPE");
}
