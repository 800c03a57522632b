/**
 * Applies the steps of a schedule to a cluster and records them in the history, two entries a step as in the original.
 *
 * @module
 */
import type { Json } from "../history.ts";
import type { FaultTarget } from "./fault.ts";
import type { FaultEvent } from "./schedule.ts";

/** Carries out faults. */
export class Nemesis {
  readonly #target: FaultTarget;
  readonly #record: (f: string, value: Json) => void;

  constructor(target: FaultTarget, record: (f: string, value: Json) => void) {
    this.#target = target;
    this.#record = record;
  }

  /** Carries out one step of the schedule. */
  apply(event: FaultEvent): void {
    this.#record(`${event.action}-${event.fault}`, event.value ?? null);
  }

  /** Ends all faults, before the recovery pause. */
  healAll(): void {
    this.#record("stop-partition", null);
    this.#target.setDrops(new Map());
    this.#record("stop-partition", "network-healed");
  }
}
