/**
 * Checks histories of Kafka-like logs: the analysis of jepsen.tests.kafka, in the mode that Maelstrom uses (assign, no
 * order inferred between sends), for operations of one or several micro-operations.
 *
 * Offsets only order the messages of a key; the rest of the analysis works with dense indices, so that neither gaps nor
 * the size of offsets matter. Time and memory are linear in the messages sent and polled, up to the sorting of offsets.
 *
 * The original gives up on three kinds of histories; the verdict then is "unknown" with an `error` that has a `type`:
 * an empty one, one with a polled message that nobody sent, and one in which some key was only ever polled empty.
 *
 * @module
 */
import { type FindingName, labelOf } from "../../findings.ts";
import type { History, Json } from "../../history.ts";
import type { CheckerResult, Explanation } from "../../verdict.ts";
import { ownWord } from "../empty_graph.ts";
import { valueKey } from "../values.ts";
import { show, showList } from "../wording.ts";
import type { Analysis, Anomaly } from "./anomaly.ts";
import { findAbortedReads, findOrphans, findPrecommittedReads } from "./bad_reads.ts";
import { explainCommits } from "./commits.ts";
import { findCycles } from "./cycles.ts";
import { gatherFacts } from "./facts.ts";
import { findDuplicates, findInconsistentOffsets } from "./log_contradictions.ts";
import { findLostWrites, keysPolled } from "./lost_writes.ts";
import { LogWording } from "./log_wording.ts";
import { type Observations, observe } from "./observations.ts";
import { findInternalPollFaults, findPollFaults } from "./polls.ts";
import { worstRealtimeLag } from "./realtime_lag.ts";
import { findInternalSendFaults, findSendFaults } from "./sends.ts";
import { findUnseen } from "./unseen.ts";
import { parseOffset } from "./offset.ts";
import { NO_INDEX, orderVersions } from "./version_orders.ts";

/** Checks a history of `send`, `poll`, `txn`, `assign` and `crash` operations. */
export function checkKafka(history: History): CheckerResult {
  const observations = observe(history);
  const analysis = analyse(observations);
  const anomalies = findAnomalies(analysis);
  const explanations = [...anomalies.flatMap((anomaly) => anomaly.explanations), ...explainCommits(observations)];
  const failure = findFailure(analysis);
  const names = anomalies.map(({ name }) => name).sort();
  const bad = names.filter((name) => labelOf(name).severity === "error");
  if (failure !== undefined) {
    const verdict = { valid: "unknown", error: failure.error } as const;
    if (failure.saysNothing) {
      return { verdict, ownValid: bad.length === 0, explanations: [...explanations, ...failure.explanations] };
    }
    const others = explanations.map((explanation): Explanation => ({ ...explanation, severity: "warning" }));
    return { verdict, explanations: [...failure.explanations, ...others] };
  }
  return ownWord({
    verdict: {
      valid: bad.length === 0,
      "worst-realtime-lag": worstRealtimeLag(observations),
      "bad-error-types": bad,
      "error-types": names,
      "info-txn-causes": infoCauses(history),
      ...Object.fromEntries(anomalies.map(({ name, result }) => [name, result])),
    },
    explanations,
  });
}

function analyse(observations: Observations): Analysis {
  const facts = gatherFacts(observations);
  const versions = orderVersions(observations, facts);
  return { observations, facts, versions, wording: new LogWording(observations, facts, versions) };
}

/** The anomalies that occur, the most telling first. */
function findAnomalies(analysis: Analysis): Anomaly[] {
  return [
    findLostWrites(analysis),
    findInconsistentOffsets(analysis),
    findDuplicates(analysis),
    findAbortedReads(analysis),
    findPrecommittedReads(analysis),
    ...findInternalPollFaults(analysis),
    ...findPollFaults(analysis),
    ...findSendFaults(analysis),
    ...findInternalSendFaults(analysis),
    findUnseen(analysis),
    ...findCycles(analysis),
  ].filter((anomaly) => anomaly !== undefined);
}

interface Failure {
  readonly error: Json;
  /** True where only the original cannot go on, and the nodes are right. */
  readonly saysNothing: boolean;
  readonly explanations: readonly Explanation[];
}

/** Tells why the original cannot judge a history, if so. */
function findFailure(analysis: Analysis): Failure | undefined {
  const { history } = analysis.observations;
  if (history.every(({ process }) => process === "nemesis")) {
    return failure("empty-history", "No client did anything: there is nothing to judge.");
  }
  const orphans = findOrphans(analysis);
  if (orphans !== undefined) return { ...orphans, saysNothing: false };
  return findNegativeOffset(history) ?? findEmptyKeys(analysis);
}

/**
 * Keys that ok polls named without ever returning a message at an offset: the original's search for lost writes fails.
 */
function findEmptyKeys({ observations, facts, versions }: Analysis): Failure | undefined {
  const { table } = observations;
  const polled = new Set<number>();
  facts.okRead.forEach((isRead, value) => {
    if (isRead === 1 && versions.firstIndices[value] !== NO_INDEX) polled.add(table.keyOf(value));
  });
  const empty = keysPolled(observations).filter((key) => !polled.has(key)).map((key) => table.keyName(key));
  if (empty.length === 0) return undefined;
  const text = `Polls named key ${showList(empty)} without ever returning a message of it. That is right, but the ` +
    `original fails on such a history: leave keys without messages out of poll_ok.`;
  const explanations = [{ ...labelOf("only-empty-polls"), text, operations: [] }];
  return { error: { type: "only-empty-polls", keys: empty }, saysNothing: true, explanations };
}

/** The first offset below 0 that a node gave: no log of the original's has such a place. */
function findNegativeOffset(history: History): Failure | undefined {
  for (const { process, type, value, index } of history) {
    if (process === "nemesis" || type !== "ok" || !Array.isArray(value)) continue;
    for (const [key, offset] of value.flatMap(offsetsIn)) {
      if ((parseOffset(offset) ?? 0) >= 0) continue;
      const text =
        `Offset ${show(offset)} of key ${show(key)} is negative (operation ${index}), expected offsets from 0 ` +
        "on; the original fails on such a history.";
      return failure("negative-offset", text, { operations: [index] });
    }
  }
  return undefined;
}

/** Keys and offsets in one micro-operation that ended ok: `["send", key, [offset, message]]`, `["poll", {key: pairs}]`. */
function offsetsIn(microOperation: Json): readonly (readonly [key: Json, offset: Json])[] {
  if (!Array.isArray(microOperation)) return [];
  const [f, first, second] = microOperation as readonly Json[];
  if (f === "send") return Array.isArray(second) ? [[first ?? null, (second[0] ?? null) as Json]] : [];
  if (f !== "poll" || typeof first !== "object" || first === null) return [];
  return Object.entries(first).flatMap(([key, pairs]) =>
    Array.isArray(pairs)
      ? pairs.flatMap((pair: Json): [Json, Json][] => Array.isArray(pair) ? [[key, pair[0] ?? null]] : [])
      : []
  );
}

function failure(
  type: FindingName,
  text: string,
  { operations = [] }: { readonly operations?: readonly number[] } = {},
): Failure {
  return { error: { type }, saysNothing: false, explanations: [{ ...labelOf(type), text, operations }] };
}

/** The different errors of indefinite operations, in the order in which they first occurred. */
function infoCauses(history: History): Json[] {
  const causes = new Map<Json, Json>();
  for (const { type, f, error } of history) {
    if (type !== "info" || (f !== "send" && f !== "poll" && f !== "txn")) continue;
    const cause = error ?? null;
    if (!causes.has(valueKey(cause))) causes.set(valueKey(cause), cause);
  }
  return [...causes.values()];
}
