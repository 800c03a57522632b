/**
 * The service `lww-kv`: an eventually consistent map where the last write wins, if only by its timestamp.
 *
 * Two replicas, each with a Lamport clock and a timestamp per value. Every request first merges one random replica into
 * another (clocks by the maximum, values by the greater timestamp, the source's where they tie) and is then served by a
 * random replica. A write or a successful cas takes the replica's clock as timestamp and advances it. So a read may
 * miss a write, and a write may lose against an earlier one; without further writes the replicas converge.
 *
 * This is what the original documents. What it does is less: it throws the merged state away, so that its replicas never
 * converge. Its two replicas (the documentation says five) and its disregard of `create_if_not_exists` are kept.
 *
 * @module
 */
import type { Json } from "../history.ts";
import type { Random } from "../random.ts";
import { answerKvRequest, canonicalKey } from "./kv_request.ts";
import type { Service, ServiceReply, ServiceRequest } from "./service.ts";

interface Stamped {
  readonly timestamp: number;
  readonly value: Json;
}

interface Replica {
  clock: number;
  readonly values: Map<string, Stamped>;
  /** Keys that changed here since this replica was last merged into the other one. */
  readonly unmerged: Set<string>;
}

/** An eventually consistent key-value store. */
export class LwwKv implements Service {
  readonly name = "lww-kv";
  readonly #random: Random;
  readonly #replicas: readonly [Replica, Replica] = [emptyReplica(), emptyReplica()];

  constructor(random: Random) {
    this.#random = random;
  }

  handle({ body }: ServiceRequest): ServiceReply | undefined {
    const source = this.#random.pick(this.#replicas);
    const destination = this.#random.pick(this.#replicas);
    if (source !== destination) merge(source, destination);
    const replica = this.#random.pick(this.#replicas);
    const key = canonicalKey(body);
    const answer = answerKvRequest({ ...body, create_if_not_exists: false }, replica.values.get(key)?.value);
    if (answer === undefined) return undefined;
    if (answer.stored !== undefined) {
      replica.values.set(key, { timestamp: replica.clock++, value: answer.stored });
      replica.unmerged.add(key);
    }
    return { body: answer.reply };
  }

  /**
   * Which replica is which does not matter, since each is as likely to be drawn. Clocks and marks are left out: a clock is
   * one more than the greatest timestamp, and what a mark saves is a merge that would change nothing.
   */
  fingerprint(): string {
    const stamped = ([key, { timestamp, value }]: readonly [string, Stamped]) =>
      JSON.stringify([key, timestamp, value]);
    return this.#replicas.map(({ values }) => [...values].map(stamped).sort().join()).sort().join("\n");
  }
}

function emptyReplica(): Replica {
  return { clock: 0, values: new Map(), unmerged: new Set() };
}

/**
 * Merges what changed in the source since the last time. A value that the destination gets this way need not be marked
 * as changed there: the only other replica is where it came from.
 */
function merge(source: Replica, destination: Replica): void {
  destination.clock = Math.max(destination.clock, source.clock);
  for (const key of source.unmerged) {
    const offered = source.values.get(key);
    const held = destination.values.get(key);
    if (offered === undefined || (held !== undefined && held.timestamp > offered.timestamp)) continue;
    destination.values.set(key, offered);
    destination.unmerged.delete(key);
  }
  source.unmerged.clear();
}
