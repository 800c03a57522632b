/**
 * Anomalies as the analysis collects them: by name, each instance ready to be listed or told.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";

/** One occurrence of an anomaly. Both views are made on demand, for a history may hold thousands of instances. */
export interface AnomalyInstance {
  /** The instance as the results list it. */
  summary(): Json;
  /** The instance in words. */
  explain(): Omit<Explanation, "anomaly" | "severity">;
}

/** Instances by the name of the anomaly. */
export class Anomalies {
  readonly #byName = new Map<string, AnomalyInstance[]>();

  add(name: string, instance: AnomalyInstance): void {
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, [instance]);
    else known.push(instance);
  }

  /** Names of the anomalies with at least one instance. */
  names(): string[] {
    return [...this.#byName.keys()];
  }

  /** Instances of an anomaly in the order in which they were found. */
  of(name: string): readonly AnomalyInstance[] {
    return this.#byName.get(name) ?? [];
  }
}
