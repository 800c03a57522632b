/**
 * How far consumers lag behind: the time between the moment when an offset was known to be followed by another one and
 * the start of a poll that still ended there.
 *
 * Per key only the rising highest offsets are kept with the times when they became known, never an array by offset.
 *
 * @module
 */
import { NS_PER_S } from "../../clock.ts";
import TinyQueue from "tinyqueue";
import { countBefore } from "../../halving.ts";
import { type Json, NO_COMPLETION, type Operation, type Process } from "../../history.ts";
import { assignedKeys } from "./assigned.ts";
import { inMapOrder } from "./clojure_order.ts";
import { type Groups, NO_OFFSET, type Observations } from "./observations.ts";

/** The worst lag as the results show it, in seconds. */
export function worstRealtimeLag(observations: Observations): { readonly [field: string]: Json } {
  const { history, partners, positions } = observations;
  const frontiers = findFrontiers(observations);
  const consumers = new Map<Process, Consumer>();
  let worst: Lag | undefined;
  let entry = 0;
  history.forEach((operation, position) => {
    const isTransaction = positions[entry] === position;
    if (isTransaction) entry++;
    if (operation.type !== "ok" || operation.process === "nemesis" || operation.f === "send") return;
    let consumer = consumers.get(operation.process);
    if (consumer === undefined) consumers.set(operation.process, consumer = new Consumer(observations, frontiers));
    if (!isTransaction) return consumer.assign(operation);
    const invocation = history[partners[position] ?? NO_COMPLETION];
    consumer.poll(entry - 1);
    const lag = invocation === undefined ? undefined : consumer.worstLag(invocation.time);
    if (lag === undefined || invocation === undefined || (worst !== undefined && lag.lagNs <= worst.lagNs)) return;
    worst = { ...lag, timeNs: invocation.time, process: operation.process, key: lag.key ?? consumer.firstKey() };
  });
  if (worst === undefined) return { time: 0, lag: 0 };
  const { timeNs, process, key, lagNs } = worst as Lag;
  return { time: timeNs / NS_PER_S, process, key, lag: lagNs / NS_PER_S };
}

/** How long a consumer had been behind when it polled. */
interface Lag {
  readonly timeNs: number;
  readonly process: Process;
  readonly key: string;
  readonly lagNs: number;
}

/** The rising highest offsets of one key. */
class Frontier {
  readonly #offsets: number[] = [];
  readonly #times: number[] = [];

  /** Notes that an offset was known to exist at a time; times do not fall. */
  note(offset: number, time: number): void {
    if (!(offset > (this.#offsets.at(-1) ?? NO_OFFSET))) return;
    this.#offsets.push(offset);
    this.#times.push(time);
  }

  /** Returns the first time when an offset above the given one was known to exist; infinite where never. */
  passedAt(offset: number): number {
    const offsets = this.#offsets;
    return this.#times[countBefore(offsets.length, (place) => (offsets[place] as number) <= offset)] ?? Infinity;
  }
}

/** By name of the key. */
type Frontiers = ReadonlyMap<string, Frontier>;

function findFrontiers(observations: Observations): Frontiers {
  const { history, positions, reads, writes, table } = observations;
  const frontiers = Array.from({ length: table.keyCount }, () => new Frontier());
  for (let entry = 0; entry < positions.length; entry++) {
    const { type, time } = history[positions[entry] as number] as Operation;
    if (type !== "ok" && type !== "info") continue;
    for (const groups of [reads, writes]) {
      for (let group = groups.starts[entry] as number; group < (groups.starts[entry + 1] as number); group++) {
        frontiers[groups.keys[group] as number]?.note(groups.highest[group] as number, time);
      }
    }
  }
  return new Map(frontiers.map((frontier, key) => [table.keyName(key), frontier]));
}

/** A key that a consumer reads, waiting to become the one that lags most. */
interface Standing {
  readonly key: string;
  readonly offset: number;
  /** When the key was known to go on beyond `offset`. */
  readonly passedAt: number;
  /** Order of entry, which decides between keys that were passed at the same time. */
  readonly sequence: number;
}

/** What one process has read of its keys. */
class Consumer {
  readonly #observations: Observations;
  readonly #frontiers: Frontiers;
  /** By key: the highest offset polled, -1 where nothing was. */
  #offsets = new Map<string, number>();
  /** Keys by the time when they were passed; may hold standings that are out of date. */
  #standings = new TinyQueue<Standing>([], compareStandings);
  #sequence = 0;

  constructor(observations: Observations, frontiers: Frontiers) {
    this.#observations = observations;
    this.#frontiers = frontiers;
  }

  assign({ f, value }: Operation): void {
    if (f !== "assign" && f !== "subscribe") return;
    const before = this.#offsets;
    this.#offsets = new Map();
    this.#standings = new TinyQueue<Standing>([], compareStandings);
    if (f === "subscribe") return;
    for (const key of assignedKeys(value)) this.#stand(key, before.get(key) ?? NO_OFFSET);
  }

  poll(entry: number): void {
    const { reads, writes } = this.#observations;
    this.#advance(reads, entry);
    this.#advance(writes, entry);
  }

  /** The lag of a poll that began at `timeNs`: that of the key that was passed first; without a key where there is none. */
  worstLag(timeNs: number): { readonly lagNs: number; readonly key?: string } | undefined {
    for (;;) {
      const first = this.#standings.peek();
      if (first === undefined) return undefined;
      if (this.#offsets.get(first.key) === first.offset) {
        return first.passedAt < timeNs ? { lagNs: timeNs - first.passedAt, key: first.key } : { lagNs: 0 };
      }
      this.#standings.pop();
    }
  }

  /** The key that stands for all of them when none lags. */
  firstKey(): string {
    return inMapOrder([...this.#offsets.keys()])[0] as string;
  }

  #advance(groups: Groups, entry: number): void {
    for (let group = groups.starts[entry] as number; group < (groups.starts[entry + 1] as number); group++) {
      const key = this.#observations.table.keyName(groups.keys[group] as number);
      const offset = groups.highest[group] as number;
      const known = this.#offsets.get(key);
      if (!Number.isNaN(offset) && (known === undefined || offset > known)) this.#stand(key, offset);
    }
  }

  #stand(key: string, offset: number): void {
    this.#offsets.set(key, offset);
    const passedAt = this.#frontiers.get(key)?.passedAt(offset) ?? Infinity;
    this.#standings.push({ key, offset, passedAt, sequence: this.#sequence++ });
  }
}

function compareStandings(a: Standing, b: Standing): number {
  if (a.passedAt !== b.passedAt) return a.passedAt < b.passedAt ? -1 : 1;
  return a.sequence - b.sequence;
}
