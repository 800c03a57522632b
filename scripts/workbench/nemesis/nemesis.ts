/**
 * Applies the steps of a schedule to a run and records them in the history, two entries a step as in the original: the
 * intention (a word or null), then what was done.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { changeEffects, EffectSum } from "./effects.ts";
import type { FaultTarget } from "./fault_target.ts";
import { FAULT_KINDS, type FaultKind, FAULTS, functionOf } from "./faults/registry.ts";
import { applyStart, type FaultEvent, type FaultStart } from "./schedule.ts";

/** Writes one entry of the nemesis into the history. */
export type RecordFault = (f: string, value: Json) => void;

/** Carries out faults. */
export class Nemesis {
  readonly #target: FaultTarget;
  readonly #record: RecordFault;
  /** Faults under way, by id, in the order in which they began. */
  readonly #active = new Map<string, FaultStart>();
  /** Faults that are over and whose effects stay. */
  readonly #staying: FaultStart[] = [];
  readonly #begun = new Set<FaultKind>();
  #effects = new EffectSum();

  constructor(target: FaultTarget, record: RecordFault) {
    this.#target = target;
    this.#record = record;
  }

  /** Carries out one step of a schedule. The end of a fault that is not under way changes nothing. */
  apply(event: FaultEvent): void {
    if (event.action === "start") this.#begin(event);
    else this.#end(event.fault, event.id);
  }

  /**
   * Ends all faults, before the recovery pause. After a run with faults of the original one entry more is recorded for each
   * kind of them in any case, as there.
   */
  healAll(): void {
    for (const fault of FAULT_KINDS) {
      const ids = [...this.#active.values()].filter((start) => start.fault === fault).map((start) => start.id);
      const needsEntry = FAULTS[fault].alwaysHeals && this.#begun.has(fault) && ids.length === 0;
      for (const id of needsEntry ? [""] : ids) this.#end(fault, id);
    }
  }

  #begin(start: FaultStart): void {
    const f = functionOf(start.fault, "start");
    const [intention, outcome] = describeStart(start);
    this.#begun.add(start.fault);
    this.#record(f, intention);
    this.#active.set(start.id, start);
    this.#change();
    this.#record(f, outcome);
  }

  #end(fault: FaultKind, id: string): void {
    const f = functionOf(fault, "stop");
    const start = this.#active.get(id);
    const before = this.#effects;
    if (start !== undefined && staysAfterEnd(start)) this.#staying.push(start);
    this.#active.delete(id);
    const after = this.#sum();
    const [intention, outcome] = FAULTS[fault].describeStop({ before, after, nodes: this.#target.nodes });
    this.#record(f, intention);
    this.#change();
    this.#record(f, outcome);
  }

  #change(): void {
    const effects = this.#sum();
    changeEffects(this.#effects, effects, this.#target);
    this.#effects = effects;
  }

  #sum(): EffectSum {
    const sum = new EffectSum();
    for (const start of this.#staying) applyStart(start, sum);
    for (const start of this.#active.values()) applyStart(start, sum);
    return sum;
  }
}

function describeStart<Kind extends FaultKind>({ fault, value }: FaultStart<Kind>): readonly [Json, Json] {
  return FAULTS[fault].describeStart(value);
}

function staysAfterEnd<Kind extends FaultKind>({ fault, value }: FaultStart<Kind>): boolean {
  return FAULTS[fault].staysAfterEnd?.(value) ?? false;
}
