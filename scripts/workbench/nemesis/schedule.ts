/**
 * Schedules of faults, as data.
 *
 * @module
 */
import type { Json } from "../history.ts";

/** One step of a schedule. */
export interface FaultEvent {
  /** Nanoseconds since the start of the run. */
  readonly timeNs: number;
  readonly fault: string;
  readonly action: "start" | "stop";
  /** What the fault does, for example which receiver drops which senders. */
  readonly value?: Json;
}
