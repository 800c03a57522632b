/**
 * Faults as windows of time, read from the nemesis entries of a history.
 *
 * The nemesis writes two entries a fault: the intention, then what was done. A window lasts from the outcome of `start-X`
 * (or a `kill`, `pause` ...) to the first `stop-X` (`restart`, `resume` ...), or to the end of the run.
 *
 * @module
 */
import type { History, Json, Operation } from "../history.ts";
import { FAULT_KINDS, functionOf } from "../nemesis/faults/registry.ts";

/** A fault from its start to its end. */
export interface FaultWindow {
  /** For example `partition`, `kill`. */
  readonly kind: string;
  readonly fromNs: number;
  /** The end of the run where the fault was never undone. */
  readonly toNs: number;
  /** What the nemesis said about it: a JSON text, or empty. */
  readonly detail: string;
  /** Pairs [receiver, sender]: what the sender sends does not arrive, or is held back. */
  readonly cuts: readonly (readonly [string, string])[];
  /** Nodes that are killed, paused or have a wrong clock. */
  readonly nodes: readonly string[];
}

/** Functions that begin faults, with the faults' names: ours, and those that other histories have. */
const BEGUN_BY: ReadonlyMap<string, string> = new Map<string, string>([
  ["partition", "partition"],
  ...FAULT_KINDS.map((kind) => [functionOf(kind, "start"), kind] as const),
]);

/** Functions that end them. */
const ENDED_BY: ReadonlyMap<string, string> = new Map<string, string>([
  ["restart", "kill"],
  ["heal", "partition"],
  ...FAULT_KINDS.map((kind) => [functionOf(kind, "stop"), kind] as const),
]);

/** Reads the windows of all faults, in the order in which they began. */
export function faultsOf(history: History): FaultWindow[] {
  const endNs = history.reduce((latest, operation) => Math.max(latest, operation.time), 0);
  const open = new Map<string, Operation>();
  const windows: FaultWindow[] = [];
  const close = (kind: string, toNs: number) => {
    const start = open.get(kind);
    if (start === undefined) return;
    open.delete(kind);
    const { value } = start;
    windows.push({
      kind,
      fromNs: start.time,
      toNs,
      detail: detailOf(value),
      cuts: [...cutsOf(value), ...heldLinksOf(value)],
      nodes: nodesOf(value),
    });
  };
  for (const operation of history) {
    if (operation.process !== "nemesis") continue;
    const { begins, ends } = meaningOf(operation.f);
    if (begins !== undefined) {
      // A second outcome is a second fault of the kind; the outcome after an intention only says what was done.
      if (isOutcome(operation.value) && isOutcome(open.get(begins)?.value)) close(begins, operation.time);
      if (!isOutcome(open.get(begins)?.value)) open.set(begins, operation);
    } else if (ends !== undefined) {
      close(ends, operation.time);
    }
  }
  for (const kind of [...open.keys()]) close(kind, endNs);
  return windows.sort((a, b) => a.fromNs - b.fromNs);
}

/** Tells which fault a nemesis function begins or ends. */
function meaningOf(f: string): { begins?: string; ends?: string } {
  const begins = BEGUN_BY.get(f);
  if (begins !== undefined) return { begins };
  const ends = ENDED_BY.get(f);
  if (ends !== undefined) return { ends };
  if (f.startsWith("start-")) return { begins: f.slice("start-".length) };
  return f.startsWith("stop-") ? { ends: f.slice("stop-".length) } : {};
}

/** The entry that says what was done carries a list or an object; the intention a name or null. */
function isOutcome(value: Json | undefined): boolean {
  return typeof value === "object" && value !== null;
}

function detailOf(value: Json): string {
  return value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
}

/** Reads `["isolated", {receiver: [senders that it drops]}]`; anything else cuts nothing. */
function cutsOf(value: Json): (readonly [string, string])[] {
  if (!Array.isArray(value)) return [];
  const grudges: Json = value[1] ?? null;
  if (!isObject(grudges)) return [];
  const cuts: [string, string][] = [];
  for (const [receiver, senders] of Object.entries(grudges)) {
    if (!Array.isArray(senders)) continue;
    for (const sender of senders) cuts.push([receiver, String(sender)]);
  }
  return cuts;
}

/** Reads `{"links": [[sender, receiver]]}`. */
function heldLinksOf(value: Json): (readonly [string, string])[] {
  const links = isObject(value) ? value.links : undefined;
  if (!Array.isArray(links)) return [];
  return links.flatMap((link): [string, string][] =>
    Array.isArray(link) && link.length === 2 ? [[String(link[1]), String(link[0])]] : []
  );
}

/** Reads `{"n1": "killed"}` and `{"offsets-ms": {"n1": 5}}`. */
function nodesOf(value: Json): string[] {
  if (!isObject(value)) return [];
  const offsets = value["offsets-ms"] ?? null;
  if (isObject(offsets)) return Object.keys(offsets);
  return Object.entries(value).flatMap(([node, state]) => typeof state === "string" ? [node] : []);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
