/**
 * Measures replication lag of a log: the time from the acknowledgement of a message until every node can serve it.
 *
 * Beside the clients of the official load as many threads poll, each from where it stands, all keys with messages that
 * it has not seen. A message counts as visible at a node from the first such poll that returns it, so a figure is too
 * large by up to the time between two polls, and never too small.
 *
 * @module
 */
import { NS_PER_MS, NS_PER_S } from "../workbench/clock.ts";
import { type Generator, operations } from "../workbench/generator/generator.ts";
import { onThreads, parallel, stagger } from "../workbench/generator/combinators.ts";
import type { History, Json } from "../workbench/history.ts";
import type { RunPlan } from "../workbench/run/plan.ts";
import type { ClientOperation, Workload } from "../workbench/workloads/workload.ts";

/** Polls a second and probing thread: two threads a node make one poll a millisecond. */
const POLL_RATE_HZ = 500;

/** Messages of the last second may have had no time to arrive; all others must. */
const GRACE_NS = NS_PER_S;

/** The run's own pacing must not slow the two kinds of operations down, which are paced here. */
const UNLIMITED_RATE_HZ = 1e6;

type Pair = readonly [offset: number, message: Json];

/** Changes a plan of kafka into one that measures lag. */
export function withLagProbe(plan: RunPlan): RunPlan {
  const { concurrency, rate } = plan;
  return { ...plan, workload: probed(plan, rate), concurrency: 2 * concurrency, rate: UNLIMITED_RATE_HZ };
}

/** The given quantile, in ms, over all messages that were acknowledged until a second before the last poll. */
export function replicationLagMs(history: History, { nodes }: Pick<RunPlan, "nodes">, quantile: number): number {
  const acknowledged = new Map<string, number>();
  const visible = new Map(nodes.map((node) => [node, new Map<string, number>()]));
  let lastPollNs = 0;
  for (const { type, f, value, time, node = "" } of history) {
    if (type !== "ok") continue;
    if (f === "send") {
      const [[, key, [, message]]] = value as readonly [readonly [string, string, Pair]];
      acknowledged.set(`${key} ${message}`, time);
    } else if (f === "probe") {
      lastPollNs = time;
      const seen = visible.get(node);
      for (const name of value as readonly string[]) if (!seen?.has(name)) seen?.set(name, time);
    }
  }
  const lags: number[] = [];
  for (const [name, timeNs] of acknowledged) {
    if (timeNs > lastPollNs - GRACE_NS) continue;
    const times = [...visible.values()].map((seen) => seen.get(name) ?? Infinity);
    lags.push(Math.max(0, Math.max(...times) - timeNs) / NS_PER_MS);
  }
  lags.sort((a, b) => a - b);
  return lags[Math.min(lags.length - 1, Math.floor(lags.length * quantile))] ?? Infinity;
}

function probed({ workload, concurrency }: RunPlan, rate: number): Workload {
  // One run's knowledge: highest offset acknowledged so far, by key.
  const heads = new Map<string, number>();
  return {
    ...workload,
    generators(options, random) {
      const { main, ...rest } = workload.generators({ ...options, concurrency }, random);
      const load = onThreads((thread) => thread < concurrency, stagger(NS_PER_S / rate, random, watched(main, heads)));
      const probes = onThreads(
        (thread) => thread >= concurrency,
        stagger(NS_PER_S / (POLL_RATE_HZ * concurrency), random, operations(() => ({ f: "probe", value: null }))),
      );
      return { ...rest, main: parallel(load, probes) };
    },
    openClient(options) {
      const client = workload.openClient(options);
      const probe = new ProbeClient(heads);
      return { invoke: (operation) => operation.f === "probe" ? probe.poll() : client.invoke(operation) };
    },
    checker: (history, options) => workload.checker(history.filter(({ f }) => f !== "probe"), options),
  };
}

function watched(main: Generator, heads: Map<string, number>): Generator {
  return {
    next: (context) => main.next(context),
    update(operation, thread) {
      main.update?.(operation, thread);
      if (operation.f !== "send" || operation.type !== "ok") return;
      const [[, key, [offset]]] = operation.value as readonly [readonly [string, string, Pair]];
      heads.set(key, Math.max(offset, heads.get(key) ?? -1));
    },
  };
}

/** Polls what it lacks; the value of its operation lists the messages that were new to it. */
class ProbeClient {
  readonly #heads: ReadonlyMap<string, number>;
  readonly #positions = new Map<string, number>();

  constructor(heads: ReadonlyMap<string, number>) {
    this.#heads = heads;
  }

  *poll(): ClientOperation {
    const behind = [...this.#heads].filter(([key, head]) => this.#position(key) <= head);
    if (behind.length === 0) return { type: "ok", value: [] };
    const reply = yield {
      type: "poll",
      offsets: Object.fromEntries(behind.map(([key]) => [key, this.#position(key)])),
    };
    const names: string[] = [];
    for (const [key, pairs] of Object.entries(reply.msgs as Readonly<Record<string, readonly Pair[]>>)) {
      for (const [offset, message] of pairs) {
        names.push(`${key} ${message}`);
        this.#positions.set(key, offset + 1);
      }
    }
    return { type: "ok", value: names };
  }

  #position(key: string): number {
    return this.#positions.get(key) ?? 0;
  }
}
