/**
 * The services of a run.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { LinKv } from "./lin_kv.ts";
import { LinTso } from "./lin_tso.ts";
import { LwwKv } from "./lww_kv.ts";
import { SeqKv } from "./seq_kv.ts";
import type { Service } from "./service.ts";

/** Names of all services, as nodes address them. */
export const SERVICE_NAMES: readonly string[] = ["lin-kv", "seq-kv", "lww-kv", "lin-tso"];

/**
 * Makes the four services of a run: lin-kv, seq-kv, lww-kv and lin-tso.
 *
 * @param randomFor Gives each service its own stream of randomness, by the service's name.
 */
export function createServices(randomFor: (name: string) => Random): Service[] {
  return [new LinKv(), new SeqKv(randomFor("seq-kv")), new LwwKv(randomFor("lww-kv")), new LinTso()];
}
