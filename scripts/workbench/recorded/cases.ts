/**
 * Recorded cases: histories with the verdicts that the genuine checkers gave, one JSON object a line.
 *
 * The form is that of `tests/fixtures/golden/README.md`: `workload`, `name`, `options`, `history` and `verdict`, or
 * `verdicts` with one verdict per consistency model.
 *
 * @module
 */
import type { History, Json, Operation } from "../history.ts";
import { isJsonObject, type JsonObject, withoutFloats } from "../json.ts";
import { UsageError } from "../usage_error.ts";
import type { CheckerOptions } from "../verdict.ts";
import { FormError, readForms } from "./forms.ts";
import { readLines } from "./lines.ts";

const TYPES: ReadonlySet<string> = new Set(["invoke", "ok", "fail", "info"]);

/** A history and what the genuine checker said of it. */
export interface RecordedCase {
  readonly workload: string;
  readonly name: string;
  readonly history: History;
  /** One expectation, or one for each consistency model. */
  readonly expectations: readonly ExpectedVerdict[];
}

/** A verdict of the genuine checker, and the options under which it gave it. */
export interface ExpectedVerdict {
  /** The consistency model, for cases that hold one verdict per model. */
  readonly model?: string;
  readonly options: CheckerOptions;
  readonly verdict: JsonObject;
}

/** Yields the cases of a file: JSON objects, one after another or in an array, gzipped or not. */
export async function* readCases(path: string): AsyncGenerator<RecordedCase> {
  try {
    for await (const { line, value } of readForms(readLines(path), "json")) yield caseAt(path, line, value);
  } catch (error) {
    throw error instanceof FormError ? unreadable(path, error.line, error.message) : error;
  }
}

function caseAt(path: string, line: number, value: Json): RecordedCase {
  try {
    return toCase(value);
  } catch (error) {
    throw error instanceof UsageError ? unreadable(path, line, error.message) : error;
  }
}

/** The error for a line of a file. */
export function unreadable(path: string, line: number, problem: string): UsageError {
  return new UsageError(`Cannot read line ${line} of ${JSON.stringify(path)}: ${problem}`);
}

function toCase(value: Json): RecordedCase {
  if (!isJsonObject(value)) throw new UsageError("it holds no JSON object, expected a case");
  const { workload, name, history } = value;
  const options = withoutFloats(value.options ?? {});
  if (typeof workload !== "string") throw new UsageError('"workload" is missing, expected the name of a workload');
  return {
    workload,
    name: typeof name === "string" ? name : "(no name)",
    history: toHistory(history),
    expectations: toExpectations(value, isJsonObject(options) ? options : {}),
  };
}

function toExpectations({ verdict, verdicts }: JsonObject, options: JsonObject): readonly ExpectedVerdict[] {
  if (isJsonObject(verdict)) return [{ options, verdict }];
  if (!isJsonObject(verdicts)) throw new UsageError('"verdict" is missing, expected an object');
  return Object.entries(verdicts).map(([model, expected]) => {
    if (!isJsonObject(expected)) throw new UsageError(`the verdict for ${JSON.stringify(model)} is no object`);
    return { model, options: { ...options, "consistency-models": [model] }, verdict: expected };
  });
}

/**
 * Takes a list of JSON objects for a history: gives every operation the fields that checkers rely on.
 *
 * @throws {UsageError} When something in the list cannot be an operation.
 */
export function toHistory(value: Json | undefined): History {
  if (!Array.isArray(value)) throw new UsageError('"history" is missing, expected a list of operations');
  return value.map(toOperation);
}

/**
 * Takes a JSON object for an operation; `index` and `time` may be missing and are then made up from the position.
 *
 * @throws {UsageError} When a field is missing or cannot be what it should be.
 */
export function toOperation(given: Json, position: number): Operation {
  if (!isJsonObject(given) || typeof given.type !== "string" || typeof given.f !== "string") {
    throw new UsageError(
      `operation ${position} is ${cut(JSON.stringify(given))}, expected an object with "type" and "f"`,
    );
  }
  const { type, process, index, time } = given;
  const demand = (holds: boolean, field: string, expected: string) => {
    if (holds) return;
    const found = given[field] === undefined ? `no "${field}"` : `the ${field} ${cut(JSON.stringify(given[field]))}`;
    throw new UsageError(`operation ${position} has ${found}, expected ${expected}`);
  };
  demand(TYPES.has(type), "type", [...TYPES].join(", "));
  demand(Number.isSafeInteger(process) || process === "nemesis", "process", 'a whole number or "nemesis"');
  demand(index === undefined || Number.isSafeInteger(index), "index", "a whole number");
  demand(time === undefined || Number.isFinite(time), "time", "nanoseconds");
  if (index !== undefined && time !== undefined && given.value !== undefined) return given as unknown as Operation;
  return {
    ...given,
    index: index ?? position,
    time: time ?? position,
    value: given.value ?? null,
  } as unknown as Operation;
}

function cut(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}...`;
}
