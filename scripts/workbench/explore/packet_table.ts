/**
 * Messages by their content. Two messages with the same sender, receiver and body are the same packet, whoever sends
 * them when: that is what makes states of different paths equal.
 *
 * @module
 */
import type { MessageBody } from "../net/message.ts";

/** The content of a message. It carries no number of its own, since that would tell in which order things happened. */
export interface Packet {
  /** Dense from 0, in the order in which contents were first seen. */
  readonly id: number;
  readonly src: string;
  readonly dest: string;
  readonly body: MessageBody;
  /** As a node reads it. */
  readonly line: string;
}

/** Gives equal contents the same packet. */
export class PacketTable {
  readonly #packets = new Map<string, Packet>();
  readonly #byId: Packet[] = [];

  intern(src: string, dest: string, body: MessageBody): Packet {
    const line = JSON.stringify({ src, dest, body });
    let packet = this.#packets.get(line);
    if (packet === undefined) {
      packet = { id: this.#byId.length, src, dest, body, line };
      this.#packets.set(line, packet);
      this.#byId.push(packet);
    }
    return packet;
  }

  /** The packet of an id. */
  at(id: number): Packet {
    return this.#byId[id] as Packet;
  }
}
