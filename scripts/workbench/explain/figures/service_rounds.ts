/**
 * What clients waited for, and what services were asked: rounds to services and other nodes while a client's operation was
 * open, and compare-and-set requests that failed, with all that they cost.
 *
 * @module
 */
import { NS_PER_MS } from "../../clock.ts";
import type { History, Json } from "../../history.ts";
import { callsOf } from "../../recording/calls.ts";
import type { CallAccount, RoundAccount, ServiceAccount } from "../../run_account.ts";
import type { Row, Traffic } from "./traffic.ts";

/** The request of the services that fails where somebody else was faster. */
const COMPARE_AND_SET = "cas";

/** A request and its answer. */
interface Round {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Counts rounds and refusals; undefined where nodes asked neither services nor each other. */
export function roundsOf(history: History, traffic: Traffic, services: ReadonlySet<string>): RoundAccount | undefined {
  const requests = traffic.rows.filter(({ isClients, isRequest }) => !isClients && isRequest);
  if (requests.length === 0) return undefined;
  const { names } = traffic;
  const toServices = requests.filter(({ dest }) => services.has(names[dest] ?? ""));
  return {
    calls: callAccounts(history, roundsByNode(requests, names)),
    services: serviceAccounts(toServices, names),
    contention: contentionOf(toServices),
  };
}

function roundsByNode(requests: readonly Row[], names: readonly string[]): ReadonlyMap<string, readonly Round[]> {
  const byNode = new Map<string, Round[]>();
  for (const { src, sentNs, answer } of requests) {
    const toNs = answer?.receivedNs;
    if (toNs === undefined) continue;
    const name = names[src] ?? "";
    const rounds = byNode.get(name);
    if (rounds === undefined) byNode.set(name, [{ fromNs: sentNs, toNs }]);
    else rounds.push({ fromNs: sentNs, toNs });
  }
  return byNode;
}

function callAccounts(history: History, rounds: ReadonlyMap<string, readonly Round[]>): CallAccount[] {
  const byFunction = Map.groupBy(
    callsOf(history).filter(({ outcome, completion }) => outcome === "ok" && completion !== undefined),
    ({ invocation }) => invocation.f,
  );
  return [...byFunction].map(([f, calls]) => {
    const times: number[] = [];
    let [count, openNs, coveredNs] = [0, 0, 0];
    for (const { invocation, completion } of calls) {
      const call = { fromNs: invocation.time, toNs: completion?.time ?? invocation.time };
      const inside = roundsWithin(rounds.get(completion?.node ?? "") ?? [], call);
      times.push(call.toNs - call.fromNs);
      count += inside.length;
      openNs += call.toNs - call.fromNs;
      coveredNs += coveredBy(inside);
    }
    times.sort((a, b) => a - b);
    const quantile = (part: number) =>
      (times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0) / NS_PER_MS;
    return {
      ...{ f, count: calls.length, medianMs: quantile(0.5), p99Ms: quantile(0.99), maxMs: quantile(1) },
      ...{ rounds: count / calls.length, roundsShare: openNs === 0 ? 0 : coveredNs / openNs },
    };
  });
}

/** Rounds are in the order of their beginnings. */
function roundsWithin(rounds: readonly Round[], { fromNs, toNs }: Round): Round[] {
  let low = 0;
  let high = rounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rounds[middle]?.fromNs ?? Infinity) < fromNs) low = middle + 1;
    else high = middle;
  }
  const inside: Round[] = [];
  for (let at = low; at < rounds.length; at++) {
    const round = rounds[at];
    if (round === undefined || round.fromNs > toNs) break;
    if (round.toNs <= toNs) inside.push(round);
  }
  return inside;
}

function coveredBy(rounds: readonly Round[]): number {
  let coveredNs = 0;
  let endNs = -Infinity;
  for (const { fromNs, toNs } of rounds) {
    coveredNs += Math.max(0, toNs - Math.max(fromNs, endNs));
    endNs = Math.max(endNs, toNs);
  }
  return coveredNs;
}

function serviceAccounts(requests: readonly Row[], names: readonly string[]): ServiceAccount[] {
  const byType = Map.groupBy(requests, ({ dest, type }) => `${names[dest]} ${type}`);
  return [...byType].map(([name, rows]) => {
    const [service = "", type = ""] = name.split(" ");
    return { service, type, count: rows.length, refused: rows.filter(isRefused).length };
  }).toSorted((a, b) => b.count - a.count);
}

function isRefused({ answer }: Row): boolean {
  return answer?.code !== undefined;
}

/** A refusal costs the request, its answer, and the question and answer by which its node reads the key anew. */
function contentionOf(requests: readonly Row[]): RoundAccount["contention"] {
  const attempts = requests.filter(({ type }) => type === COMPARE_AND_SET);
  const refused = attempts.filter(isRefused);
  const [hardest] = [...Map.groupBy(refused, ({ key }) => JSON.stringify(key ?? null)).values()]
    .toSorted((a, b) => b.length - a.length);
  const key: Json = hardest?.[0]?.key ?? null;
  const wanting = attempts.filter((row) => JSON.stringify(row.key ?? null) === JSON.stringify(key));
  return {
    attempts: attempts.length,
    refused: refused.length,
    messages: 2 * refused.length + 2 * readingsAnew(requests),
    key,
    keyRefused: hardest?.length ?? 0,
    nodes: refused.length === 0 ? 0 : new Set(wanting.map(({ src }) => src)).size,
  };
}

/** Questions for a key by a node whose last compare-and-set of it was refused. */
function readingsAnew(requests: readonly Row[]): number {
  const refusedLast = new Set<string>();
  let readings = 0;
  for (const row of requests) {
    const place = `${row.src} ${JSON.stringify(row.key ?? null)}`;
    if (row.type === COMPARE_AND_SET) {
      if (isRefused(row)) refusedLast.add(place);
      else refusedLast.delete(place);
    } else if (row.type === "read" && refusedLast.delete(place)) readings++;
  }
  return readings;
}
