/**
 * The streams and arguments of this process, on Deno, Node.js or Bun.
 *
 * @module
 */
import type { ByteSink } from "./_line_writer.ts";

/** What a program can read from and write to. */
export interface ProcessStreams {
  /** Bytes of stdin. */
  readonly input: ReadableStream<BufferSource>;
  /** Takes bytes for stdout. */
  readonly output: ByteSink;
  /** Writes a line to stderr. Losing a log line is better than losing the node, so nothing is thrown. */
  log(line: string): void;
  /** Arguments after the program's own name. */
  readonly args: readonly string[];
}

/** The part of Node.js's `process` that is used, which Bun has too. */
interface NodeProcess {
  readonly argv: readonly string[];
  readonly stdin: AsyncIterable<BufferSource>;
  readonly stdout: NodeOutput;
  readonly stderr: NodeOutput;
}

interface NodeOutput {
  write(bytes: Uint8Array | string, done?: (error?: Error | null) => void): boolean;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** Node.js: the program, then the script, then the arguments. */
const NODE_ARGUMENTS_START = 2;

/** Gives the streams of this process. To be called once. */
export function processStreams(): ProcessStreams {
  return typeof Deno === "undefined" ? nodeStreams(Reflect.get(globalThis, "process")) : denoStreams();
}

function denoStreams(): ProcessStreams {
  return {
    input: Deno.stdin.readable,
    output: Deno.stdout,
    args: Deno.args,
    log(line) {
      try {
        let rest = new TextEncoder().encode(line + "\n");
        while (rest.length > 0) rest = rest.subarray(Deno.stderr.writeSync(rest));
      } catch {
        // stderr is full (non-blocking) or closed, and there is nowhere else to say so.
      }
    },
  };
}

function nodeStreams({ argv, stdin, stdout, stderr }: NodeProcess): ProcessStreams {
  const chunks = stdin[Symbol.asyncIterator]();
  // Each write is told of its own error; without a listener the first one would end the process.
  for (const stream of [stdout, stderr]) stream.on("error", () => {});
  return {
    input: new ReadableStream({
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    }),
    output: {
      write: (bytes) =>
        new Promise((resolve, reject) => {
          stdout.write(bytes, (error) => error == null ? resolve(bytes.length) : reject(error));
        }),
    },
    args: argv.slice(NODE_ARGUMENTS_START),
    log: (line) => void stderr.write(`${line}\n`),
  };
}
