/**
 * Where messages and time went, as results.json has it: the counts, and what they are per operation and per value.
 *
 * @module
 */
import { NS_PER_MS } from "../clock.ts";
import type { Json } from "../history.ts";
import type { ClassCounts, LatencyAccount, MessageAccount, RunAccount, TimeParts } from "../run_account.ts";

/** The section `explained` of the results. Values are told one by one on the page only. */
export function accountJson({ messages, latency, rounds, advice }: RunAccount): { readonly [section: string]: Json } {
  return {
    messages: messagesJson(messages),
    ...(latency === undefined ? {} : { latency: latencyJson(latency) }),
    ...(rounds === undefined ? {} : { rounds: asJson(rounds) }),
    advice: asJson(advice),
  };
}

function messagesJson(account: MessageAccount): Json {
  const { operations, classes, types, links, otherLinks, known, floors, followsValues } = account;
  return {
    "per-op": perOperation(classes, operations),
    count: counted(classes),
    known: { ...known },
    "by-type": types.map(({ type, classes }) => ({ type, count: counted(classes) })),
    "by-link": links.map(({ src, dest, classes }) => ({ src, dest, count: counted(classes) })),
    "other-links": [{ links: otherLinks.count, count: counted(otherLinks.classes) }],
    floors: floors.map(({ perOperation, because }) => ({ "msgs-per-op": perOperation, because })),
    "follows-values": followsValues,
  };
}

function latencyJson({ name, values, parts, sumNs, faults, waits, hops, unseenNs, slowest }: LatencyAccount): Json {
  const each = (ns: number) => ns / NS_PER_MS / Math.max(1, values.length);
  return {
    of: name,
    "mean-ms": each(sumNs),
    "parts-mean-ms": mapped(parts, each),
    "sum-ns": sumNs,
    "parts-sum-ns": mapped(parts, (ns) => ns),
    "faults-mean-ms": mapped(faults, each),
    "longest-waits": waits.map(({ node, waitNs, values }) => ({ node, "wait-ms": waitNs / NS_PER_MS, values })),
    "hops-mean": hops.mean,
    "hops-max": hops.most,
    "unsampled-mean-ms": unseenNs / NS_PER_MS,
    slowest: slowest.map(({ value, latencyNs, parts, steps }) => ({
      value,
      "latency-ms": latencyNs / NS_PER_MS,
      "parts-ms": mapped(parts, (ns) => ns / NS_PER_MS),
      steps: [...steps],
    })),
  };
}

function perOperation(counts: ClassCounts, operations: number): Json {
  return Object.fromEntries(
    Object.entries(counts).filter(([, count]) => count > 0).map(([name, count]) => [name, count / operations]),
  );
}

function counted(counts: ClassCounts): Json {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function mapped(parts: TimeParts | Readonly<Record<string, number>>, convert: (ns: number) => number): Json {
  return Object.fromEntries(
    Object.entries(parts).filter(([, ns]) => ns > 0).map(([name, ns]) => [name, convert(ns)]),
  );
}

/** Plain data without undefined fields is JSON already. */
function asJson(data: object): Json {
  return JSON.parse(JSON.stringify(data));
}
