/**
 * Services: participants that the bench itself provides, which nodes use as building blocks (Maelstrom's services.md).
 *
 * Each is a plain state machine plus a rule of consistency. It answers at once; delivery, latency and `in_reply_to` are
 * the network's business. Requests and replies count as traffic between servers, and partitions do not touch them.
 *
 * @module
 */
import type { MessageBody } from "../net/message.ts";
import type { Random } from "../random.ts";
import { LinKv } from "./lin_kv.ts";
import { LinTso } from "./lin_tso.ts";
import { LwwKv } from "./lww_kv.ts";
import { SeqKv } from "./seq_kv.ts";

/** Names of all services, as nodes address them. */
export const SERVICE_NAMES: readonly string[] = ["lin-kv", "seq-kv", "lww-kv", "lin-tso"];

/** A request as a service sees it: who asks, and what. */
export interface ServiceRequest {
  readonly src: string;
  readonly body: MessageBody;
}

/** An answer. The network adds `in_reply_to` (the request's `msg_id`). */
export interface ServiceReply {
  readonly body: MessageBody;
  /** How many changes of state behind the newest one the answer was; seq-kv only. */
  readonly staleness?: number;
  /** True where the answer comes with a new state; seq-kv only. */
  readonly isChange?: true;
}

/** One service. Its state lives as long as the run. */
export interface Service {
  /** The name under which nodes reach it, for example `seq-kv`. */
  readonly name: string;
  /** Serves one request; `undefined` for a type that it does not know, which is never answered. */
  handle(request: ServiceRequest): ServiceReply | undefined;
  /** Its whole state as a text: services with equal texts answer alike from then on. Absent where nobody needs it. */
  fingerprint?(): string;
}

/**
 * Makes the four services of a run: lin-kv, seq-kv, lww-kv and lin-tso.
 *
 * @param randomFor Gives each service its own stream of randomness, by the service's name.
 */
export function createServices(randomFor: (name: string) => Random): Service[] {
  return [new LinKv(), new SeqKv(randomFor("seq-kv")), new LwwKv(randomFor("lww-kv")), new LinTso()];
}
