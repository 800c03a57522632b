/**
 * results.edn, history.edn and history.txt in the form of the original, so that tools of the Jepsen world read them.
 *
 * @module
 */
import { FIGURES } from "../figures.ts";
import { isRawNumber } from "../json.ts";
import type { ValueKind } from "../workloads/workload.ts";
import { type EdnValue, isKeywordName, jsonToEdn, keyword, toEdn } from "../edn.ts";
import type { History, Json, Operation } from "../history.ts";

/** Keys that end with a question mark in the original. */
const QUESTIONS = new Set(["valid", "final", "seek-to-beginning"]);

/** Fields whose texts are keywords in the original. */
const KEYWORD_FIELDS = new Set([
  "valid",
  "outcome",
  "anomaly-types",
  "not",
  "also-not",
  "error-types",
  "bad-error-types",
]);

/** Figures that are floats in the original, also where they are whole: `1.0`. */
const FLOAT_FIELDS: ReadonlySet<string> = new Set(
  [FIGURES.messagesPerOperation, FIGURES.okFraction].map(({ name }) => name),
);

/** Workloads whose values are lists of micro-operations such as `[:append 1 2]`. */
const MICRO_OPERATIONS: readonly ValueKind[] = ["message", "version"];

/** One entry as a line of history.edn: `{:index 0 :time 198 :type :invoke :process 0 :f :echo :value "..."}`. */
export function historyEdnLine(operation: Operation, kind: ValueKind): string {
  return toEdn(operationEdn(operation, kind));
}

/** One entry as a line of history.txt: process, type, f, value and perhaps error, with tabs between them. */
export function historyTextLine(operation: Operation, kind: ValueKind): string {
  const { process, type, f, error } = operation;
  const cells = [String(process) === "nemesis" ? ":nemesis" : String(process), `:${type}`, `:${f}`];
  cells.push(toEdn(valueEdn(operation, kind)));
  if (error !== undefined) cells.push(toEdn(errorEdn(error)));
  return cells.join("\t");
}

/** The results as EDN, a line for each section; operations that results point at are written out. */
export function resultsEdn(results: Readonly<Record<string, Json>>, history: History, kind: ValueKind): string {
  const sections = Object.entries(results).map(([name, section]) =>
    `${toEdn(keyEdn(name))} ${toEdn(resultEdn(section, name, { history, kind }))}`
  );
  return `{${sections.join("\n ")}}\n`;
}

function operationEdn(operation: Operation, kind: ValueKind): EdnValue {
  const { index, time, type, process, f, error, exception } = operation;
  const fields: [EdnValue, EdnValue][] = [
    [keyword("index"), index],
    [keyword("time"), time],
    [keyword("type"), keyword(type)],
    [keyword("process"), process === "nemesis" ? keyword(process) : process],
    [keyword("f"), keyword(f)],
    [keyword("value"), valueEdn(operation, kind)],
  ];
  if (operation.final !== undefined) fields.push([keyword("final?"), operation.final]);
  if (operation["seek-to-beginning"] !== undefined) {
    fields.push([keyword("seek-to-beginning?"), operation["seek-to-beginning"]]);
  }
  if (operation["poll-ms"] !== undefined) fields.push([keyword("poll-ms"), operation["poll-ms"]]);
  if (error !== undefined) fields.push([keyword("error"), errorEdn(error)]);
  if (exception !== undefined) fields.push([keyword("exception"), jsonToEdn(exception, "keywords")]);
  return { map: fields };
}

function valueEdn({ process, f, value, type }: Operation, kind: ValueKind): EdnValue {
  if (process === "nemesis") return faultEdn(value);
  if (MICRO_OPERATIONS.includes(kind) && Array.isArray(value)) return value.map(microOperationEdn);
  if (f === "echo" && type === "ok") return jsonToEdn(value, "keywords");
  return jsonToEdn(value, "texts");
}

function microOperationEdn(value: Json): EdnValue {
  if (!Array.isArray(value) || typeof value[0] !== "string") return jsonToEdn(value, "texts");
  return [keyword(value[0]), ...value.slice(1).map((item) => jsonToEdn(item, "texts"))];
}

/** `:network-healed`, `[:isolated {"n0" #{"n1"}}]`, or `{"n0" :killed}`. */
function faultEdn(value: Json): EdnValue {
  if (typeof value === "string" && isKeywordName(value)) return keyword(value);
  const states = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const isNamed = (state: Json) => typeof state === "string" && isKeywordName(state);
  if (states.length > 0 && states.every(([, state]) => isNamed(state))) {
    return { map: states.map(([node, state]) => [node, keyword(String(state))]) };
  }
  if (!Array.isArray(value) || typeof value[0] !== "string") return jsonToEdn(value, "texts");
  return [keyword(value[0]), ...value.slice(1).map(dropsEdn)];
}

function dropsEdn(value: Json): EdnValue {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return jsonToEdn(value, "texts");
  return {
    map: Object.entries(value).map(([node, dropped]) => [
      node,
      Array.isArray(dropped)
        ? { set: dropped.map((item: Json) => jsonToEdn(item, "texts")) }
        : jsonToEdn(dropped, "texts"),
    ]),
  };
}

function errorEdn(error: Json): EdnValue {
  if (typeof error === "string") return isKeywordName(error) ? keyword(error) : error;
  if (!Array.isArray(error)) return jsonToEdn(error, "keywords");
  const [name, ...rest] = error;
  return [
    typeof name === "string" && isKeywordName(name) ? keyword(name) : jsonToEdn(name ?? null, "texts"),
    ...rest.map((item: Json) => jsonToEdn(item, "keywords")),
  ];
}

interface ResultContext {
  readonly history: History;
  readonly kind: ValueKind;
}

function resultEdn(value: Json, field: string, context: ResultContext): EdnValue {
  if (typeof value === "string" && KEYWORD_FIELDS.has(field) && isKeywordName(value)) return keyword(value);
  if (typeof value === "number" && FLOAT_FIELDS.has(field)) return floatEdn(value);
  if (typeof value !== "object" || value === null) return value;
  if (isRawNumber(value)) return jsonToEdn(value, "texts");
  if (Array.isArray(value)) return value.map((item: Json) => resultEdn(item, field, context));
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === "op-index" && typeof first[1] === "number") {
    const operation = context.history[first[1]];
    if (operation !== undefined) return operationEdn(operation, context.kind);
  }
  const pairs = entries.map(([name, item]): [EdnValue, EdnValue] => [keyEdn(name), resultEdn(item, name, context)]);
  // JavaScript puts 1 before 0.5, which looks wrong among quantiles.
  if (pairs.every(([key]) => typeof key === "number")) pairs.sort(([a], [b]) => Number(a) - Number(b));
  return { map: pairs };
}

/** A number would be written as 1 for 1.0; a symbol stands as it is. */
function floatEdn(value: number): EdnValue {
  return Number.isInteger(value) ? { sym: value.toFixed(1) } : value;
}

/** Quantiles and register keys are numbers in the original, names keywords. */
function keyEdn(name: string): EdnValue {
  if (/^-?\d+(\.\d+)?$/.test(name)) return Number(name);
  return isKeywordName(name) ? keyword(QUESTIONS.has(name) ? `${name}?` : name) : name;
}
