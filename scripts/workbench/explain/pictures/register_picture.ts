/**
 * The picture of a register that is not linearizable: the operations of the key as boxes, the longest order that they
 * allow, and the operation that has no place in it.
 *
 * @module
 */
import {
  ANY_STATE,
  collectRegisters,
  INITIAL_STATE,
  type Register,
  type RegisterCall,
} from "../../checkers/linearizability/register.ts";
import { sameValue } from "../../checkers/values.ts";
import { enumerate, show } from "../../checkers/wording.ts";
import type { Json } from "../../history.ts";
import type { OrderedCall, OrderPicture } from "../../picture.ts";
import type { Explanation } from "../../verdict.ts";
import { longestOrder } from "../longest_order.ts";
import { moment, type RunFacts, type Span } from "../run_facts.ts";
import { orderRows, type PlacedCall } from "./order_rows.ts";

/** Operations that are drawn, the one that does not fit among them. */
const SHOWN_MAX = 8;

/** Of the order's last operations so many are drawn in any case. */
const LAST_SHOWN = 3;

/** Operations that are no part of the register, and are drawn all the same. */
const BESIDE_MAX = 2;

/** Steps of the search: a fraction of a second. */
const STEPS_MAX = 100_000;

/** A call of the key with what its box says; one that failed, or came later, is none of the register's. */
interface Boxed extends PlacedCall {
  readonly call: RegisterCall | undefined;
  readonly span: Span;
}

/** Draws it; undefined where the finding names no operation that has no place. */
export function registerPicture(
  { facts, finding, calls }: {
    readonly facts: RunFacts;
    readonly finding: Explanation;
    readonly calls: readonly Span[];
  },
): OrderPicture | undefined {
  const key = finding.value ?? null;
  const [misfit] = calls;
  const register = collectRegisters(facts.history).registers.find((one) => sameValue(one.key, key));
  if (register === undefined || misfit === undefined) return undefined;
  const all = boxesOf(facts, register);
  const bad = all.find(({ span }) => span.invocation.index === misfit.invocation.index);
  if (bad?.call === undefined) return undefined;
  const before = bad.returnedAt;
  const known = all.filter(({ invokedAt }) => invokedAt < before);
  const beside = besideOf(calls, known);
  const boxOf = new Map(known.map((box) => [box.call, box]));
  const { order, isProven } = longestOrder(register, { before, without: bad.call, stepsMax: STEPS_MAX });
  const ordered = order.flatMap((call) => boxOf.get(call) ?? []);
  const shown = chooseShown({ known, ordered, bad, beside, named: calls });
  const needs = stateText(register, bad.call.from);
  const holds = [...new Set(statesDuring(register, ordered, bad))];
  const subject = `key ${show(key)}`;
  const others = known.length + beside.length - shown.length;
  return {
    kind: "order",
    subject,
    calls: shown.map((box): OrderedCall => ({
      index: box.span.invocation.index,
      text: textOf(box.span),
      by: `${box.span.node}, p${box.span.invocation.process}`,
      fromNs: box.fromNs,
      toNs: box.toNs,
      role: box === bad ? "misfit" : ordered.includes(box) ? "fits" : "never",
    })),
    rows: orderRows({
      calls: [...known, ...beside],
      order: ordered.map((box) => ({ call: box, state: stateText(register, box.call?.to ?? INITIAL_STATE) })),
      initialState: stateText(register, INITIAL_STATE),
      shown,
      effectsUntil: before,
      until: Math.max(before, ...beside.map(({ invokedAt }) => invokedAt)),
    }),
    misfit: holds.includes(needs)
      ? "has a place only where another one then has none"
      : `needs ${needs}, ${subject} holds ${enumerate(holds)}`,
    caption: captionOf({ bad, isProven, needs, holds, subject }),
    leftOut: others > 0 ? `${others} more operations on ${subject} until then are counted and not drawn.` : "",
    operations: shown.map(({ span }) => span.invocation.index),
    logs: [],
  };
}

function captionOf(
  { bad, isProven, needs, holds, subject }: {
    bad: Boxed;
    isProven: boolean;
    needs: string;
    holds: readonly string[];
    subject: string;
  },
): string {
  const order =
    `${isProven ? "The longest order" : "The longest order that was found"} takes the numbered operations ` +
    "one by one, each between its beginning and its end.";
  const misfit = `The "${textOf(bad.span)}" of ${bad.span.node} at ${moment(bad.fromNs)}, red,`;
  return holds.includes(needs)
    ? `${order} ${misfit} has no place beside them: wherever it takes effect, one of them no longer fits.`
    : `${order} ${misfit} fits nowhere: it needs ${needs}, and while it was open ${subject} held ${enumerate(holds)}.`;
}

/** What the finding names beside the register's calls: operations that failed, or began only later. */
function besideOf(named: readonly Span[], known: readonly Boxed[]): readonly Boxed[] {
  const isKnown = new Set(known.map(({ span }) => span.invocation.index));
  return named.filter(({ invocation: { index, f } }) => !isKnown.has(index) && f !== "read").slice(0, BESIDE_MAX).map((
    span,
  ) => ({
    call: undefined,
    span,
    invokedAt: span.invocation.index,
    returnedAt: span.completion?.index ?? Infinity,
    fromNs: span.fromNs,
    toNs: span.toNs,
  }));
}

function boxesOf(facts: RunFacts, { events, crashed }: Register): readonly Boxed[] {
  const calls = [...events.flatMap(({ type, call }) => type === "invoke" ? [call] : []), ...crashed];
  return calls.flatMap((call): Boxed[] => {
    const invocation = facts.history[call.invokedAt];
    const span = facts.span(invocation?.index) ?? unservedSpan(facts, call);
    if (span === undefined) return [];
    const { invokedAt, returnedAt } = call;
    const toNs = returnedAt === Infinity ? Infinity : span.toNs;
    return [{ call, span, invokedAt, returnedAt, fromNs: span.fromNs, toNs }];
  }).sort((a, b) => a.invokedAt - b.invokedAt);
}

/** A call of which nobody knows the node. */
function unservedSpan({ history }: RunFacts, { invokedAt, returnedAt }: RegisterCall): Span | undefined {
  const invocation = history[invokedAt];
  if (invocation === undefined) return undefined;
  const completion = history[returnedAt];
  return { invocation, completion, node: "?", fromNs: invocation.time, toNs: completion?.time ?? Infinity };
}

/** The misfit, what the finding names, what was open at the same time, and the end of the order. */
function chooseShown(
  { known, ordered, bad, beside, named }: {
    known: readonly Boxed[];
    ordered: readonly Boxed[];
    bad: Boxed;
    beside: readonly Boxed[];
    named: readonly Span[];
  },
): readonly Boxed[] {
  const namedCalls = new Set(named.map(({ invocation: { index } }) => index));
  const chosen = new Set([bad, ...beside]);
  const writer = ordered.findLast((box) => box.call?.to === bad.call?.from && changes(box));
  const candidates = [
    ...ordered.slice(-LAST_SHOWN),
    ...(writer === undefined
      ? []
      : [writer, ...ordered.slice(ordered.indexOf(writer) + 1).filter(changes).slice(0, 1)]),
    ...known.filter(({ span }) => namedCalls.has(span.invocation.index)),
    ...known.filter(({ returnedAt }) => returnedAt > bad.invokedAt),
    ...ordered.toReversed(),
  ];
  for (const box of candidates) if (chosen.size < SHOWN_MAX) chosen.add(box);
  return [...known, ...beside].filter((box) => chosen.has(box)).sort((a, b) => a.invokedAt - b.invokedAt);
}

function changes({ call }: Boxed): boolean {
  return call !== undefined && call.from !== call.to;
}

/** What the register holds, in this order, at the places where the misfit could take effect. */
function statesDuring(register: Register, ordered: readonly Boxed[], bad: Boxed): readonly string[] {
  const states = [
    stateText(register, INITIAL_STATE),
    ...ordered.map(({ call }) => stateText(register, call?.to ?? INITIAL_STATE)),
  ];
  // It can take effect only behind the calls that had returned before it began.
  const first = ordered.findLastIndex(({ returnedAt }) => returnedAt < bad.invokedAt) + 1;
  return states.slice(first);
}

function stateText({ values }: Register, state: number): string {
  return state === ANY_STATE ? "anything" : show(values[state] ?? null);
}

/** The value that a write or a compare-and-set leaves; undefined for reads. */
export function writtenBy({ invocation: { f, value } }: Span): Json | undefined {
  const [, asked = null] = Array.isArray(value) ? value as readonly Json[] : [];
  if (f === "read") return undefined;
  return f === "cas" && Array.isArray(asked) ? asked[1] as Json : asked;
}

function textOf(span: Span): string {
  const failed = span.completion?.type === "fail" ? " failed" : "";
  return `${deedOf(span)}${failed}`;
}

function deedOf({ invocation: { f, value }, completion }: Span): string {
  const [, asked = null] = Array.isArray(value) ? value : [];
  const answered = completion?.value;
  const read = Array.isArray(answered) ? answered[1] : null;
  if (f === "read") return `read → ${show(read ?? null)}`;
  if (f === "cas" && Array.isArray(asked)) return `cas ${show(asked[0] ?? null)}→${show(asked[1] ?? null)}`;
  return `${f} ${show(asked)}`;
}
