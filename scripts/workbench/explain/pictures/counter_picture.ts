/**
 * The picture of a counter's wrong read: the adds as boxes, one after the other with the sum that each leaves, and the
 * read that fits no sum.
 *
 * @module
 */
import { toBigInt } from "../../checkers/values.ts";
import { show } from "../../checkers/wording.ts";
import type { OrderedCall, OrderPicture } from "../../picture.ts";
import { callsOf } from "../../recording/calls.ts";
import type { Explanation } from "../../verdict.ts";
import { moment, type RunFacts, type Span } from "../run_facts.ts";
import { orderRows, type PlacedCall } from "./order_rows.ts";

/** Operations that are drawn. */
const SHOWN_MAX = 8;
const LAST_ADDS_SHOWN = 3;
const READS_SHOWN_MAX = 4;

interface Boxed extends PlacedCall {
  readonly span: Span;
  readonly isAdd: boolean;
}

/** Draws it; undefined where the finding names no read. */
export function counterPicture(
  { facts, finding, calls: [read] }: {
    readonly facts: RunFacts;
    readonly finding: Explanation;
    readonly calls: readonly Span[];
  },
): OrderPicture | undefined {
  const all = boxesOf(facts);
  const bad = all.find(({ span }) => span.invocation.index === read?.invocation.index);
  if (bad === undefined) return undefined;
  const isFinal = finding.anomaly === "wrong-final-read";
  const answered = toBigInt(bad.span.completion?.value ?? null);
  const until = bad.returnedAt;
  const adds = all.filter((box) => box.isAdd && box.invokedAt < until && (isFinal ? box.returnedAt < until : true));
  const ordered = adds.toSorted((a, b) =>
    Math.min(a.returnedAt, until) - Math.min(b.returnedAt, until) || a.invokedAt - b.invokedAt
  );
  let sum = 0n;
  const order = ordered.map((call) => ({ call, state: String(sum += deltaOf(call.span)) }));
  const total = sum;
  const finals = all.filter(({ span, invokedAt, returnedAt }) =>
    isFinal && span.completion?.final === true && invokedAt < until && returnedAt <= until
  );
  const right = finals.filter((box) => box !== bad && toBigInt(box.span.completion?.value ?? null) === total);
  order.push(...right.map((call) => ({ call, state: String(total) })));
  // Where the sum was once what the read shows, the adds behind it are what it lacks.
  const matchAt = order.findLastIndex(({ state, call }) => call.isAdd && state === String(answered));
  const shown = chooseShown([...adds, ...finals, bad], [
    bad,
    ...ordered.slice(-LAST_ADDS_SHOWN),
    ...(matchAt < 0 ? [] : order.slice(matchAt, matchAt + 2).map(({ call }) => call)),
    ...finals.slice(0, READS_SHOWN_MAX - 1),
  ]);
  const inOrder = new Set(order.map(({ call }) => call));
  return {
    kind: "order",
    subject: "the counter",
    calls: shown.map((box): OrderedCall => ({
      index: box.span.invocation.index,
      text: textOf(box),
      by: `${box.span.node}, p${box.span.invocation.process}`,
      fromNs: box.fromNs,
      toNs: box.toNs,
      role: inOrder.has(box) ? "fits" : "misfit",
    })),
    rows: orderRows({
      calls: [...new Set([...adds, ...finals, bad])],
      order,
      initialState: "0",
      shown,
      effectsUntil: until,
      until,
    }),
    misfit: `${show(bad.span.completion?.value ?? null)}, and the adds make ${total}`,
    caption: tellRead({ bad, answered, total, isFinal }) +
      (matchAt >= 0 && matchAt < ordered.length - 1
        ? ` The sum was ${answered} at the numbered add of ${moment(order[matchAt]?.call.toNs ?? 0)}: ` +
          `${ordered.length - 1 - matchAt} later ${
            ordered.length - 2 === matchAt ? "add is" : "adds are"
          } as good as missing.`
        : ""),
    leftOut: adds.length > shown.filter(({ isAdd }) => isAdd).length
      ? `${adds.length - shown.filter(({ isAdd }) => isAdd).length} more adds are counted and not drawn.`
      : "",
    operations: shown.map(({ span }) => span.invocation.index),
    logs: [],
  };
}

function tellRead(
  { bad, answered, total, isFinal }: { bad: Boxed; answered: bigint | undefined; total: bigint; isFinal: boolean },
): string {
  const adds = isFinal ? "the acknowledged adds" : "all adds that were requested by then";
  const difference = answered === undefined ? undefined : answered - total;
  const how = difference === undefined
    ? ""
    : difference < 0n
    ? `, ${-difference} too little`
    : `, ${difference} too much`;
  return `One after the other ${adds} make ${total}. The read of ${bad.span.node} at ${
    moment(bad.fromNs)
  }, red, shows ${show(bad.span.completion?.value ?? null)}${how}.`;
}

/** Adds that took effect or may have, and reads that were answered. */
function boxesOf(facts: RunFacts): readonly Boxed[] {
  return callsOf(facts.history).flatMap(({ invocation, completion, outcome }): Boxed[] => {
    const span = facts.span(invocation.index);
    const isAdd = invocation.f === "add";
    if (span === undefined || outcome === "fail" || (!isAdd && outcome !== "ok")) return [];
    const returnedAt = outcome === "ok" ? completion?.index ?? Infinity : Infinity;
    return [{
      span,
      isAdd,
      invokedAt: invocation.index,
      returnedAt,
      fromNs: span.fromNs,
      toNs: returnedAt === Infinity ? Infinity : span.toNs,
    }];
  });
}

function deltaOf({ invocation }: Span): bigint {
  return toBigInt(invocation.value) ?? 0n;
}

function textOf({ span, isAdd }: Boxed): string {
  if (!isAdd) return `read → ${show(span.completion?.value ?? null)}`;
  const delta = deltaOf(span);
  return delta < 0n ? `add ${delta}` : `add +${delta}`;
}

function chooseShown(all: readonly Boxed[], wanted: readonly Boxed[]): readonly Boxed[] {
  const chosen = new Set([...new Set(wanted)].slice(0, SHOWN_MAX));
  return [...new Set(all)].filter((box) => chosen.has(box)).sort((a, b) => a.invokedAt - b.invokedAt);
}
