/**
 * How much memory a run may take.
 *
 * @module
 */
import { getHeapStatistics } from "node:v8";

/** Judging and the report need about as much again as the recording. */
const RECORDING_SHARE = 0.4;

/** Bytes of memory that a character of stored JSON becomes: 1,000 bytes for the 330 of an operation, at most. */
const BYTES_PER_CHARACTER = 3;

/**
 * True once this process has filled so much of its heap that a longer recording could not be judged.
 *
 * @param storedSize Characters of JSON that will come to memory.
 */
export function isMemoryShort(storedSize: number): boolean {
  // Blocks that could not go to a file lie outside of the heap.
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external + BYTES_PER_CHARACTER * storedSize > RECORDING_SHARE * getHeapStatistics().heap_size_limit;
}
