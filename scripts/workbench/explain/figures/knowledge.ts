/**
 * Who knew which value when, and which message brought it there, for all values at once.
 *
 * The rule is that of recording/value_knowers.js: a message carries a value that stands in its body only if its sender can
 * know it. That is not enough to tell values from counters, whose numbers run alike: a place in bodies counts only where
 * nearly all of its numbers were known to those who sent them, and where something new arrived there, or most values
 * passed. Places that fail are left out, and the run is gone through again without them.
 *
 * A node that is killed has lost what it knew; what it still sends, it has kept. A service learns what it does not refuse.
 *
 * @module
 */
import type { FaultWindow } from "../../recording/fault_windows.ts";
import type { Row, Traffic } from "./traffic.ts";

/** Part of a place's numbers that their senders must have known. */
const SUPPORTED_MIN = 0.98;

/** Part of what arrives at a place that must be news, or else part of all values told to a node that must stand there. */
const NOVEL_MIN = 0.01;
/** Where a flood repeats everything, it is enough that half of the values, of a few at least, came somewhere by it. */
const FEW_VALUES = 5;
const COVERED_MIN = 0.5;

/** Without a counter that looks like values two rounds settle it. */
const ROUNDS_MAX = 5;

/** Who knew what; what each message carried stands in its row. */
export interface Knowledge {
  /** By participant and value: the message that brought it there first, see {@linkcode arrivalOf}. */
  readonly arrivals: readonly (Row | undefined)[];
  readonly participants: number;
  /** True where some value was found in a message between servers. */
  readonly followsValues: boolean;
}

/** The message that brought a value to a participant first. */
export function arrivalOf({ arrivals, participants }: Knowledge, participant: number, value: number): Row | undefined {
  return arrivals[value * participants + participant];
}

/** What the knowledge of a run is found from. */
export interface KnowledgeRequest {
  readonly traffic: Traffic;
  readonly valueCount: number;
  readonly placeCount: number;
  readonly faults: readonly FaultWindow[];
  readonly services: ReadonlySet<string>;
}

/** Goes through the messages of a run until the places that carry values are known. */
export function knowledgeOf(request: KnowledgeRequest): Knowledge {
  let isCarrying = new Array<boolean>(request.placeCount).fill(true);
  for (let round = 1;; round++) {
    const pass = new Pass(request, isCarrying);
    pass.run();
    const next = pass.carryingPlaces();
    if (round === ROUNDS_MAX || next.every((carries, place) => carries === isCarrying[place])) return pass;
    isCarrying = next;
  }
}

/** What is counted of a place. */
class PlaceCounts {
  stood = 0;
  supported = 0;
  arrived = 0;
  novel = 0;
  /** Different values that stood there. */
  covered = 0;
  /** Different values that were news to someone who got them there. */
  brought = 0;
  readonly #isCovered: Uint8Array;

  constructor(valueCount: number) {
    this.#isCovered = new Uint8Array(valueCount);
  }

  bring(value: number): void {
    this.novel++;
    if (this.#isCovered[value] !== 2) this.brought++;
    this.#isCovered[value] = 2;
  }

  support(value: number): void {
    this.supported++;
    if (this.#isCovered[value] !== 0) return;
    this.#isCovered[value] = 1;
    this.covered++;
  }
}

class Pass implements Knowledge {
  readonly arrivals: (Row | undefined)[];
  readonly participants: number;
  /** Set by the first message between servers that carries a value. */
  followsValues = false;
  readonly #request: KnowledgeRequest;
  readonly #isCarrying: readonly boolean[];
  readonly #places: PlaceCounts[];
  /** By participant and value: 1 where it has it now, 2 where it had it before it was killed. */
  readonly #knows: Uint8Array;
  readonly #knownCounts: Int32Array;
  readonly #isTold: Uint8Array;
  /** By value: the number of the last row between servers that carried it. */
  readonly #lastCarriers: Int32Array;
  readonly #kills: readonly { readonly node: number; readonly atNs: number }[];
  #nextKill = 0;
  /** Values that clients told a node; under a flood most may still be waiting. */
  #arrivedCount = 0;

  constructor(request: KnowledgeRequest, isCarrying: readonly boolean[]) {
    const { traffic: { names }, valueCount, placeCount, faults } = request;
    this.#request = request;
    this.#isCarrying = isCarrying;
    this.participants = names.length;
    this.arrivals = new Array<Row | undefined>(names.length * valueCount);
    this.#knows = new Uint8Array(names.length * valueCount);
    this.#knownCounts = new Int32Array(names.length);
    this.#isTold = new Uint8Array(valueCount);
    this.#lastCarriers = new Int32Array(valueCount).fill(-1);
    this.#places = Array.from({ length: placeCount }, () => new PlaceCounts(valueCount));
    this.#kills = faults.filter(({ losesMemory }) => losesMemory)
      .flatMap(({ nodes, fromNs }) => nodes.map((name) => ({ node: names.indexOf(name), atNs: fromNs })))
      .toSorted((a, b) => a.atNs - b.atNs);
  }

  run(): void {
    const { events, isSend: isSendAt } = this.#request.traffic;
    for (let at = 0; at < events.length; at++) {
      const row = events[at];
      if (row === undefined) continue;
      const isSend = isSendAt[at] === true;
      const timeNs = isSend ? row.sentNs : row.receivedNs ?? 0;
      for (let kill = this.#kills[this.#nextKill]; kill !== undefined && kill.atNs <= timeNs;) {
        this.#forget(kill.node);
        kill = this.#kills[++this.#nextKill];
      }
      if (row.marks.length === 0) continue;
      if (isSend) row.cargo = undefined;
      if (!isSend) this.#receive(row);
      else if (row.isClients) this.#tell(row);
      else this.#send(row);
    }
  }

  /** The places that count, by what was seen of them. */
  carryingPlaces(): boolean[] {
    return this.#places.map(({ stood, supported, arrived, novel, covered, brought }, place) => {
      if (this.#isCarrying[place] !== true || supported < SUPPORTED_MIN * stood) return false;
      if (covered >= FEW_VALUES && brought >= COVERED_MIN * covered) return true;
      return novel > NOVEL_MIN * arrived || covered >= COVERED_MIN * this.#arrivedCount;
    });
  }

  /** The first request of a client with a value tells it; later ones only look alike, as an offset does. */
  #tell(row: Row): void {
    const values: number[] = [];
    for (let at = 1; at < row.marks.length; at += 2) {
      const value = row.marks[at] ?? 0;
      if (this.#isTold[value] === 1) continue;
      this.#isTold[value] = 1;
      values.push(value);
    }
    if (values.length > 0) row.cargo = { values, brought: 0, known: values.length };
  }

  #send(row: Row): void {
    const values: number[] = [];
    const { marks, src } = row;
    for (let at = 0; at < marks.length; at += 2) {
      const place = marks[at] ?? 0;
      const value = marks[at + 1] ?? 0;
      const counts = this.#places[place];
      if (counts === undefined || this.#isCarrying[place] !== true) continue;
      counts.stood++;
      if (this.#knows[value * this.participants + src] === 0) continue;
      counts.support(value);
      // A value may stand at several places of one message.
      if (this.#lastCarriers[value] === row.number) continue;
      this.#lastCarriers[value] = row.number;
      values.push(value);
    }
    if (values.length === 0) return;
    this.followsValues = true;
    // What a node sends after it was killed, it has kept.
    for (const value of values) this.#learn(src, value);
    row.cargo = { values, brought: 0, known: this.#knownCounts[src] ?? 0 };
  }

  #receive(row: Row): void {
    const { cargo } = row;
    if (cargo === undefined || (row.answer?.code !== undefined && this.#isService(row.dest))) return;
    const { dest, marks, isClients } = row;
    // Counted first: a value may stand at several places of one message.
    for (let at = isClients ? marks.length : 0; at < marks.length; at += 2) {
      const counts = this.#places[marks[at] ?? 0];
      if (counts === undefined) continue;
      counts.arrived++;
      const value = marks[at + 1] ?? 0;
      if (this.#knows[value * this.participants + dest] !== 1) counts.bring(value);
    }
    for (const value of cargo.values) {
      if (!this.#learn(dest, value)) continue;
      if (isClients) this.#arrivedCount++;
      cargo.brought++;
      this.arrivals[value * this.participants + dest] ??= row;
    }
  }

  #isService(participant: number): boolean {
    return this.#request.services.has(this.#request.traffic.names[participant] ?? "");
  }

  #learn(participant: number, value: number): boolean {
    const at = value * this.participants + participant;
    if (this.#knows[at] === 1) return false;
    this.#knows[at] = 1;
    this.#knownCounts[participant] = (this.#knownCounts[participant] ?? 0) + 1;
    return true;
  }

  #forget(node: number): void {
    if (node < 0) return;
    this.#knownCounts[node] = 0;
    for (let at = node; at < this.#knows.length; at += this.participants) {
      if (this.#knows[at] === 1) this.#knows[at] = 2;
    }
  }
}
