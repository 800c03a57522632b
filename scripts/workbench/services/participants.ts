/**
 * Puts the services on the network, where nodes reach them by name.
 *
 * @module
 */
import type { Network } from "../net/network.ts";
import type { Random } from "../random.ts";
import { KEPT_STATES } from "./seq_kv.ts";
import { createServices } from "./registry.ts";

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
  /** Nanoseconds since the first of these changes: for so long the answer had been out of date. */
  readonly ageNs: number;
}

/** What the services need and tell. */
export interface ServicesOptions {
  randomFor(name: string): Random;
  /** Nanoseconds since the start of the run. */
  now(): number;
  onStaleReply(reply: StaleReply): void;
}

/** Registers lin-kv, seq-kv, lww-kv and lin-tso. Requests of unknown type are never answered, as in the original. */
export function registerServices(network: Network, options: ServicesOptions): void {
  for (const service of createServices(options.randomFor)) {
    /** When the newest states came, oldest first; as many as the service keeps. */
    const changedAtNs: number[] = [];
    network.register(service.name, {
      isUp: () => true,
      deliver({ src, body }) {
        const reply = service.handle({ src, body });
        if (reply === undefined) return;
        const { staleness = 0, isChange } = reply;
        const time = options.now();
        if (isChange && changedAtNs.push(time) > KEPT_STATES) changedAtNs.shift();
        if (staleness > 0) {
          const ageNs = time - (changedAtNs.at(-staleness) ?? time);
          options.onStaleReply({ time, service: service.name, client: src, request: body.type, staleness, ageNs });
        }
        network.send(service.name, src, { ...reply.body, in_reply_to: body.msg_id ?? null });
      },
    });
  }
}
