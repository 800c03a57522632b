/**
 * What all faults that are under way do together, and how to get from one such state to the next.
 *
 * A state follows from the set of faults alone, whatever the order in which they began: so the end of one fault never
 * heals what another one does. Of several losses, duplications and delays the strongest counts; slow links multiply;
 * clock offsets add up; a node that one fault kills and another one pauses is down, and paused once it is up again.
 *
 * @module
 */
import { NS_PER_MS } from "../clock.ts";
import type { Drops, FaultTarget } from "./fault.ts";
import type { FaultStart } from "./schedule.ts";

/** The state that faults bring about. */
export interface Effects {
  readonly drops: Drops;
  readonly down: ReadonlySet<string>;
  readonly paused: ReadonlySet<string>;
  /** Clock offsets in ms; nodes without one are not listed. */
  readonly offsetsMs: ReadonlyMap<string, number>;
  readonly latencyFactor: number;
  readonly lossProbability: number | undefined;
  readonly duplicationProbability: number | undefined;
  readonly jitterMs: number | undefined;
  /** Held links by their names. */
  readonly held: ReadonlyMap<string, readonly [string, string]>;
}

/** Adds up what faults do. */
export function combineEffects(faults: Iterable<FaultStart>): Effects {
  const drops = new Map<string, Set<string>>();
  const down = new Set<string>();
  const paused = new Set<string>();
  const offsetsMs = new Map<string, number>();
  const held = new Map<string, readonly [string, string]>();
  const losses: number[] = [];
  const duplications: number[] = [];
  const jitters: number[] = [];
  let latencyFactor = 1;
  for (const { fault, value } of faults) {
    switch (fault) {
      case "partition":
        addDrops(drops, value.drops);
        break;
      case "kill":
        for (const node of value.nodes) down.add(node);
        break;
      case "pause":
        for (const node of value.nodes) paused.add(node);
        break;
      case "clock":
        addOffsets(offsetsMs, value["offsets-ms"]);
        break;
      case "slow":
        latencyFactor *= value.factor;
        break;
      case "loss":
        losses.push(value.probability);
        break;
      case "duplicate":
        duplications.push(value.probability);
        break;
      case "reorder":
        jitters.push(value["jitter-ms"]);
        break;
      case "hold":
        for (const link of value.links) held.set(link.join(" "), link);
        break;
    }
  }
  return {
    drops,
    down,
    paused,
    offsetsMs,
    latencyFactor,
    lossProbability: largest(losses),
    duplicationProbability: largest(duplications),
    jitterMs: largest(jitters),
    held,
  };
}

/** Makes on the target what differs between two states, and nothing else. */
export function changeEffects(before: Effects, after: Effects, target: FaultTarget): void {
  if (!areSameDrops(before.drops, after.drops)) target.setDrops(after.drops);
  for (const node of target.nodes) {
    changeNode(node, before, after, target);
    const offsetMs = after.offsetsMs.get(node) ?? 0;
    if (offsetMs !== (before.offsetsMs.get(node) ?? 0)) target.skewClock(node, offsetMs * NS_PER_MS);
  }
  if (before.latencyFactor !== after.latencyFactor) target.scaleLatency(after.latencyFactor);
  if (before.lossProbability !== after.lossProbability) target.setLoss(after.lossProbability);
  if (before.duplicationProbability !== after.duplicationProbability) {
    target.setDuplication(after.duplicationProbability);
  }
  if (before.jitterMs !== after.jitterMs) target.setJitter(after.jitterMs);
  for (const [name, [src, dest]] of before.held) {
    if (!after.held.has(name)) target.releaseLink(src, dest);
  }
  for (const [name, [src, dest]] of after.held) {
    if (!before.held.has(name)) target.holdLink(src, dest);
  }
}

type NodeState = "up" | "paused" | "down";

function changeNode(node: string, before: Effects, after: Effects, target: FaultTarget): void {
  const from = stateOf(node, before);
  const to = stateOf(node, after);
  if (from === to) return;
  if (from === "paused") target.resumeNode(node);
  if (from === "down") target.restartNode(node);
  if (to === "paused") target.pauseNode(node);
  if (to === "down") target.killNode(node);
}

function stateOf(node: string, effects: Effects): NodeState {
  if (effects.down.has(node)) return "down";
  return effects.paused.has(node) ? "paused" : "up";
}

function addDrops(drops: Map<string, Set<string>>, added: Readonly<Record<string, readonly string[]>>): void {
  for (const [receiver, senders] of Object.entries(added)) {
    if (senders.length === 0) continue;
    const dropped = drops.get(receiver) ?? new Set();
    drops.set(receiver, dropped);
    for (const sender of senders) dropped.add(sender);
  }
}

function addOffsets(offsetsMs: Map<string, number>, added: Readonly<Record<string, number>>): void {
  for (const [node, offsetMs] of Object.entries(added)) offsetsMs.set(node, (offsetsMs.get(node) ?? 0) + offsetMs);
}

function largest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}

function areSameDrops(before: Drops, after: Drops): boolean {
  if (before.size !== after.size) return false;
  for (const [receiver, senders] of after) {
    const previous = before.get(receiver);
    if (previous === undefined || previous.size !== senders.size) return false;
    for (const sender of senders) if (!previous.has(sender)) return false;
  }
  return true;
}
