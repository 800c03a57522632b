/**
 * Where the command line writes to: stdout for what was asked for, stderr for progress and remarks.
 *
 * Passed in, so that tests read what a person would see.
 *
 * @module
 */
import { styleText } from "node:util";
import { UsageError } from "../usage_error.ts";

/** Colours in use; they mean the same everywhere. */
export type Colour = "green" | "red" | "yellow" | "bold" | "dim";

/** A pair of streams. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True where a person watches stderr, so that a progress line makes sense. */
  readonly showsProgress: boolean;
  /** Characters that fit into a line, where a person watches. */
  readonly columns?: number;
  /** Colours a text for stdout, or gives it back as it is. */
  colour(text: string, colour: Colour): string;
}

/** The terminal of this process. Colours only on a terminal, and not where NO_COLOR is set. */
export function systemTerminal(): Terminal {
  const hasColours = Deno.stdout.isTerminal() && !Deno.noColor;
  return {
    out: (text) => {
      try {
        writeAll(Deno.stdout, text);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new UsageError(`Cannot write to stdout: ${reason}, expected it to take the verdict`, { cause });
      }
    },
    err: (text) => writeAll(Deno.stderr, text),
    showsProgress: Deno.stderr.isTerminal(),
    ...columnsOfConsole(),
    colour: (text, colour) => hasColours ? styleText(colour, text, { validateStream: false }) : text,
  };
}

function columnsOfConsole(): { columns?: number } {
  if (!Deno.stdout.isTerminal() && !Deno.stderr.isTerminal()) return {};
  try {
    return { columns: Deno.consoleSize().columns };
  } catch {
    return {}; // Some terminals do not tell.
  }
}

/** A terminal that keeps what is written, for tests and for commands that run others. */
export class RecordedTerminal implements Terminal {
  readonly showsProgress = false;
  stdout = "";
  stderr = "";

  out(text: string): void {
    this.stdout += text;
  }

  err(text: string): void {
    this.stderr += text;
  }

  colour(text: string): string {
    return text;
  }
}

interface SyncWriter {
  writeSync(bytes: Uint8Array): number;
}

/** Writes the whole text. Whoever reads may leave early (`| head`); that is no error. */
function writeAll(stream: SyncWriter, text: string): void {
  const bytes = new TextEncoder().encode(text);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSome(stream, bytes.subarray(written));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** A pipe that is full for the moment is tried again. */
function writeSome(stream: SyncWriter, bytes: Uint8Array): number {
  try {
    return stream.writeSync(bytes);
  } catch (error) {
    if (error instanceof Deno.errors.WouldBlock) return 0;
    throw error;
  }
}
