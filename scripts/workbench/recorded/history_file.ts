/**
 * Reads one recorded history from a file: our history.jsonl, or history.edn and history.txt, which the original writes
 * as well.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ednToJson, parseEdn } from "../edn.ts";
import type { History, Json, Operation } from "../history.ts";
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

/** The history in a folder; undefined where the path is none, or has none. */
function historyIn(path: string): string | undefined {
  return HISTORY_NAMES.map((name) => join(path, name)).find((file) => existsSync(file));
}

/** How the lines of a file are written: told by the first line. */
interface LineFormat {
  readonly name: string;
  /** What the first line looks like. */
  readonly start: RegExp;
  /** Turns a line into an operation; `position` is that of the operation in the history. */
  parse(line: string, position: number): Operation;
  readonly note?: string;
}

const FORMATS: readonly LineFormat[] = [
  { name: "history.jsonl", start: /^\s*\{\s*("|\})/, parse: (line, at) => toOperation(parseJson(line), at) },
  {
    name: "history.edn",
    start: /^\s*(#[\w.]+\s*)?\{\s*:/,
    parse: (line, at) => toOperation(ednToJson(parseEdn(line)), at),
  },
  {
    name: "history.txt",
    start: /^\s*(\d+|:?nemesis)\t:/,
    parse: parseTextLine,
    note: "history.txt tells neither times nor which reads are final: latencies are 0, and counters are not checked",
  },
];

/** Names of a history in the folder of a run, ours or the original's; the first tells most. */
const HISTORY_NAMES = ["history.jsonl", "history.edn", "history.txt"];

/**
 * Reads a history, plain or gzipped; the format is told by the first line. The folder of a run stands for its history.
 *
 * @throws {UsageError} When the file or one of its lines cannot be read; names the line.
 */
export async function readHistory(path: string): Promise<RecordedHistory> {
  const history: Operation[] = [];
  let format: LineFormat | undefined;
  for await (const { number, text } of readLines(historyIn(path) ?? path)) {
    if (text.trim() === "") continue;
    try {
      format ??= formatOf(text);
      history.push(format.parse(text, history.length));
    } catch (error) {
      if (!(error instanceof UsageError) && !(error instanceof SyntaxError)) throw error;
      throw new UsageError(`Cannot read line ${number} of ${JSON.stringify(path)}: ${error.message}`);
    }
  }
  return { history, notes: format?.note === undefined ? [] : [format.note] };
}

function formatOf(line: string): LineFormat {
  const format = FORMATS.find(({ start }) => start.test(line));
  if (format !== undefined) return format;
  throw new UsageError(`it is no operation, expected the form of ${FORMATS.map(({ name }) => name).join(", ")}`);
}

/** Process, type, function and value with tabs between them, perhaps an error after that. */
function parseTextLine(line: string, position: number): Operation {
  const [process = "", type = "", f = "", value = "nil", ...error] = line.split("\t");
  const fields = { process: ednCell(process), type: ednCell(type), f: ednCell(f), value: ednCell(value) };
  return toOperation({ ...fields, time: 0, ...(error.length > 0 && { error: errorCell(error.join("\t")) }) }, position);
}

function ednCell(cell: string): Json {
  return ednToJson(parseEdn(cell.trim()));
}

/** Errors are EDN or plain text. */
function errorCell(cell: string): Json {
  return /^[:[{"]/.test(cell) ? ednCell(cell) : cell;
}
