/**
 * Reads one recorded history from a file.
 *
 * @module
 */
import type { History, Operation } from "../history.ts";
import { parseJson } from "../json.ts";
import { UsageError } from "../usage_error.ts";
import { toOperation } from "./cases.ts";
import { readLines } from "./lines.ts";

/** A history, and what its file does not tell. */
export interface RecordedHistory {
  readonly history: History;
  /** One sentence each. */
  readonly notes: readonly string[];
}

/** Turns one line into an operation; `position` is that of the operation in the history. */
type ParseOperation = (line: string, position: number) => Operation;

/**
 * Reads a history, plain or gzipped: our history.jsonl.
 *
 * @throws {UsageError} When the file or one of its lines cannot be read; names the line.
 */
export async function readHistory(path: string): Promise<RecordedHistory> {
  const history: Operation[] = [];
  for await (const { number, text } of readLines(path)) {
    if (text.trim() === "") continue;
    try {
      history.push(parseJsonLine(text, history.length));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new UsageError(`Cannot read line ${number} of ${JSON.stringify(path)}: ${error.message}`);
    }
  }
  return { history, notes: [] };
}

const parseJsonLine: ParseOperation = (line, position) => toOperation(parseJson(line), position);
