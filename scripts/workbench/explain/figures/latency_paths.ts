/**
 * Where the time of values went: for each value the way to the node that had it last, cut into what held it up.
 *
 * For sets the node is the one whose read missed the value last, and the time is the stable latency: from the moment when
 * the value was known to that read, to the nanosecond. So the parts add up to what the checker measures. For values of a
 * key (kafka, transactions) it is the node that the value reached last, and the time until it arrived there; values that
 * were written over before they were sent on have reached nobody.
 *
 * @module
 */
import { elementOutcomes } from "../../checkers/set_full/set_full.ts";
import { NS_PER_MS } from "../../clock.ts";
import { type History, type Json, NO_COMPLETION, pairOperations } from "../../history.ts";
import { type LatencyAccount, noTime, type SlowValue, type TimePart, type ValueTime } from "../../run_account.ts";
import { moment } from "../run_facts.ts";
import { arrivalOf, type Knowledge } from "./knowledge.ts";
import type { Traffic } from "./traffic.ts";
import type { ToldValue } from "./value_marks.ts";
import type { PathFinder, Segment, ValuePath } from "./value_path.ts";

/** Values that are told hop by hop, and nodes that are named. */
const SLOWEST_TOLD = 3;
const NODES_TOLD = 3;

/** Shorter stays of a value in a node are not told. */
const TOLD_MIN_NS = NS_PER_MS;

/** A value with the time that is to be explained. */
export interface ValueSpan {
  readonly number: number;
  readonly knownNs: number;
  /** At or before `knownNs` where the value took no time. */
  readonly endNs: number;
  /** Who had it last; undefined where it took no time. */
  readonly node: number | undefined;
}

/** A value that was followed. */
export interface FollowedValue extends ValueTime {
  readonly span: ValueSpan;
  readonly path: ValuePath | undefined;
  readonly segments: readonly Segment[];
}

/** All values that were followed, with the account of them. */
export interface FollowedValues {
  readonly account: LatencyAccount;
  readonly values: readonly FollowedValue[];
}

/** What paths are found from. */
export interface PathRequest {
  readonly traffic: Traffic;
  readonly knowledge: Knowledge;
  readonly finder: PathFinder;
  readonly told: readonly ToldValue[];
}

/** The values of a set with their stable latencies; `find` gives the number of a value. */
export function elementSpans(
  history: History,
  addFunction: string,
  { names, find }: { readonly names: readonly string[]; find(value: Json): number },
): ValueSpan[] {
  const partners = pairOperations(history);
  return elementOutcomes(history, addFunction).flatMap(({ element, outcome }): ValueSpan[] => {
    const known = history[element.known];
    if (outcome !== "stable" || known === undefined) return [];
    const number = find(element.value);
    const missed = history[element.lastAbsent];
    if (missed === undefined || number < 0) {
      return [{ number, knownNs: known.time, endNs: known.time, node: undefined }];
    }
    const partner = partners[element.lastAbsent] ?? NO_COMPLETION;
    const node = history[partner]?.node ?? missed.node ?? "";
    return [{ number, knownNs: known.time, endNs: missed.time + 1, node: names.indexOf(node) }];
  });
}

/** The values of keys that reached other nodes, up to the last arrival. */
export function arrivalSpans(
  history: History,
  { told, knowledge }: PathRequest,
  nodes: readonly number[],
): ValueSpan[] {
  const partners = pairOperations(history);
  return told.flatMap(({ invoked }, number): ValueSpan[] => {
    const completion = history[partners[invoked] ?? NO_COMPLETION];
    if (completion?.type !== "ok") return [];
    const arrivals = nodes.flatMap((node) => {
      const row = arrivalOf(knowledge, node, number);
      return row === undefined || row.isClients ? [] : [{ node, atNs: row.receivedNs ?? 0 }];
    });
    const last = arrivals.toSorted((a, b) => b.atNs - a.atNs)[0];
    return last === undefined ? [] : [{ number, knownNs: completion.time, endNs: last.atNs, node: last.node }];
  });
}

/** Follows values and adds up what held them up. */
export function followValues(name: string, spans: readonly ValueSpan[], request: PathRequest): FollowedValues {
  const values = spans.map((span) => follow(span, request)).toSorted((a, b) => a.knownNs - b.knownNs);
  const parts = noTime();
  const faults: Record<string, number> = {};
  for (const { segments } of values) {
    for (const { part, fromNs, toNs, fault } of segments) {
      parts[part] += toNs - fromNs;
      if (fault !== undefined) faults[fault] = (faults[fault] ?? 0) + toNs - fromNs;
    }
  }
  const travelled = values.filter(({ hops, latencyNs }) => hops > 0 && latencyNs > 0);
  const slowest = values.filter(({ latencyNs }) => latencyNs > 0).toSorted((a, b) => b.latencyNs - a.latencyNs);
  const account: LatencyAccount = {
    name,
    values: values.map(({ value, knownNs, latencyNs, parts, hops }) => ({ value, knownNs, latencyNs, parts, hops })),
    parts,
    sumNs: values.reduce((sum, { latencyNs }) => sum + latencyNs, 0),
    faults,
    waits: longestWaits(values, request.traffic),
    hops: {
      mean: travelled.reduce((sum, { hops }) => sum + hops, 0) / Math.max(1, travelled.length),
      most: travelled.reduce((most, { hops }) => Math.max(most, hops), 0),
    },
    unseenNs: meanUnseen(values),
    slowest: slowest.slice(0, SLOWEST_TOLD).map((value) => tellValue(value, request.traffic)),
  };
  return { account, values };
}

function follow(span: ValueSpan, { finder, told }: PathRequest): FollowedValue {
  const latencyNs = Math.max(0, span.endNs - span.knownNs);
  const path = span.node === undefined || latencyNs === 0 ? undefined : finder.find(span.number, span.node);
  const segments = latencyNs === 0 ? [] : clip(path?.segments ?? [], span);
  const parts = noTime();
  for (const { part, fromNs, toNs } of segments) parts[part] += toNs - fromNs;
  return {
    value: told[span.number]?.value ?? null,
    ...{ knownNs: span.knownNs, latencyNs, parts, hops: path?.hops.length ?? 0, span, path, segments },
  };
}

/** The segments between two times; what they do not cover is not known. */
function clip(segments: readonly Segment[], { knownNs, endNs, node = -1 }: ValueSpan): Segment[] {
  const inside = segments.map((segment) => ({
    ...segment,
    fromNs: Math.max(segment.fromNs, knownNs),
    toNs: Math.min(segment.toNs, endNs),
  })).filter(({ fromNs, toNs }) => fromNs < toNs);
  const first = inside[0]?.fromNs ?? endNs;
  return first <= knownNs ? inside : [{ fromNs: knownNs, toNs: first, part: "unfollowed", node }, ...inside];
}

function longestWaits(values: readonly FollowedValue[], { names }: Traffic): LatencyAccount["waits"] {
  const byNode = new Map<number, { waitNs: number; values: number }>();
  for (const { segments } of values) {
    for (const { part, node, fromNs, toNs } of segments) {
      if (part !== "first-node" && part !== "later-nodes") continue;
      const sum = byNode.get(node) ?? { waitNs: 0, values: 0 };
      byNode.set(node, { waitNs: sum.waitNs + toNs - fromNs, values: sum.values + 1 });
    }
  }
  return [...byNode].toSorted(([, a], [, b]) => b.waitNs - a.waitNs).slice(0, NODES_TOLD)
    .map(([node, sum]) => ({ node: names[node] ?? "", ...sum }));
}

/** How much later than the last read that missed it a value arrived. */
function meanUnseen(values: readonly FollowedValue[]): number {
  const late = values.flatMap(({ span, path, latencyNs }) => {
    const arrivedNs = path?.hops.at(-1)?.receivedNs;
    return latencyNs === 0 || arrivedNs === undefined ? [] : [Math.max(0, arrivedNs - span.endNs)];
  });
  return late.reduce((sum, ns) => sum + ns, 0) / Math.max(1, late.length);
}

function tellValue(
  { value, knownNs, latencyNs, parts, hops, segments, span, path }: FollowedValue,
  { names }: Traffic,
): SlowValue {
  const nameOf = (node: number) => names[node] ?? "";
  const origin = path?.waits[0]?.node;
  const steps = [
    `${origin === undefined ? "" : `told to ${nameOf(origin)}, `}known from ${moment(knownNs)} on`,
    ...tellSegments(segments, path, nameOf),
  ];
  const arrivedNs = path?.hops.at(-1)?.receivedNs;
  if (span.node !== undefined && arrivedNs !== undefined && arrivedNs > span.endNs) {
    steps.push(
      `a read of ${nameOf(span.node)} missed it at ${moment(span.endNs)}; it arrived ${
        ms(arrivedNs - span.endNs)
      } later`,
    );
  } else if (span.node !== undefined && arrivedNs !== undefined && arrivedNs < span.endNs) {
    steps.push(`a read of ${nameOf(span.node)} missed it at ${moment(span.endNs)}`);
  }
  return { value, knownNs, latencyNs, parts, hops, steps };
}

/** Messages that follow each other at once are told together. */
function tellSegments(
  segments: readonly Segment[],
  path: ValuePath | undefined,
  nameOf: (node: number) => string,
): string[] {
  const steps: string[] = [];
  let run: { readonly nodes: number[]; ns: number } | undefined;
  const endRun = () => {
    if (run !== undefined) steps.push(`${tellNodes(run.nodes.map(nameOf))} ${ms(run.ns)}`);
    run = undefined;
  };
  for (const { part, node, fromNs, toNs, fault } of merged(segments)) {
    if (part === "way") {
      const src = path?.hops.find((hop) => hop.dest === node)?.src ?? node;
      run ??= { nodes: [src], ns: 0 };
      run.nodes.push(node);
      run.ns += toNs - fromNs;
      continue;
    }
    if (toNs - fromNs < TOLD_MIN_NS && run !== undefined) {
      run.ns += toNs - fromNs;
      continue;
    }
    endRun();
    steps.push(tellPart(part, nameOf(node), { ns: toNs - fromNs, fault }));
  }
  endRun();
  return steps;
}

/** Neighbours of the same kind are one. */
function merged(segments: readonly Segment[]): Segment[] {
  const result: Segment[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    const isSame = last?.part === segment.part && last.fault === segment.fault && last.part === "fault";
    if (last !== undefined && isSame) result.splice(-1, 1, { ...last, node: segment.node, toNs: segment.toNs });
    else result.push(segment);
  }
  return result;
}

/** Nodes in the middle of a long way are left out. */
function tellNodes(nodes: readonly string[]): string {
  const hops = nodes.length - 1;
  const shown = nodes.length <= 5 ? nodes : [...nodes.slice(0, 3), "...", ...nodes.slice(-1)];
  return `${shown.join(" → ")}${hops > 1 ? `, ${hops} messages in` : ""}`;
}

function tellPart(
  part: TimePart,
  node: string,
  { ns, fault = "a fault" }: { readonly ns: number; readonly fault: string | undefined },
): string {
  switch (part) {
    case "first-node":
    case "later-nodes":
      return `waited ${ms(ns)} in ${node}`;
    case "way":
      return `${ms(ns)} on the way to ${node}`;
    case "line":
      return `${ms(ns)} in line before ${node}`;
    case "fault":
      return `held up ${ms(ns)} on its way to or in ${node}: ${fault}`;
    case "held":
      return `${ms(ns)} in ${node}, which did not show it yet`;
    case "unfollowed":
      return `${ms(ns)} of which no message tells`;
  }
}

/** Whole milliseconds, or tenths of them where it is few. */
export function ms(ns: number): string {
  const value = ns / NS_PER_MS;
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ms`;
}
