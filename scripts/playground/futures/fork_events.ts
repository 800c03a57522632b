/**
 * What a reader does to a run, as events of its schedule. A schedule is data, so the same run with more events is a run
 * that is the same until the first of them.
 *
 * @module
 */
import { NS_PER_S, seconds } from "../../workbench/clock.ts";
import type { FaultEvent, FaultStart } from "../../workbench/nemesis/schedule.ts";
import { sortEvents } from "../../workbench/nemesis/schedule.ts";
import type { Journal } from "../../workbench/net/journal.ts";
import { isClient, type Message } from "../../workbench/net/message.ts";
import { UsageError } from "../../workbench/usage_error.ts";
import type { ForkAct } from "./protocol.ts";

/** The run that something is done to. */
export interface ForkedRun {
  readonly schedule: readonly FaultEvent[];
  readonly nodes: readonly string[];
  readonly journal: Journal;
  /** End of the main phase: no fault begins later. */
  readonly limitNs: number;
}

/** A schedule with what was done. */
export interface Forked {
  readonly schedule: FaultEvent[];
  readonly label: string;
  /** Until when the run is the same. */
  readonly forkNs: number;
}

/** Adds an act at a moment. @throws {UsageError} Where it can do nothing at that moment. */
export function forkSchedule(run: ForkedRun, { act, forkNs }: { act: ForkAct; forkNs: number }): Forked {
  if (forkNs >= run.limitNs) {
    throw new UsageError(
      `Cannot change the run at ${seconds(forkNs, 3)}: faults end with the main phase, expected a moment before ` +
        seconds(run.limitNs, 3),
    );
  }
  const id = freeId(run.schedule);
  const at = seconds(forkNs, 3);
  if (act.kind === "lose") return loseNext(run, { act, forkNs, id });
  const lasts = act.lastsS === undefined ? "" : ` for ${act.lastsS} s`;
  const fork = (start: FaultStart, label: string): Forked => {
    const stopNs = act.lastsS === undefined ? undefined : forkNs + Math.round(act.lastsS * NS_PER_S);
    const stop = stopNs === undefined ? [] : [{ timeNs: stopNs, id, fault: start.fault, action: "stop" } as const];
    return { schedule: sortEvents([...run.schedule, start, ...stop]), label: `${label} at ${at}${lasts}`, forkNs };
  };
  const begin = { timeNs: forkNs, id, action: "start" } as const;
  switch (act.kind) {
    case "cut": {
      const { a, b } = act;
      if (a === b) throw new UsageError(`Cannot cut ${a} off from itself: expected two participants`);
      const drops = { [a]: [b], [b]: [a] };
      return fork({ ...begin, fault: "partition", value: { kind: "fork", drops } }, `${a} and ${b} cut off`);
    }
    case "isolate": {
      const others = run.nodes.filter((node) => node !== act.node);
      const drops = Object.fromEntries([[act.node, others], ...others.map((other) => [other, [act.node]])]);
      return fork(
        { ...begin, fault: "partition", value: { kind: "fork", drops } },
        `${act.node} cut off from all nodes`,
      );
    }
    case "kill":
      return fork({ ...begin, fault: "kill", value: nodesValue(act.node) }, `${act.node} killed`);
    case "pause":
      return fork({ ...begin, fault: "pause", value: nodesValue(act.node) }, `${act.node} paused`);
  }
}

function nodesValue(node: string) {
  return { target: "fork", nodes: [node] };
}

/** An id that no fault of the schedule has. */
function freeId(schedule: readonly FaultEvent[]): string {
  const taken = new Set(schedule.map(({ id }) => id));
  let number = 1;
  while (taken.has(`fork-${number}`)) number++;
  return `fork-${number}`;
}

interface Loss {
  readonly act: Extract<ForkAct, { kind: "lose" }>;
  readonly forkNs: number;
  readonly id: string;
}

/** Cuts one link for the two nanoseconds around the moment at which its receiver would take the next message. */
function loseNext(run: ForkedRun, { act, forkNs, id }: Loss): Forked {
  const next = nextTaken(run.journal, { act, forkNs });
  if (next === undefined || next.takenNs >= run.limitNs) {
    throw new UsageError(
      `Cannot lose a message ${describeWay(act)} after ${seconds(forkNs, 3)}: none follows, expected an earlier moment`,
    );
  }
  const { takenNs, message: { src, dest, body } } = next;
  const around = { id, fault: "partition" } as const;
  const startNs = Math.max(0, takenNs - 1);
  const schedule = sortEvents([
    ...run.schedule,
    { ...around, action: "start", timeNs: startNs, value: { kind: "fork", drops: { [dest]: [src] } } },
    { ...around, action: "stop", timeNs: takenNs + 1 },
  ]);
  return { schedule, label: `${src} → ${dest} ${body.type} lost at ${seconds(takenNs, 3)}`, forkNs: startNs };
}

function describeWay({ from, to }: Loss["act"]): string {
  return `${from === undefined ? "" : `from ${from} `}${to === undefined ? "" : `to ${to}`}`.trim() || "between nodes";
}

/**
 * The next message that its receiver takes. It takes one at a time, so that is when it was sent, or when the one before
 * it was delivered; a partition is asked at that moment.
 */
function nextTaken(
  journal: Journal,
  { act, forkNs }: Pick<Loss, "act" | "forkNs">,
): { readonly takenNs: number; readonly message: Message } | undefined {
  const sentNs = new Map<number, number>();
  const deliveredNs = new Map<string, number>();
  let next: { takenNs: number; message: Message } | undefined;
  for (const { type, time, message, reason } of journal) {
    const { id, src, dest } = message;
    if (type === "send") sentNs.set(id, time);
    if (type === "send" || (type === "drop" && reason !== "node-down" && reason !== "closed")) continue;
    const takenNs = Math.max(sentNs.get(id) ?? time, deliveredNs.get(dest) ?? -Infinity);
    deliveredNs.set(dest, time);
    if (type !== "recv" || takenNs <= forkNs || isClient(src) || isClient(dest)) continue;
    if ((act.from ?? src) !== src || (act.to ?? dest) !== dest) continue;
    if (next === undefined || takenNs < next.takenNs) next = { takenNs, message };
    // Nothing that is delivered later than this was taken earlier.
    if (next !== undefined && time - next.takenNs > LATEST_NS) break;
  }
  return next;
}

/** A message is delivered so long after it was taken at most, as far as anybody waits for it. */
const LATEST_NS = 60 * NS_PER_S;
