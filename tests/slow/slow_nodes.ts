/**
 * The slow and dear nodes of this folder: which limit each misses in which run, and why.
 *
 * @module
 */

/** A node of this folder whose cause is known. */
export interface SlowNode {
  readonly file: string;
  /** Options as after `workbench test`. */
  readonly options: string;
  /** As in `--expect`; empty for none. */
  readonly limits: string;
  /** The cause that must be named first. */
  readonly cause: string;
  /** What the first sentence must say. */
  readonly says: RegExp;
}

const LATENCY_LIMITS = "stable-latency.median<400, stable-latency.max<600";
const SHORT = "-w broadcast --rate 100 --latency 100 --time-limit 4 --recovery-time 3";
const SMALL = "-w broadcast --rate 100 --latency 100 --time-limit 3 --recovery-time 1 --node-count 9";

export const SLOW_NODES: readonly SlowNode[] = [
  {
    file: "flush_each_second",
    options: `${SHORT} --node-count 9`,
    limits: LATENCY_LIMITS,
    cause: "timer",
    says: /in the node that a client told: nodes send what is new once every 1000 ms/,
  },
  {
    file: "flush_each_600_ms",
    options: `${SHORT} --node-count 9`,
    limits: LATENCY_LIMITS,
    cause: "timer",
    says: /^Values of 600 ms or more, \d+ of them, wait.*: nodes send what is new once every 600 ms/,
  },
  {
    file: "batch_500_ms",
    options: `${SHORT} --node-count 9`,
    limits: "stable-latency.median<250, stable-latency.max<400",
    cause: "timer",
    says: /in n0: nodes (collect values for|send what is new once every) 5\d\d ms/,
  },
  {
    file: "grid_flood",
    options: `${SHORT} --node-count 25`,
    limits: LATENCY_LIMITS,
    cause: "hops",
    says: /pass through 5(\.\d)? messages one after another, on average, and 8 at most.*--topology grid/,
  },
  {
    file: "line",
    options: `${SHORT} --node-count 25`,
    limits: LATENCY_LIMITS,
    cause: "hops",
    says: /pass through 1\d(\.\d)? messages one after another, on average, and 24 at most/,
  },
  {
    file: "one_by_one",
    options: SMALL,
    limits: "servers.msgs-per-op<3, stable-latency.max<600",
    cause: "one-by-one",
    says: /Messages bring 1 new values? each/,
  },
  {
    file: "acknowledges_each",
    options: SMALL,
    limits: "servers.msgs-per-op<6, stable-latency.max<600",
    cause: "acknowledgements",
    says: /only acknowledge/,
  },
  {
    file: "repeats_early",
    options: SMALL,
    limits: "servers.msgs-per-op<6, stable-latency.max<600",
    cause: "early-repeat",
    says: /nodes repeat after 60 ms, in the middle, but an answer takes 20[01] ms/,
  },
  {
    file: "hub_overloaded",
    options: `${SHORT} --node-count 9`,
    limits: LATENCY_LIMITS,
    cause: "backlog",
    says: /in n0, which sends on every 30 ms: more comes in than goes out/,
  },
  {
    file: "cas_on_one_key",
    options: "-w kafka --node-count 3 --concurrency 2n --rate 200 --time-limit 2 --latency 2",
    limits: "",
    cause: "contention",
    says: /compare-and-set requests failed, all of them on the key "logs", which 3 nodes want/,
  },
  {
    file: "whole_set_gossip",
    options: SMALL,
    limits: "servers.msgs-per-op<2, stable-latency.max<600",
    cause: "whole-set",
    says: /carry all that their sender knows/,
  },
  {
    file: "asks_each_second",
    options: SMALL,
    limits: LATENCY_LIMITS,
    cause: "asked",
    says: /until the next node asks for them(, every 1000 ms)?/,
  },
  {
    file: "stop_and_wait",
    options: SMALL,
    limits: LATENCY_LIMITS,
    cause: "stop-and-wait",
    says: /leave when an answer to an earlier message has come/,
  },
  {
    file: "echoing_flood",
    options: SMALL,
    limits: "servers.msgs-per-op<4.5, stable-latency.max<600",
    cause: "known-echoed",
    says: /went back to the node that the values came from/,
  },
];
