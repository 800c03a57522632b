/**
 * How much memory a run may take.
 *
 * @module
 */
import { getHeapStatistics } from "node:v8";

/** Judging and the report need about as much again as the recording. */
const RECORDING_SHARE = 0.4;

/** True once this process has filled so much of its heap that a longer recording could not be judged. */
export function isMemoryShort(): boolean {
  return Deno.memoryUsage().heapUsed > RECORDING_SHARE * getHeapStatistics().heap_size_limit;
}
