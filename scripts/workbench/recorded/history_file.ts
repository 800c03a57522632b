/**
 * Reads one recorded history from a file: our history.record, what \`export\` makes of it, or history.edn and
 * history.txt, which the original writes as well. JSON and EDN may be laid out in any way that those notations allow.
 *
 * @module
 */
import { ednToJson, parseEdn } from "../edn.ts";
import type { History, Json, Operation } from "../history.ts";
import { isJsonObject, isRawInteger, isWholeFloat, withoutFloats } from "../json.ts";
import { HISTORY_FILE, openHistory } from "../report/stored_record.ts";
import { UsageError } from "../usage_error.ts";
import { toOperation, unreadable } from "./cases.ts";
import { FormError, type Notation, readForms } from "./forms.ts";
import { historyPath } from "./history_path.ts";
import { type Line, readLines } from "./lines.ts";

/** A history, and what its file does not tell. */
export interface RecordedHistory {
  readonly history: History;
  /** One sentence each. */
  readonly notes: readonly string[];
  /** How the run ended early; absent where it did not, or the files do not say. */
  readonly failure?: string;
}

/** How a file is written. */
type Format = Notation | "text";

/** A line of history.txt begins with the process and the type. */
const TEXT_LINE = /^\s*(?:\d+|:?nemesis)\t\s*:?\w/;

/** Lines that are looked at to tell how a file is written; comments and blank lines may come first. */
const LOOKED_AT_MAX = 10_000;

const FORMS_EXPECTED = "expected the form of history.jsonl, history.edn or history.txt";

const TEXT_NOTE =
  "history.txt tells neither times nor which reads are final: latencies are 0, and counters are not checked";

const EPOCH_NOTE = "its times do not fit 53 bits: they are counted from the first operation";

/**
 * Reads a history, plain or gzipped; how it is written is told by its beginning. The folder of a run stands for its
 * history.
 *
 * @throws {UsageError} When the file or an operation in it cannot be read; names the line.
 */
export async function readHistory(path: string): Promise<RecordedHistory> {
  const found = historyPath(path);
  if (found.path.endsWith(HISTORY_FILE)) {
    const { notes, failure } = found;
    using history = openHistory(found.path);
    return { history: [...history], notes, ...(failure === undefined ? {} : { failure }) };
  }
  const lines = readLines(found.path);
  const { format, start } = await lookAt(path, lines);
  const given: { readonly line: number; readonly value: Json }[] = [];
  try {
    const all = chain(start, lines);
    for await (const entry of format === "text" ? readTextLines(all) : readForms(all, format)) given.push(entry);
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    throw unreadable(path, error.line, error.message);
  }
  const timed = withSmallTimes(given.map(({ value }) => withWholeNumbers(value)));
  const { values, notes } = withIndexes(timed.values);
  const history = values.map((value, position): Operation => {
    try {
      demandSameFields(value, values[0], position);
      demandResult(value, position);
      return toOperation(value, position);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw unreadable(path, given[position]?.line ?? 0, error.message);
    }
  });
  const { failure } = found;
  const sentences = [...found.notes, ...timed.notes, ...notes, ...(format === "text" ? [TEXT_NOTE] : [])];
  return { history, notes: sentences, ...(failure === undefined ? {} : { failure }) };
}

interface Start {
  readonly format: Format;
  /** The lines that were read to tell the format. */
  readonly start: readonly Line[];
}

async function lookAt(path: string, lines: AsyncGenerator<Line>): Promise<Start> {
  const start: Line[] = [];
  let seen = "";
  for (;;) {
    const next = await lines.next();
    if (next.done || start.length === LOOKED_AT_MAX) return { format: "json", start };
    start.push(next.value);
    const { text, number } = next.value;
    if (seen === "" && TEXT_LINE.test(text)) return { format: "text", start };
    if (/^\s*;/.test(text)) continue;
    seen += `${text} `;
    const format = formatOf(seen);
    if (format === "other") throw unreadable(path, number, `it is no operation, ${FORMS_EXPECTED}`);
    if (format !== undefined) return { format, start };
    if (seen.trim() === "") seen = "";
  }
}

/** Tells JSON and EDN apart; undefined where more lines are needed. */
function formatOf(text: string): Notation | "other" | undefined {
  const inner = text.replace(/^[\s,[(]+/, "");
  if (/^[;#]/.test(inner) || /^[\s,]*\(/.test(text)) return "edn";
  const first = /^\{\s*(.?)/.exec(inner)?.[1];
  if (inner === "" || first === "") return undefined;
  if (first === '"' || first === "}" || inner.startsWith("]")) return "json";
  return first === ":" || first === "#" || first === ";" ? "edn" : "other";
}

async function* chain(start: readonly Line[], rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  yield* start;
  yield* rest;
}

async function* readTextLines(lines: AsyncIterable<Line>): AsyncGenerator<{ line: number; value: Json }> {
  for await (const { number, text } of lines) {
    if (text.trim() === "") continue;
    try {
      yield { line: number, value: parseTextLine(text) };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new FormError(number, error.message);
    }
  }
}

/** Process, type, function and value with tabs between them, perhaps an error after that. */
function parseTextLine(line: string): Json {
  const [process, type, f, value, ...error] = line.split("\t");
  if (!TEXT_LINE.test(line) || process === undefined || type === undefined || f === undefined || value === undefined) {
    throw new SyntaxError("it is no line of history.txt, expected process, type, function and value with tabs between");
  }
  const fields = { process: ednCell(process), type: ednCell(type), f: ednCell(f), value: ednCell(value) };
  return { ...fields, time: 0, ...(error.length > 0 && { error: errorCell(error.join("\t")) }) };
}

function ednCell(cell: string): Json {
  return ednToJson(parseEdn(cell.trim()));
}

/** Errors are EDN or plain text. */
function errorCell(cell: string): Json {
  return /^[:[{"]/.test(cell) ? ednCell(cell) : cell;
}

/** Index and time may be left out, but of all operations: made up for some they would stand between real ones. */
function demandSameFields(value: Json, first: Json | undefined, position: number): void {
  if (!isJsonObject(value) || !isJsonObject(first)) return;
  for (const field of ["index", "time"]) {
    const [has, firstHas] = [value[field] !== undefined, first[field] !== undefined];
    if (has === firstHas) continue;
    throw new UsageError(
      `operation ${position} has ${has ? "a" : "no"} "${field}" and the first operation has ${has ? "none" : "one"}, ` +
        "expected it in all operations or in none",
    );
  }
}

/** What ended ok without a value has nothing that could be judged. */
function demandResult(value: Json, position: number): void {
  if (!isJsonObject(value) || value.type !== "ok" || value.process === "nemesis" || value.value !== undefined) return;
  throw new UsageError(`operation ${position}, which ended ok, has no "value", expected what it returned, or null`);
}

/** Languages without integers write them as floats; index, time and process mean the same as such. */
function withWholeNumbers(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const odd = ["index", "time", "process"].filter((field) => isWholeFloat(value[field]));
  if (odd.length === 0) return value;
  return { ...value, ...Object.fromEntries(odd.map((field) => [field, withoutFloats(value[field] ?? null)])) };
}

interface Mended {
  readonly values: readonly Json[];
  /** One sentence for each thing that was mended. */
  readonly notes: readonly string[];
}

/** One index for all operations is none: they are then numbered by their position. */
function withIndexes(values: readonly Json[]): Mended {
  const indexes = values.map((value) => isJsonObject(value) ? value.index : undefined);
  const [first] = indexes;
  if (values.length < 2 || first === undefined || indexes.some((index) => index !== first)) {
    return { values, notes: [] };
  }
  return {
    values: values.map((value, index) => isJsonObject(value) ? { ...value, index } : value),
    notes: [`the index is ${JSON.stringify(first)} in all operations: they are numbered by their position`],
  };
}

/** Times since 1970 in nanoseconds need more than 53 bits: all are then counted from the first one. */
function withSmallTimes(values: readonly Json[]): Mended {
  const isLarge = values.some((value) => isJsonObject(value) && value.time !== undefined && isRawInteger(value.time));
  if (!isLarge) return { values, notes: [] };
  let start: bigint | undefined;
  const moved = values.map((value) => {
    const time = isJsonObject(value) ? integerOf(value.time) : undefined;
    if (!isJsonObject(value) || time === undefined) return value;
    start ??= time;
    return { ...value, time: Number(time - start) };
  });
  return { values: moved, notes: [EPOCH_NOTE] };
}

function integerOf(value: Json | undefined): bigint | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  return value !== undefined && isRawInteger(value) ? BigInt(value.rawJSON) : undefined;
}
