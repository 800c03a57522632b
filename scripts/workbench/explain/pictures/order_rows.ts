/**
 * Lays operations and an order of them out in rows: each beginning, each end and each taking of effect has its own.
 *
 * @module
 */
import type { OrderRow } from "../../picture.ts";

/** A call by its places in the history. */
export interface PlacedCall {
  readonly invokedAt: number;
  /** Infinity where it never returned. */
  readonly returnedAt: number;
  readonly fromNs: number;
  readonly toNs: number;
}

/** Calls and an order of some of them. */
export interface Order<Call extends PlacedCall> {
  readonly calls: readonly Call[];
  /** Those that take effect, in this order, and the state that each leaves. */
  readonly order: readonly { readonly call: Call; readonly state: string }[];
  readonly initialState: string;
  /** The calls that are drawn, in the order of their beginnings. */
  readonly shown: readonly Call[];
  /** At this position of the history everything that is in the order has taken effect. */
  readonly effectsUntil: number;
  /** What happens behind this position is not drawn. */
  readonly until: number;
}

/** Makes the rows. Each call takes effect as late as possible: when it returns, or one does that comes after it. */
export function orderRows<Call extends PlacedCall>(
  { calls, order, initialState, shown, effectsUntil, until }: Order<Call>,
): OrderRow[] {
  const rows: OrderRow[] = [];
  const numberOf = new Map(shown.map((call, number) => [call, number]));
  let next = 0;
  let hidden = 0;
  let state = initialState;
  let hasGap = true;
  const endGap = () => {
    if (hasGap) rows.push({ kind: "gap", count: hidden, state });
    hasGap = false;
    hidden = 0;
  };
  const takeEffect = (upTo: number) => {
    for (; next <= upTo; next++) {
      const { call, state: left } = order[next] as (typeof order)[number];
      const number = numberOf.get(call);
      state = left;
      if (number === undefined) {
        hidden++;
        hasGap = true;
        continue;
      }
      if (hasGap) rows.push({ kind: "gap", count: hidden, state: stateBefore(order, next, initialState) });
      hasGap = false;
      hidden = 0;
      rows.push({ kind: "effect", call: number, state: left });
    }
  };
  for (const { call, at, isEnd } of eventsOf(calls, until)) {
    const number = numberOf.get(call);
    if (isEnd) {
      const place = order.findIndex((one) => one.call === call);
      if (place >= next) takeEffect(place);
      if (at === effectsUntil) takeEffect(order.length - 1);
    }
    if (number === undefined) continue;
    endGap();
    rows.push({ kind: isEnd ? "ends" : "begins", call: number, timeNs: isEnd ? call.toNs : call.fromNs });
  }
  return rows;
}

function stateBefore(order: readonly { readonly state: string }[], place: number, initialState: string): string {
  return order[place - 1]?.state ?? initialState;
}

function eventsOf<Call extends PlacedCall>(calls: readonly Call[], until: number) {
  const events = calls.flatMap((call) => [
    { call, at: call.invokedAt, isEnd: false },
    { call, at: call.returnedAt, isEnd: true },
  ]);
  return events.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
}
