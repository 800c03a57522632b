/**
 * Keeps requests of other nodes from a node that has not answered `init` yet.
 *
 * Processes take tens to hundreds of milliseconds to boot, at different speeds; the first that is up may send to one
 * that finds `init` and the request waiting together and handles them in parallel (Maelstrom's Ruby demo does). That
 * race is the start's, not the program's: in the original it is there too, but rare. Messages of clients, `init` among
 * them, and replies pass, so that a node may ask others or a service before it answers. Simulated nodes boot at
 * different speeds as well.
 *
 * @module
 */
import { type Clock, NS_PER_S, type Waiting } from "../clock.ts";
import { isClient, type Message } from "../net/message.ts";

/** Longest time that requests wait: two nodes may wait for each other's answer before they answer `init`. */
const HOLD_LIMIT_NS = 2 * NS_PER_S;

/** The way into one node. */
export class BootGate {
  readonly #clock: Clock;
  readonly #deliver: (message: Message) => void;
  /** What waits; undefined while the gate is open. */
  #held: Message[] | undefined;
  /** Opens the gate after a time. */
  #opening: Waiting | undefined;

  constructor(clock: Clock, deliver: (message: Message) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  /** Begins to hold requests back, and forgets what an earlier incarnation of the node was sent. */
  close(): void {
    this.#opening?.cancel();
    this.#held = [];
    this.#opening = this.#clock.at(this.#clock.now() + HOLD_LIMIT_NS, () => this.open());
  }

  /** Lets all pass, first what waits. */
  open(): void {
    this.#opening?.cancel();
    const held = this.#held ?? [];
    this.#held = undefined;
    held.forEach(this.#deliver);
  }

  /** Delivers a message, or keeps it until the gate opens. */
  pass(message: Message): void {
    if (this.#held === undefined) return this.#deliver(message);
    const isRequestOfNode = !isClient(message.src) && message.body.in_reply_to === undefined;
    if (isRequestOfNode) this.#held.push(message);
    else this.#deliver(message);
  }
}
