/**
 * Applies the steps of a schedule to a run and records them in the history, two entries a step as in the original: the
 * intention (a word or null), then what was done.
 *
 * Names and values of partitions are those of the original, of kill and pause those of Jepsen's database faults: `kill`
 * ends with `start`, `pause` with `resume`, all others are `start-X` and `stop-X`.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { changeEffects, combineEffects, type Effects } from "./effects.ts";
import { type Drops, FAULT_KINDS, type FaultKind, type FaultTarget } from "./fault.ts";
import type { FaultEvent, FaultStart } from "./schedule.ts";

/** Writes one entry of the nemesis into the history. */
export type RecordFault = (f: string, value: Json) => void;

/** Carries out faults. */
export class Nemesis {
  readonly #target: FaultTarget;
  readonly #record: RecordFault;
  /** Faults under way, by id, in the order in which they began. */
  readonly #active = new Map<string, FaultStart>();
  /** Jumps of clocks that are over: their offsets stay. */
  readonly #jumps: FaultStart[] = [];
  #effects = combineEffects([]);
  #hasPartitioned = false;

  constructor(target: FaultTarget, record: RecordFault) {
    this.#target = target;
    this.#record = record;
  }

  /** Carries out one step of a schedule. The end of a fault that is not under way changes nothing. */
  apply(event: FaultEvent): void {
    const f = nameOf(event.fault, event.action);
    if (event.action === "start") this.#begin(f, event);
    else this.#end(f, event.fault, event.id);
  }

  /**
   * Ends all faults, before the recovery pause. After a run with partitions one `stop-partition` is recorded in any case,
   * as in the original.
   */
  healAll(): void {
    for (const fault of FAULT_KINDS) {
      const ids = [...this.#active.values()].filter((start) => start.fault === fault).map((start) => start.id);
      const needsEntry = fault === "partition" && this.#hasPartitioned && ids.length === 0;
      for (const id of needsEntry ? [""] : ids) this.#end(nameOf(fault, "stop"), fault, id);
    }
  }

  #begin(f: string, start: FaultStart): void {
    if (start.fault === "partition") this.#hasPartitioned = true;
    this.#record(f, describeIntention(start));
    this.#active.set(start.id, start);
    this.#change();
    this.#record(f, describeStart(start));
  }

  #end(f: string, fault: FaultKind, id: string): void {
    const start = this.#active.get(id);
    this.#record(f, null);
    if (start?.fault === "clock" && start.value.kind === "jump") this.#jumps.push(start);
    this.#active.delete(id);
    this.#change();
    this.#record(f, describeStop(fault, start, this.#effects));
  }

  #change(): void {
    const effects = combineEffects([...this.#jumps, ...this.#active.values()]);
    changeEffects(this.#effects, effects, this.#target);
    this.#effects = effects;
  }
}

/** The nemesis's function in the history for the start or stop of a fault. */
export function nameOf(fault: FaultKind, action: "start" | "stop"): string {
  if (fault === "kill") return action === "start" ? "kill" : "start";
  if (fault === "pause") return action === "start" ? "pause" : "resume";
  return `${action}-${fault}`;
}

function describeIntention({ fault, value }: FaultStart): Json {
  switch (fault) {
    case "partition":
    case "clock":
      return value.kind;
    case "kill":
    case "pause":
      return value.target;
    case "slow":
      return `times ${value.factor}`;
    case "loss":
    case "duplicate":
      return `probability ${value.probability}`;
    case "reorder":
      return `up to ${value["jitter-ms"]} ms`;
    case "hold":
      return null;
  }
}

function describeStart({ fault, value }: FaultStart): Json {
  switch (fault) {
    case "partition":
      return ["isolated", sortLists(value.drops)];
    case "kill":
      return stateOfEach(value.nodes, "killed");
    case "pause":
      return stateOfEach(value.nodes, "paused");
    case "clock":
      return { "offsets-ms": value["offsets-ms"] };
    case "slow":
    case "loss":
    case "duplicate":
    case "reorder":
      return { ...value };
    case "hold":
      return { links: value.links };
  }
}

function describeStop(fault: FaultKind, start: FaultStart | undefined, effects: Effects): Json {
  switch (fault) {
    case "partition":
      return effects.drops.size === 0 ? "network-healed" : ["isolated", listDrops(effects.drops)];
    case "kill":
      return stateOfEach(nodesOf(start).filter((node) => !effects.down.has(node)), "started");
    case "pause":
      return stateOfEach(nodesOf(start).filter((node) => !effects.paused.has(node)), "resumed");
    case "clock":
      return { "offsets-ms": Object.fromEntries(effects.offsetsMs) };
    case "slow":
      return { factor: effects.latencyFactor };
    case "loss":
      return { probability: effects.lossProbability ?? null };
    case "duplicate":
      return { probability: effects.duplicationProbability ?? null };
    case "reorder":
      return { "jitter-ms": effects.jitterMs ?? null };
    case "hold":
      return { links: [...effects.held.values()] };
  }
}

function nodesOf(start: FaultStart | undefined): readonly string[] {
  return start?.fault === "kill" || start?.fault === "pause" ? start.value.nodes : [];
}

function stateOfEach(nodes: readonly string[], state: string): Json {
  return Object.fromEntries(nodes.map((node) => [node, state]));
}

function listDrops(drops: Drops): Json {
  return sortLists(Object.fromEntries([...drops].map(([receiver, senders]) => [receiver, [...senders]])));
}

/** Sets are sorted lists in our histories. */
function sortLists(lists: Readonly<Record<string, readonly string[]>>): Json {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list].sort()]));
}
