/**
 * The kinds of cycles, as data.
 *
 * First the tests of existence: for each consistency model a graph that has no cycle where the model holds. Then the
 * cycles with a name (Adya 1999): G0 of ww edges; G1c of ww and wr; G-single-item with exactly one rw;
 * G-nonadjacent-item with several rw, no two in a row; G2-item with two in a row. Each also exists with edges of process
 * order or of real time, at least one of them.
 *
 * @module
 */
import type { BaseCycle, CycleName, ExistingCycle } from "../../findings.ts";
import { anomaliesForbiddenBy } from "./consistency_models.ts";
import { PROCESS, REALTIME, RW, WR, WW } from "./dependencies.ts";

/** A graph that must have no cycle if a model is to hold. */
export interface ExistenceSpec {
  readonly anomaly: ExistingCycle;
  /** Canonical name of the model. */
  readonly model: string;
  /** Labels of edges that a cycle may take at any time. */
  readonly follow: number;
  /** Labels of edges that it may take directly after one of the others only. */
  readonly hop: number;
}

/** In the order in which they are tried. */
export const EXISTENCE_SPECS: readonly ExistenceSpec[] = [
  existence("PL-1", WW),
  existence("PL-2", WW | WR),
  existence("PL-SI", WW | WR, RW),
  existence("PL-2.99", WW | WR | RW),
  existence("PL-3", WW | WR | RW),
  existence("strong-session-PL-1", WW | PROCESS),
  existence("strong-session-PL-2", WW | WR | PROCESS),
  existence("strong-session-snapshot-isolation", WW | WR | PROCESS, RW),
  existence("strong-session-serializable", WW | WR | RW | PROCESS),
  existence("strong-PL-1", WW | REALTIME),
  existence("strong-PL-2", WW | WR | REALTIME),
  existence("strong-snapshot-isolation", WW | WR | REALTIME, RW),
  existence("PL-SS", WW | WR | RW | REALTIME),
];

/** How many rw edges a cycle has: none, one, several but no two in a row, or two in a row somewhere. */
export type AntiDependencies = "none" | "one" | "apart" | "adjacent";

/** What a cycle is made of. */
export interface CycleShape {
  /** Labels of edges that a cycle may take at any time. */
  readonly follow: number;
  /** Labels of which a cycle needs at least one edge each. */
  readonly required: readonly number[];
  readonly antiDependencies: AntiDependencies;
}

/** A kind of cycle. */
export interface CycleSpec extends CycleShape {
  readonly anomaly: CycleName;
}

const BASE_SPECS: Readonly<Record<BaseCycle, CycleShape>> = {
  "G0": { follow: WW, required: [], antiDependencies: "none" },
  "G1c": { follow: WW | WR, required: [WR], antiDependencies: "none" },
  "G-single-item": { follow: WW | WR, required: [], antiDependencies: "one" },
  "G-nonadjacent-item": { follow: WW | WR, required: [], antiDependencies: "apart" },
  "G2-item": { follow: WW | WR, required: [], antiDependencies: "adjacent" },
};

/** In the order in which they are sought: anomalies that imply others first, as in Elle. */
export const CYCLE_SPECS: readonly CycleSpec[] = [
  cycle("G-single-item"),
  cycle("G0"),
  cycle("G-nonadjacent-item"),
  cycle("G-single-item", PROCESS),
  cycle("G1c"),
  cycle("G-nonadjacent-item", PROCESS),
  cycle("G-single-item", REALTIME),
  cycle("G2-item"),
  cycle("G-nonadjacent-item", REALTIME),
  cycle("G0", PROCESS),
  cycle("G1c", PROCESS),
  cycle("G2-item", PROCESS),
  cycle("G0", REALTIME),
  cycle("G1c", REALTIME),
  cycle("G2-item", REALTIME),
];

/**
 * The order in time that a search under these models needs: REALTIME, which covers PROCESS, where they forbid any cycle
 * with real time; else PROCESS where they forbid any cycle with process order; else 0.
 */
export function timeOrderOf(models: readonly string[]): number {
  const forbidden = anomaliesForbiddenBy(models);
  for (const order of [REALTIME, PROCESS]) {
    if (CYCLE_SPECS.some(({ anomaly, required }) => required.includes(order) && forbidden.has(anomaly))) return order;
  }
  return 0;
}

/** The anomaly that a cycle with these labels, one for each edge in turn, shows. */
export function classifyCycle(labels: readonly number[]): CycleName {
  const hops = labels.filter((label) => label === RW).length;
  const adjacent = labels.some((label, place) => label === RW && labels.at(place - 1) === RW);
  return `${baseName()}${suffix()}`;

  function baseName(): BaseCycle {
    if (hops === 1) return "G-single-item";
    if (hops > 1) return adjacent ? "G2-item" : "G-nonadjacent-item";
    return labels.includes(WR) ? "G1c" : "G0";
  }

  function suffix(): "" | "-process" | "-realtime" {
    if (labels.includes(REALTIME)) return "-realtime";
    return labels.includes(PROCESS) ? "-process" : "";
  }
}

function existence(model: string, follow: number, hop = 0): ExistenceSpec {
  return { anomaly: `${model}-cycle-exists`, model, follow, hop };
}

function cycle(name: BaseCycle, order = 0): CycleSpec {
  const { follow, required, antiDependencies } = BASE_SPECS[name];
  if (order === 0) return { anomaly: name, follow, required, antiDependencies };
  const suffix = order === PROCESS ? "-process" : "-realtime";
  return { anomaly: `${name}${suffix}`, follow: follow | order, required: [...required, order], antiDependencies };
}
