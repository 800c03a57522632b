/**
 * Made-up runs for the tests of the report: nothing is judged here, only shown.
 *
 * @module
 */
import { broadcast } from "../../../scripts/workbench/workloads/broadcast.ts";
import type { Json, Operation } from "../../../scripts/workbench/history.ts";
import type { DropReason, JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import type { Message, MessageBody } from "../../../scripts/workbench/net/message.ts";
import { Random } from "../../../scripts/workbench/random.ts";
import type { ReportInput } from "../../../scripts/workbench/report/report_input.ts";

const MS = 1e6;

/** Collects events and entries with times in any order, then numbers them. */
export class RunRecorder {
  readonly #entries: { timeNs: number; entry: Omit<Operation, "index" | "time"> }[] = [];
  readonly #events: { timeNs: number; event: Omit<JournalEvent, "id" | "time"> }[] = [];
  #messages = 0;

  operation(timeMs: number, entry: Omit<Operation, "index" | "time">): void {
    this.#entries.push({ timeNs: Math.round(timeMs * MS), entry });
  }

  message(sentMs: number, tookMs: number, src: string, dest: string, body: MessageBody): void {
    const message = { id: this.#messages++, src, dest, body };
    this.#event(sentMs, "send", message);
    this.#event(sentMs + tookMs, "recv", message);
  }

  lost(sentMs: number, tookMs: number, reason: DropReason, message: Omit<Message, "id">): void {
    const numbered = { id: this.#messages++, ...message };
    this.#event(sentMs, "send", numbered);
    this.#events.push({
      timeNs: Math.round((sentMs + tookMs) * MS),
      event: { type: "drop", message: numbered, reason },
    });
  }

  history(): Operation[] {
    this.#entries.sort((a, b) => a.timeNs - b.timeNs);
    return this.#entries.map(({ timeNs, entry }, index): Operation => ({ ...entry, index, time: timeNs }));
  }

  journal(): JournalEvent[] {
    this.#events.sort((a, b) => a.timeNs - b.timeNs);
    return this.#events.map(({ timeNs, event }, id): JournalEvent => ({ ...event, id, time: timeNs }));
  }

  #event(timeMs: number, type: "send" | "recv", message: Message): void {
    this.#events.push({ timeNs: Math.round(timeMs * MS), event: { type, message } });
  }
}

/** Sizes of a made-up broadcast run. */
export interface BroadcastSize {
  readonly nodes: number;
  readonly operations: number;
  readonly rate: number;
  /** The value that reaches no node but the first that knew it; absent: a valid run. */
  readonly lostValue?: number;
}

/** A broadcast run in which the origin sends each value to all others, 100 ms a hop, with a partition from 4 to 9 s. */
export function broadcastRun(size: BroadcastSize): ReportInput {
  const random = new Random(7);
  const recorder = new RunRecorder();
  const names = Array.from({ length: size.nodes }, (_, index) => `n${index}`);
  const known = names.map((): number[][] => []);
  const half = names.slice(0, Math.floor(size.nodes / 2));
  const grudge: Record<string, string[]> = {};
  for (const name of names) grudge[name] = names.filter((other) => half.includes(other) !== half.includes(name));
  for (const [ms, f, value] of faultEntries(grudge)) {
    recorder.operation(ms, { process: "nemesis", type: "info", f, value });
  }
  let value = 0;
  for (let index = 0; index < size.operations; index++) {
    const node = index % size.nodes;
    const atMs = 10 + index * 1000 / size.rate;
    const call = {
      recorder,
      process: node,
      node: names[node] ?? "",
      client: `c${size.nodes + node}`,
      atMs,
      msgId: index + 1,
    };
    if (random.chance(0.5)) {
      read(call, known[node] ?? [], false);
      continue;
    }
    const message = value++;
    request(call, "broadcast", message, { type: "broadcast", message }, { type: "broadcast_ok" }, message);
    known[node]?.push([atMs, message]);
    for (const [other, dest] of names.entries()) {
      if (other === node || message === size.lostValue) continue;
      const cut = atMs > 4000 && atMs < 9000 && grudge[dest]?.includes(names[node] ?? "");
      const body = { type: "gossip", msg_id: index + 1, values: [message] };
      if (cut) recorder.lost(atMs, 100, "partition", { src: call.node, dest, body });
      recorder.message(cut ? 9050 + other : atMs, 100, call.node, dest, body);
      known[other]?.push([(cut ? 9050 + other : atMs) + 100, message]);
    }
  }
  const endMs = 10_000 + size.operations * 1000 / size.rate;
  names.forEach((node, process) =>
    read(
      { recorder, process, node, client: `c${size.nodes + process}`, atMs: endMs, msgId: 90_000 },
      known[process] ?? [],
      true,
    )
  );
  return input(names, recorder, size.lostValue);
}

function faultEntries(grudge: Json): [number, string, Json][] {
  return [
    [4000, "start-partition", "majority"],
    [4000, "start-partition", ["isolated", grudge]],
    [9000, "stop-partition", null],
    [9000, "stop-partition", "network-healed"],
  ];
}

interface CallSite {
  readonly recorder: RunRecorder;
  readonly process: number;
  readonly node: string;
  readonly client: string;
  readonly atMs: number;
  readonly msgId: number;
}

function read(site: CallSite, known: readonly number[][], final: boolean): void {
  const messages = known.filter(([sinceMs]) => (sinceMs ?? 0) <= site.atMs).map(([, value]) => value ?? 0);
  request(site, "read", null, { type: "read" }, { type: "read_ok", messages }, messages, final);
}

/** One operation whose request and reply take no time on the network and 2 ms at the node. */
function request(
  site: CallSite,
  f: string,
  value: Json,
  body: MessageBody,
  reply: MessageBody,
  result: Json,
  final = false,
): void {
  const { recorder, process, node, client, atMs, msgId } = site;
  const mark = final ? { final: true } : {};
  recorder.operation(atMs, { process, type: "invoke", f, value, ...mark });
  recorder.message(atMs, 0, client, node, { ...body, msg_id: msgId });
  recorder.message(atMs + 2, 0, node, client, { ...reply, in_reply_to: msgId });
  recorder.operation(atMs + 2, { process, type: "ok", f, value: result, node, ...mark });
}

function input(nodes: string[], recorder: RunRecorder, lostValue: number | undefined): ReportInput {
  const history = recorder.history();
  const journal = recorder.journal();
  const valid = lostValue === undefined;
  const known = history.find((operation) => operation.type === "ok" && operation.value === lostValue);
  const missing = history.filter((operation) => operation.type === "ok" && operation.final && operation.f === "read");
  return {
    title: `Made-up ${broadcast.name} run`,
    workload: broadcast,
    stage: "3d",
    options: {
      workload: broadcast.name,
      "node-count": nodes.length,
      rate: 100,
      seed: 7,
      "time-limit": 20,
      latency: 100,
    },
    results: resultsOf(history, journal, valid),
    explanations: known === undefined ? [] : [{
      anomaly: "lost",
      severity: "error",
      text: `Value ${lostValue}, acknowledged at ${
        known.time / 1e9
      } s by ${known.node}, is in no final read of another node.`,
      operations: [known.index, ...missing.slice(0, 5).map((operation) => operation.index)],
      value: lostValue ?? null,
    }],
    history,
    journal,
    nodes,
    targets: [
      { name: "msgs/op", limit: 30, value: 11.9, met: true, best: 11.99 },
      { name: "median stable latency (ms)", limit: 400, value: 76, met: true, best: 78 },
      { name: "max stable latency (ms)", limit: 600, value: 97, met: true, best: 102 },
    ],
    publicBest: "11.99 msgs/op at 386/505 ms (4-ary tree); 78/102 ms at 14.73 msgs/op (direct fan-out)",
    reproduce: "deno task workbench glomers 3d --seed 7",
  };
}

function resultsOf(
  history: readonly Operation[],
  journal: readonly JournalEvent[],
  valid: boolean,
): ReportInput["results"] {
  const sends = journal.filter((event) => event.type === "send").length;
  const received = journal.filter((event) => event.type === "recv").length;
  const invoked = history.filter((operation) => operation.type === "invoke").length;
  const ok = history.filter((operation) => operation.type === "ok").length;
  const net = { "send-count": sends, "recv-count": received, "msg-count": sends, "msgs-per-op": sends / invoked };
  return {
    valid,
    availability: { valid: true, "ok-fraction": ok / invoked },
    exceptions: { valid: true },
    net: { valid: true, all: net, clients: net, servers: net },
    perf: { valid: true },
    stats: { valid: true, count: invoked, "ok-count": ok, "fail-count": 0, "info-count": invoked - ok, "by-f": {} },
    timeline: { valid: true },
    workload: {
      valid,
      "attempt-count": 500,
      "stable-count": 499,
      "lost-count": valid ? 0 : 1,
      lost: valid ? [] : [17],
      "stable-latencies": { "0": 0, "0.5": 76, "0.95": 94, "0.99": 96, "1": 97 },
    },
  };
}

/** A run whose messages are numbered in the order of sending, as the network does it. */
export function renumbered(run: ReportInput): ReportInput & { readonly journal: readonly JournalEvent[] } {
  const numberOf = new Map<number, number>();
  const journal: JournalEvent[] = [];
  for (const event of run.journal) {
    const { id } = event.message;
    if (!numberOf.has(id)) numberOf.set(id, numberOf.size);
    journal.push({ ...event, message: { ...event.message, id: numberOf.get(id) ?? -1 } });
  }
  return { ...run, journal };
}
