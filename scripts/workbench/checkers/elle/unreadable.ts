/**
 * Histories that cannot be judged, and replies that differ from their requests.
 *
 * @module
 */
import { type FindingName, labelOf } from "../../findings.ts";
import { type Json, NO_COMPLETION } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";
import { kindOf, sameValue } from "../values.ts";
import { show } from "../wording.ts";
import { isList, microOps, OK, type Transactions } from "./transactions.ts";
import type { TransactionWording } from "./transaction_wording.ts";

/** Replies that differ from their requests and are told one by one. */
const ALTERED_TOLD_MAX = 4;

/** Why a history cannot be judged. */
export interface Unreadable {
  /** Short name of the reason. */
  readonly error: FindingName;
  /** The reason in a few sentences. */
  readonly text: string;
  /** History indices. */
  readonly operations: readonly number[];
}

/** Finds what keeps a history from being judged; undefined where nothing does. */
export function findUnreadable(transactions: Transactions): Unreadable | undefined {
  return malformedMicroOp(transactions) ??
    (transactions.kind === "list" ? duplicateAppend(transactions) : mixedKeys(transactions));
}

/** Warns of successful transactions whose reply does not repeat the functions, keys and written values of the request. */
export function warnOfAlteredReplies(transactions: Transactions, wording: TransactionWording): Explanation[] {
  const { history, count, outcomes, positions, invocations } = transactions;
  const warnings: Explanation[] = [];
  for (let transaction = 0; transaction < count && warnings.length < ALTERED_TOLD_MAX; transaction++) {
    const invocation = invocations[transaction] as number;
    if (outcomes[transaction] !== OK || invocation === NO_COMPLETION) continue;
    const asked = microOps(history[invocation]);
    const answered = microOps(history[positions[transaction] as number]);
    if (repeats(asked, answered)) continue;
    warnings.push({
      ...labelOf("altered-reply"),
      text: `${wording.who(transaction)} was asked for ${show(asked)} and answered ${show(answered)} ` +
        `(operation ${
          wording.number(transaction)
        }): a reply must repeat the transaction and fill in what was read. It was ` +
        "judged as it stands.",
      operations: [wording.index(transaction)],
    });
  }
  return warnings;
}

function repeats(asked: readonly Json[], answered: readonly Json[]): boolean {
  if (asked.length !== answered.length) return false;
  return asked.every((request, place) => {
    const reply = answered[place];
    if (!isList(request) || !isList(reply)) return false;
    const [f, key = null, value = null] = request;
    const [replyF, replyKey = null, replyValue = null] = reply;
    return f === replyF && same(key, replyKey) && (f === "r" || same(value, replyValue));
  });
}

/** Like sameValue, but quick for the usual case. */
function same(a: Json, b: Json): boolean {
  return a === b || sameValue(a, b);
}

function malformedMicroOp({ malformed, kind, history }: Transactions): Unreadable | undefined {
  if (malformed === undefined) return undefined;
  const expected = kind === "list"
    ? '["r", key, list or null] or ["append", key, element]'
    : '["r" or "w", key, value]';
  const { position, microOp } = malformed;
  return {
    error: "unexpected-txn-micro-op-types",
    text: `Cannot judge the micro-operation ${show(microOp)}: expected ${expected}.`,
    operations: [history[position]?.index ?? position],
  };
}

/** Elements are told apart by their values, so nobody may ask for the same append twice. */
function duplicateAppend({ history, versions }: Transactions): Unreadable | undefined {
  const appended = new Set<number>();
  for (const operation of history) {
    if (operation.type !== "invoke" || operation.process === "nemesis") continue;
    for (const microOp of microOps(operation)) {
      const [f, key = null, value = null] = isList(microOp) ? microOp : [];
      if (f !== "append") continue;
      const version = versions.intern(versions.keyNumber(key), value);
      if (!appended.has(version)) {
        appended.add(version);
        continue;
      }
      return {
        error: "duplicate-appends",
        text:
          `Cannot judge the history: ${show(value)} was appended to key ${show(key)} more than once, expected every ` +
          "element once a key.",
        operations: [operation.index],
      };
    }
  }
  return undefined;
}

/** A node that answers with key "1" where it was asked for key 1 would seem to serve keys that nobody wrote. */
function mixedKeys({ history }: Transactions): Unreadable | undefined {
  let firstKind: string | undefined;
  for (const operation of history) {
    if (operation.process === "nemesis") continue;
    for (const microOp of microOps(operation)) {
      const kind = kindOf(isList(microOp) ? microOp[1] ?? null : null);
      firstKind ??= kind;
      if (kind === firstKind) continue;
      return {
        error: "mixed-key-types",
        text:
          `Cannot judge the history: keys are of several types, ${firstKind} and ${kind}, expected one. Does the node ` +
          "return keys as it got them? Keys of JSON objects, for example, are strings.",
        operations: [operation.index],
      };
    }
  }
  return undefined;
}
