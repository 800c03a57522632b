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
import type { Drops, FaultTarget } from "./fault_target.ts";

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

/** A state in the making: each fault adds its part. */
export class EffectSum implements Effects {
  readonly drops = new Map<string, Set<string>>();
  readonly down = new Set<string>();
  readonly paused = new Set<string>();
  readonly offsetsMs = new Map<string, number>();
  readonly held = new Map<string, readonly [string, string]>();
  latencyFactor = 1;
  lossProbability: number | undefined;
  duplicationProbability: number | undefined;
  jitterMs: number | undefined;
}

/** The stronger of two; undefined is weaker than any number. */
export function strongest(before: number | undefined, added: number): number {
  return before === undefined ? added : Math.max(before, added);
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

function areSameDrops(before: Drops, after: Drops): boolean {
  if (before.size !== after.size) return false;
  for (const [receiver, senders] of after) {
    const previous = before.get(receiver);
    if (previous === undefined || previous.size !== senders.size) return false;
    for (const sender of senders) if (!previous.has(sender)) return false;
  }
  return true;
}
