/**
 * What each number of the results means, in one sentence, for tips.
 *
 * @module
 */
import { figureOfPath, QUANTILES } from "../../figures.ts";

const BETTER = { less: "Less is better.", more: "More is better." } as const;

/** Field to sentence, for the sections that all workloads share. */
const SHARED: Readonly<Record<string, string>> = {
  "stats.ok-count": "Operations that certainly took effect.",
  "stats.fail-count": "Operations that certainly did not take effect.",
  "stats.info-count": "Operations of which nobody knows whether they took effect: time-outs and indefinite errors.",
  "stats.valid-unwrapped": "Whether every function, crashes of clients included, succeeded at least once.",
  "net.servers.msg-count": "Messages between nodes, and between nodes and services, lost ones included.",
  "net.servers.send-count": "Sends between nodes, and between nodes and services.",
  "net.servers.recv-count": "Messages between nodes and services that arrived; lost ones are missing here only.",
  "net.clients.msg-count": "Messages to and from clients, among them init and topology.",
  "net.clients.send-count": "Sends to and from clients.",
  "net.clients.recv-count": "Messages to and from clients that arrived.",
  "net.all.msgs-per-op": "All messages divided by all client operations, setup and clients' messages included.",
  "net.all.msg-count": "All messages, setup and clients' messages included.",
  "net.all.send-count": "All sends.",
  "net.all.recv-count": "All messages that arrived.",
};

/** Field of the workload section to sentence. Fields of one name mean the same in every workload that has them. */
const WORKLOAD: Readonly<Record<string, string>> = {
  "attempt-count": "Values or elements that clients asked to be kept, failed attempts included.",
  "stable-count": "Values that, once seen or acknowledged, were in the read invoked last that could tell.",
  "lost-count": "Values that were acknowledged or seen and were missing from the last reads.",
  "never-read-count": "Values that no read could tell anything about.",
  "stale-count": "Stable values that some read still missed a millisecond or more after they were known.",
  "duplicated-count": "For unique ids: ids given out more than once. For sets: always 0, as in the original.",
  "attempted-count": "Requests for an id.",
  "acknowledged-count": "Requests that were answered with an id.",
  "final-reads": "The values that the reads at the very end returned.",
  "acceptable": "The ranges in which a final read may lie.",
  "range": "The smallest and the largest id.",
  "anomaly-types": "The kinds of anomalies that were found.",
  "anomaly-counts": "How many anomalies of this kind were found.",
  "not": "The weakest consistency models that the history breaks.",
  "also-not": "Stronger models, which are therefore broken as well.",
  "error-types": "The kinds of anomalies that were found, harmless ones included.",
  "bad-error-types": "The kinds of anomalies that make the run invalid.",
  "failures": "The keys whose operations fit into no order.",
  "worst-realtime-lag": "The longest time for which a poll missed a message that was already known to exist.",
};

/** Explains the number at a place in the results, for example `net.servers.msgs-per-op`. */
export function meaningOf(path: string): string {
  const figure = figureOfPath(path);
  if (figure !== undefined) return `${figure.meaning}${figure.better === undefined ? "" : ` ${BETTER[figure.better]}`}`;
  const shared = SHARED[path];
  if (shared !== undefined) return shared;
  const byFunction = /^stats\.by-f\.(.+)\.(count|ok-count|fail-count|info-count)$/.exec(path);
  if (byFunction !== null) {
    return `Only ${byFunction[1]} operations: ${lowerFirst(meaningOf(`stats.${byFunction[2]}`))}`;
  }
  if (/^workload\.[^.]+\.count$/.test(path)) return "How often this anomaly was found.";
  const field = /^workload\.([^.]+)/.exec(path)?.[1] ?? "";
  if (field === "lost-latencies") {
    const which = quantileOf(path)?.sentence ?? "Each";
    return `${which} of the times from a lost value's acknowledgement to the last read that still saw it.`;
  }
  return WORKLOAD[field] ?? `The field ${path} of results.json, as the original computes it.`;
}

/** The quantile that a path of latencies ends with. */
export function quantileOf(path: string): typeof QUANTILES[keyof typeof QUANTILES] | undefined {
  const quantile = /latencies\.([\d.]+)$/.exec(path)?.[1] ?? "";
  return Object.hasOwn(QUANTILES, quantile) ? QUANTILES[quantile as keyof typeof QUANTILES] : undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
