/**
 * How operations without success ended, in words: time-outs, error replies with their codes, replies of the wrong form.
 *
 * @module
 */
import { ERROR_CODES, errorCode, UNKNOWN_CODE } from "../error_codes.ts";
import { labelOf } from "../findings.ts";
import type { History, Json, Operation } from "../history.ts";
import { isRawNumber } from "../json.ts";
import type { Explanation } from "../verdict.ts";
import { count, show, showWithKind } from "./wording.ts";

/** Codes from here on are for nodes to define; they count as indefinite. */
const OWN_CODES_FROM = 1000;

const INDETERMINATE = "indeterminate: ";

/** Operations that a warning names. */
const OPERATIONS_NAMED_MAX = 4;

/** How an operation went wrong, a clause; undefined where the history does not say. */
export function describeError({ error, code }: Operation): string | undefined {
  if (error === undefined || error === null) return undefined;
  if (code !== undefined) return `an error reply${textOf(error).replace(" and", " with")} whose ${describeCode(code)}`;
  if (error === "net-timeout") return '"net-timeout", no reply in time';
  if (typeof error === "string") {
    return error.startsWith(INDETERMINATE) ? error.slice(INDETERMINATE.length) : show(error);
  }
  const named = Array.isArray(error) ? ERROR_CODES.find(({ name }) => name === error[0]) : undefined;
  return named === undefined ? show(error) : `an error reply with code ${named.code} (${named.name})${textOf(error)}`;
}

/** What is wrong with a code that the protocol does not know, a clause. */
function describeCode(code: Json): string {
  const meant = meantCode(code);
  const expected = meant === undefined
    ? "a number of the protocol's table"
    : `the number ${meant.code} (${meant.name})`;
  if (code === null) return "code is missing, expected a number of the protocol's table";
  if (typeof code === "number" && code >= OWN_CODES_FROM) {
    return `code is ${code}, one of its own, which counts as indefinite`;
  }
  return `code is ${showWithKind(code)}, expected ${expected}; as it is, it counts as indefinite`;
}

/** The code of the protocol that looks like it: 30 for "30", for 30.0 and for "txn-conflict". */
function meantCode(code: Json) {
  if (typeof code !== "string" && !isRawNumber(code)) return undefined;
  const text = typeof code === "string" ? code.trim() : code.rawJSON;
  const meant = errorCode(text === "" ? NaN : Number(text));
  return meant.name === UNKNOWN_CODE ? undefined : meant;
}

function textOf(error: Json): string {
  const text = Array.isArray(error) ? error[1] : undefined;
  return typeof text === "string" ? ` and the text ${show(text)}` : "";
}

/** Warns of error replies with a code that is none; codes of the node's own are fine. */
export function warnOfOddCodes(history: History): Explanation[] {
  const odd = history.filter(({ code }) => code !== undefined && !(typeof code === "number" && code >= OWN_CODES_FROM));
  const byCode = Map.groupBy(odd, ({ code }) => JSON.stringify(code));
  return [...byCode.values()].flatMap((operations): Explanation[] => {
    const [first] = operations;
    if (first === undefined) return [];
    return [{
      ...labelOf("unknown-error-code"),
      text: `${count(operations.length, `"${first.f}" operation`)} ended with an error reply whose ${
        describeCode(first.code ?? null)
      }.`,
      operations: operations.slice(0, OPERATIONS_NAMED_MAX).map(({ index }) => index),
    }];
  });
}
