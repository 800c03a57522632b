/**
 * Services: participants that the bench itself provides, which nodes use as building blocks (Maelstrom's services.md).
 *
 * Each is a plain state machine plus a rule of consistency. It answers at once; delivery, latency and `in_reply_to` are
 * the network's business. Requests and replies count as traffic between servers; of all partitions only
 * `partition:services` cuts nodes off from them.
 *
 * @module
 */
import type { MessageBody } from "../net/message.ts";

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
