/**
 * How much memory a run may take, and how little it takes.
 *
 * @module
 */
import { getBuiltinModule } from "node:process";
import { getHeapStatistics, setFlagsFromString } from "node:v8";

/** Judging and the report need about as much again as the recording. */
const RECORDING_SHARE = 0.4;

/** Bytes of memory that a character of stored JSON becomes: 1,000 bytes for the 330 of an operation, at most. */
const BYTES_PER_CHARACTER = 3;

/** A heap that is so full leaves no time to wait for the next look. */
const URGENT_SHARE = 0.7;

/** Looks in a row, one for 10,000 events, after which it is the record that fills the heap, and no garbage. */
const FULL_LOOKS = 40;

/**
 * Makes a function that looks at the memory of this process: true once it has filled so much of its heap that a longer
 * recording could not be judged. It takes the characters of JSON that will come to memory.
 *
 * @param shareOf The part of the heap that is filled. Default: what the system tells.
 */
export function watchMemory(shareOf = filledShare): (storedSize: number) => boolean {
  let fullCount = 0;
  return (storedSize) => {
    const share = shareOf(storedSize);
    fullCount = share > RECORDING_SHARE ? fullCount + 1 : 0;
    return share > URGENT_SHARE || fullCount >= FULL_LOOKS;
  };
}

function filledShare(storedSize: number): number {
  // Blocks that could not go to a file lie outside of the heap.
  const { heapUsed, external } = Deno.memoryUsage();
  return (heapUsed + external + BYTES_PER_CHARACTER * storedSize) / getHeapStatistics().heap_size_limit;
}

/** A heap that is smaller, in bytes, is left to V8. */
const SWEPT_MIN = 400e6;

/** What a heap may grow by before its garbage is collected. */
const SWEPT_GROWTH = 1.5;

/**
 * Collects garbage sooner than V8 does, which lets a heap grow to four times of what is in use: of a long run, whose
 * record is in files, nearly all of that is garbage. Short runs never get so far.
 */
export class GarbageSweeper {
  readonly #heapUsed: () => number;
  readonly #collect: () => void;
  /** Bytes that were in use when garbage was collected last. */
  #keptBytes = 0;

  /** @param heap Default: that of this thread. */
  constructor(heap: { used(): number; collect(): void } = THREAD_HEAP) {
    this.#heapUsed = heap.used;
    this.#collect = heap.collect;
  }

  /** Collects garbage where the heap has grown by half. */
  look(): void {
    const usedBytes = this.#heapUsed();
    this.#keptBytes = Math.min(this.#keptBytes, usedBytes);
    if (usedBytes < Math.max(SWEPT_MIN, SWEPT_GROWTH * this.#keptBytes)) return;
    this.#collect();
    this.#keptBytes = this.#heapUsed();
  }
}

const THREAD_HEAP = { used: () => Deno.memoryUsage().heapUsed, collect: collectGarbage };

/** Collects all garbage of this thread at once. */
export function collectGarbage(): void {
  // What this flag adds to the globals, it adds to those of new contexts only.
  setFlagsFromString("--expose-gc");
  getBuiltinModule("node:vm").runInNewContext("gc()");
}
