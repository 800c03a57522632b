/**
 * Faults as windows of time, read from the nemesis entries of a history.
 *
 * The nemesis writes two entries for each step: the intention, then what was done. A window lasts from the outcome of
 * `start-X` (or `kill`, `pause` ...) to the intention of the `stop-X` (`start`, `resume` ...) whose outcome no longer has
 * what it did, or to the end of the run.
 *
 * @module
 */
import { isJsonObject } from "../json.ts";
import { type History, type Json, onceFor, type Operation } from "../history.ts";
import { FAULT_KINDS, faultKind, FAULTS, functionOf } from "../nemesis/faults/registry.ts";

/** A fault from its start to its end. */
export interface FaultWindow {
  /** For example `partition`, `kill`. */
  readonly kind: string;
  readonly fromNs: number;
  /** The end of the run where the fault was never undone. */
  readonly toNs: number;
  /** False where it was never undone: it lasted to the end of the run. */
  readonly hasEnded: boolean;
  /** What the nemesis said about it: a JSON text, or empty. */
  readonly detail: string;
  /** Pairs [receiver, sender]: what the sender sends does not arrive, or is held back. */
  readonly cuts: readonly (readonly [string, string])[];
  /** Nodes that are killed, paused or have a wrong clock. */
  readonly nodes: readonly string[];
  /** True where these nodes were down, and began anew at the end. */
  readonly losesMemory: boolean;
  /** True where it was done to all messages between nodes, or to and from services. */
  readonly concernsAll: boolean;
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

/** A window whose end is not known yet. */
type OpenWindow = Omit<FaultWindow, "toNs" | "hasEnded">;

/** Reads the windows of all faults, in the order in which they began. */
export const faultWindowsOf = onceFor(findWindows);

function findWindows(history: History): readonly FaultWindow[] {
  const endNs = history.reduce((latest, operation) => Math.max(latest, operation.time), 0);
  const windows: FaultWindow[] = [];
  let open: OpenWindow[] = [];
  for (const { f, value, intendedNs, doneNs } of stepsOf(history)) {
    const { begins, ends } = meaningOfStep(f);
    if (begins !== undefined) open.push(windowFrom(begins, value, doneNs));
    if (ends === undefined) continue;
    const left = { links: new Set([...cutsOf(value), ...heldLinksOf(value)].map(String)), nodes: nodesLeft(value) };
    const concerned = open.filter(({ kind }) => kind === ends);
    // Where no names tell which of several has ended, it is the first one.
    const ended = concerned.filter((one) => !one.concernsAll || one === concerned[0]);
    const parts = ended.map((one) => split(one, left));
    windows.push(
      ...parts.flatMap(({ over }) => over === undefined ? [] : { ...over, toNs: intendedNs, hasEnded: true }),
    );
    open = [...open.filter((one) => !ended.includes(one)), ...parts.flatMap(({ stays }) => stays ?? [])];
  }
  windows.push(...open.map((one) => ({ ...one, toNs: endNs, hasEnded: false })));
  return windows.sort((a, b) => a.fromNs - b.fromNs);
}

/** What the nemesis did: an intention and its outcome, or an entry that stands alone. */
interface Step {
  readonly f: string;
  readonly value: Json;
  readonly intendedNs: number;
  readonly doneNs: number;
}

function stepsOf(history: History): Step[] {
  const steps: Step[] = [];
  let intention: Operation | undefined;
  for (const entry of history) {
    if (entry.process !== "nemesis") continue;
    if (intention !== undefined && intention.f === entry.f) {
      steps.push({ f: entry.f, value: entry.value, intendedNs: intention.time, doneNs: entry.time });
      intention = undefined;
      continue;
    }
    if (intention !== undefined) steps.push(alone(intention));
    intention = isOutcome(entry.value) ? undefined : entry;
    if (intention === undefined) steps.push(alone(entry));
  }
  return intention === undefined ? steps : [...steps, alone(intention)];
}

function alone({ f, value, time }: Operation): Step {
  return { f, value, intendedNs: time, doneNs: time };
}

function windowFrom(kind: string, value: Json, fromNs: number): OpenWindow {
  const known = faultKind(kind);
  const cuts = [...cutsOf(value), ...heldLinksOf(value)];
  const nodes = nodesOf(value);
  return {
    kind,
    fromNs,
    detail: detailOf(value),
    cuts,
    nodes,
    losesMemory: known !== undefined && FAULTS[known].losesMemory === true,
    concernsAll: known === undefined ? cuts.length + nodes.length === 0 : FAULTS[known].concernsAll === true,
  };
}

/** Parts a window into what is over and what other faults of the kind still do. */
function split(
  one: OpenWindow,
  left: { readonly links: ReadonlySet<string>; readonly nodes: ReadonlySet<string> },
): { readonly over?: OpenWindow; readonly stays?: OpenWindow } {
  const staysCut = (cut: readonly [string, string]) => left.links.has(String(cut));
  const staysIn = (node: string) => left.nodes.has(node);
  const stays = { ...one, cuts: one.cuts.filter(staysCut), nodes: one.nodes.filter(staysIn) };
  if (stays.cuts.length + stays.nodes.length === 0) return { over: one };
  const over = {
    ...one,
    cuts: one.cuts.filter((cut) => !staysCut(cut)),
    nodes: one.nodes.filter((node) => !staysIn(node)),
  };
  return over.cuts.length + over.nodes.length === 0 ? { stays: one } : { over, stays };
}

/** Tells which fault a nemesis function begins or ends. */
function meaningOfStep(f: string): { begins?: string; ends?: string } {
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
  if (!isJsonObject(grudges)) return [];
  const cuts: [string, string][] = [];
  for (const [receiver, senders] of Object.entries(grudges)) {
    if (!Array.isArray(senders)) continue;
    for (const sender of senders) cuts.push([receiver, String(sender)]);
  }
  return cuts;
}

/** Reads `{"links": [[sender, receiver]]}`. */
function heldLinksOf(value: Json): (readonly [string, string])[] {
  const links = isJsonObject(value) ? value.links : undefined;
  if (!Array.isArray(links)) return [];
  return links.flatMap((link): [string, string][] =>
    Array.isArray(link) && link.length === 2 ? [[String(link[1]), String(link[0])]] : []
  );
}

/** Reads `{"n1": "killed"}` and `{"offsets-ms": {"n1": 5}}`. */
function nodesOf(value: Json): string[] {
  if (!isJsonObject(value)) return [];
  const offsets = value["offsets-ms"] ?? null;
  if (isJsonObject(offsets)) return Object.keys(offsets);
  return Object.entries(value).flatMap(([node, state]) => typeof state === "string" ? [node] : []);
}

/** Nodes that are killed, paused or have a wrong clock after the end of a fault. */
function nodesLeft(value: Json): ReadonlySet<string> {
  if (!isJsonObject(value)) return new Set();
  const states = value["offsets-ms"] ?? value;
  const isLeft = (state: Json) =>
    state === "killed" || state === "paused" || (typeof state === "number" && state !== 0);
  return new Set(
    isJsonObject(states) ? Object.entries(states).flatMap(([node, state]) => isLeft(state) ? [node] : []) : [],
  );
}
