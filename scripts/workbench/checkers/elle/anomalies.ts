/**
 * Anomalies as the analysis collects them: by name, each instance ready to be listed or told.
 *
 * @module
 */
import type { FindingName } from "../../findings.ts";
import type { Json } from "../../history.ts";
import type { FindingText } from "../../verdict.ts";

/** One occurrence of an anomaly. Both views are made on demand, for a history may hold thousands of instances. */
export interface AnomalyInstance {
  /** The instance as the results list it. */
  summary(): Json;
  /** The instance in words. */
  explain(): FindingText;
}

/** Instances by the name of the anomaly. */
export class Anomalies {
  readonly #byName = new Map<FindingName, AnomalyInstance[]>();
  readonly #thorough = new Map<FindingName, AnomalyInstance[]>();

  add(name: FindingName, instance: AnomalyInstance): void {
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, [instance]);
    else known.push(instance);
  }

  /** Adds one that Elle's search would not have found in its time. */
  addThorough(name: FindingName, instance: AnomalyInstance): void {
    this.#thorough.set(name, [...(this.#thorough.get(name) ?? []), instance]);
  }

  /** Those that only a thorough search found, of kinds that are not among the others. */
  thorough(): ReadonlyMap<FindingName, readonly AnomalyInstance[]> {
    return new Map([...this.#thorough].filter(([name]) => !this.#byName.has(name)));
  }

  /** Names of the anomalies with at least one instance. */
  names(): FindingName[] {
    return [...this.#byName.keys()];
  }

  /** Instances of an anomaly in the order in which they were found. */
  of(name: FindingName): readonly AnomalyInstance[] {
    return this.#byName.get(name) ?? [];
  }
}
