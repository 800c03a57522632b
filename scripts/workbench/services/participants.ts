/**
 * Puts the services on the network, where nodes reach them by name.
 *
 * @module
 */
import type { Network } from "../net/network.ts";
import type { Random } from "../random.ts";
import { createServices } from "./service.ts";

/** An answer of seq-kv that was not from the newest state. */
export interface StaleReply {
  /** Nanoseconds since the start of the run. */
  readonly time: number;
  readonly service: string;
  /** The node that asked. */
  readonly client: string;
  /** Type of the request, `read` or `cas` or `write`. */
  readonly request: string;
  /** Changes of state that the answer did not know of. */
  readonly staleness: number;
}

/** What the services need and tell. */
export interface ServicesOptions {
  randomFor(name: string): Random;
  onStaleReply(reply: Omit<StaleReply, "time">): void;
}

/** Registers lin-kv, seq-kv, lww-kv and lin-tso. Requests of unknown type are never answered, as in the original. */
export function registerServices(network: Network, options: ServicesOptions): void {
  for (const service of createServices(options.randomFor)) {
    network.register(service.name, {
      isUp: () => true,
      deliver({ src, body }) {
        const reply = service.handle({ src, body });
        if (reply === undefined) return;
        const { staleness } = reply;
        if (staleness !== undefined && staleness > 0) {
          options.onStaleReply({ service: service.name, client: src, request: body.type, staleness });
        }
        network.send(service.name, src, { ...reply.body, in_reply_to: body.msg_id ?? null });
      },
    });
  }
}
