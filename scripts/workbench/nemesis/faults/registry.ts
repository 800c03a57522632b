/**
 * All faults. One more is a file beside this one and a line here.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { clock } from "./clock.ts";
import { duplicate } from "./duplicate.ts";
import { hold } from "./hold.ts";
import { kill } from "./kill.ts";
import { loss } from "./loss.ts";
import { partition } from "./partition.ts";
import { pause } from "./pause.ts";
import { reorder } from "./reorder.ts";
import { slow } from "./slow.ts";

/** In the order in which they are listed and healed; the original, too, lets nodes go on before it starts killed ones. */
const LISTED = { partition, pause, kill, clock, slow, loss, duplicate, reorder, hold };

/** The name of a fault, as in `--nemesis`. */
export type FaultKind = keyof typeof LISTED;

/** What may be named after the colon, by fault. */
export type FaultChoices = {
  readonly [Kind in FaultKind]: typeof LISTED[Kind] extends Fault<infer Choice, infer _> ? Choice : never;
};

/** What an occurrence does, by fault. */
export type FaultValues = {
  readonly [Kind in FaultKind]: typeof LISTED[Kind] extends Fault<infer _, infer Value> ? Value : never;
};

/** Each fault by its name. */
export const FAULTS: { readonly [Kind in FaultKind]: Fault<FaultChoices[Kind], FaultValues[Kind]> } = LISTED;

/** The names of all faults, in the order in which they are listed and healed. */
export const FAULT_KINDS = Object.keys(LISTED) as readonly FaultKind[];

/** The fault of a name; undefined where there is none. */
export function faultKind(name: unknown): FaultKind | undefined {
  return FAULT_KINDS.find((kind) => kind === name);
}

/** The nemesis's function in the history for the start or stop of a fault. */
export function functionOf(kind: FaultKind, action: "start" | "stop"): string {
  return FAULTS[kind].functions?.[action] ?? `${action}-${kind}`;
}
