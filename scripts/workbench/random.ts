/**
 * Seeded randomness: one seed a run, one independent named stream per purpose, so that drawing more numbers for one
 * purpose (say latency) changes nothing for another (say the workload).
 *
 * Generator: xoroshiro128+ (Blackman and Vigna 2018) from pure-rand; streams are seeded by the FNV-1a hash of seed and
 * name. Not for cryptography.
 *
 * @module
 */
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Draws from one stream. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** Draws an integer in [0, 2^32). */
  uint32(): number {
    return this.#generator.next() >>> 0;
  }

  /** Draws a float in [0, 1) with 53 random bits. */
  float(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /** Draws an integer in [min, max], both included. A forced choice (min equals max) draws nothing. */
  integer(min: number, max: number): number {
    if (max < min) throw new RangeError(`Cannot draw an integer: range ${min} to ${max} is empty`);
    if (max === min) return min;
    return min + Math.floor(this.float() * (max - min + 1));
  }

  /** Draws true with the given probability; 0 and 1 draw nothing. */
  chance(probability: number): boolean {
    if (probability <= 0) return false;
    if (probability >= 1) return true;
    return this.float() < probability;
  }

  /** Draws from an exponential distribution with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.float());
  }

  /** Draws one element of a list that is not empty. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError("Cannot pick an element: the list is empty");
    return item;
  }

  /** Returns a shuffled copy (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let position = shuffled.length - 1; position > 0; position--) {
      const other = this.integer(0, position);
      const kept = shuffled[position] as T;
      shuffled[position] = shuffled[other] as T;
      shuffled[other] = kept;
    }
    return shuffled;
  }
}

/** Hands out named streams for one seed. The same seed and name give the same stream. */
export class RandomStreams {
  constructor(readonly seed: number) {}

  /** Returns a fresh stream, at its start. */
  stream(name: string): Random {
    return new Random(hash(`${this.seed}/${name}`));
  }

  /** Returns a fresh stream for what a node draws. */
  nodeStream(node: string): Random {
    const random = this.stream(`node ${node}`);
    // The first numbers of streams whose names differ in the last letter only are close to each other, and nodes that
    // all begin with a random delay must not begin together.
    random.uint32();
    return random;
  }
}

/** 32-bit FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let position = 0; position < text.length; position++) {
    value = Math.imul(value ^ text.charCodeAt(position), 0x01000193);
  }
  return value | 0;
}
