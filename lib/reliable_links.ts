/**
 * Reliable links: hands lists of items to peers, in order and exactly once, with as few messages as possible.
 *
 * Each message carries all items that the peer has not acknowledged yet, so the next message repairs the loss of the
 * one before, and `ack`, the number of items received from the peer so far, so an acknowledgement costs nothing where
 * traffic flows both ways. Only where there is none within `ackDelayMs` does one travel alone. A peer that has not
 * acknowledged within `retryMs` (or, while messages go on, `retryMaxMs`) is stalled: new items wait, and one message
 * per `stalledRetryMs` asks again, however long the partition. With nothing to say nothing is sent.
 *
 * Survives loss, duplication, reordering and partitions of any length. A node that is restarted without its memory
 * begins a new incarnation, with a number greater than the last; links go on with it, and `onRestart` is the moment to
 * send it again what it may have known. What only its earlier incarnation knew is lost, also where it was acknowledged.
 *
 * Source: cumulative, delayed acknowledgements as in TCP (RFC 9293, section 3.8.6.3), counted in items.
 *
 * @module
 */
import type { Message } from "./_message.ts";

/** What travels over a link. */
export interface LinkBody<T> {
  /** The type of the messages, as in the options. */
  readonly type: string;
  /** The sender's incarnation; a later one has a greater number. */
  readonly incarnation: number;
  /** The receiver's incarnation that `ack` is about: the latest that the sender has heard of, or 0. */
  readonly peerIncarnation: number;
  /** Items sent and acknowledged before the first of `items`. */
  readonly first: number;
  /** Everything that the peer has not acknowledged, oldest first. */
  readonly items: readonly T[];
  /** Items received from the peer so far. */
  readonly ack: number;
  /** True where the sender waits for the acknowledgement; it should come at once. */
  readonly again?: boolean;
}

/** Options of {@linkcode ReliableLinks}. */
export interface ReliableLinksOptions<T> {
  /** Type of the messages. Default: "items". */
  readonly type?: string;
  /** How long an acknowledgement waits for a message that it can ride on, in ms, after the peer's last message. */
  readonly ackDelayMs: number;
  /** How long it waits at most where the peer goes on sending, in ms. Default: `ackDelayMs`. */
  readonly ackDelayMaxMs?: number;
  /**
   * How long to wait for an acknowledgement, in ms, after the last message; more than `ackDelayMs` and two hops. Up to a
   * fifth is added.
   */
  readonly retryMs: number;
  /** How long to wait at most where messages go on, in ms; more than `ackDelayMaxMs` and two hops. Default: `retryMs`. */
  readonly retryMaxMs?: number;
  /** How long to wait between further attempts, in ms, plus up to a fifth. Default: `retryMs`. */
  readonly stalledRetryMs?: number;
  /** Takes new items, in the order in which the peer queued them, each exactly once. */
  onItems(items: readonly T[], peer: string): void;
  /** Called when a peer has not acknowledged in time. */
  onStall?(peer: string): void;
  /** Called when a peer has lost its memory and is back. */
  onRestart?(peer: string): void;
  /**
   * Number of this incarnation of the node. Default: the time. Where the clock has gone back, peers tell the node from
   * their memory; then an item may come twice.
   */
  readonly incarnation?: number;
}

/** The part of a node that links need. */
export interface LinkNode {
  /** Sets the handler for messages of `type`. */
  on(type: string, handler: (message: Message) => void): void;
  /** Sends a message that expects no reply. */
  send(dest: string, body: { readonly type: string }): void;
  /** Takes a line for the log; without it stalls are not logged. */
  log?(text: string): void;
}

/** Jitter keeps peers from retrying all at the same moment: up to this part of `retryMs` is added. */
const RETRY_JITTER = 0.2;

/** One side of one link. */
interface Link<T> {
  /** This node's incarnation as the peer is told; raised where the peer has met a later one. */
  incarnation: number;
  peerIncarnation: number;
  /** True while the peer is asked for an answer, with items or without. */
  isGreeting: boolean;
  /** Items that the peer has not acknowledged; those from `sentCount` on were never sent. */
  unacknowledged: T[];
  sentCount: number;
  acknowledgedCount: number;
  receivedCount: number;
  isStalled: boolean;
  retryTimer: ReturnType<typeof setTimeout> | undefined;
  /** Since when this side waits for an acknowledgement, and since when it owes one. */
  waitingSinceMs: number | undefined;
  owingSinceMs: number | undefined;
  ackTimer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The links of one node, made as they are needed.
 *
 * @example
 * ```ts
 * import { program } from "@gossip-glomers/deno";
 * import { ReliableLinks } from "@gossip-glomers/deno/reliable-links";
 *
 * const relay = program((node) => {
 *   const links = new ReliableLinks<number>(node, { ackDelayMs: 100, retryMs: 500, onItems: (items) => node.log(`${items}`) });
 *   node.on("tell", ({ body }) => {
 *     for (const peer of node.peers) links.send(peer, Number(body.value));
 *   });
 * });
 * ```
 */
export class ReliableLinks<T> {
  readonly #node: LinkNode;
  readonly #options: ReliableLinksOptions<T>;
  readonly #type: string;
  readonly #incarnation: number;
  readonly #links = new Map<string, Link<T>>();

  /** Makes links for `node` and handles messages of their type. */
  constructor(node: LinkNode, options: ReliableLinksOptions<T>) {
    this.#node = node;
    this.#options = options;
    this.#type = options.type ?? "items";
    this.#incarnation = options.incarnation ?? Date.now();
    node.on(this.#type, (message) => this.#receive(message.src, message.body as unknown as LinkBody<T>));
  }

  /** Puts items at the end of what the peer is to get; the next `flush` sends them. */
  queue(peer: string, items: readonly T[]): void {
    this.#link(peer).unacknowledged.push(...items);
  }

  /** Sends what is queued. A stalled peer gets it with the next retry instead. */
  flush(peer: string): void {
    const link = this.#link(peer);
    if (link.isStalled || link.sentCount === link.unacknowledged.length) return;
    link.sentCount = link.unacknowledged.length;
    this.#transmit(peer, link);
  }

  /** Queues one item and sends it at once. */
  send(peer: string, item: T): void {
    this.queue(peer, [item]);
    this.flush(peer);
  }

  /**
   * Makes itself known to a peer that it has sent nothing yet, and insists on an answer. A node that may have lost its
   * memory should do so, since it is not told anything as long as nothing happens.
   */
  greet(peer: string): void {
    const link = this.#link(peer);
    if (link.sentCount > 0 || link.acknowledgedCount > 0) return;
    link.isGreeting = true;
    this.#transmit(peer, link, true);
  }

  /** Gives what the peer has not acknowledged, oldest first, whether it was sent or not. */
  unacknowledged(peer: string): readonly T[] {
    return this.#link(peer).unacknowledged;
  }

  /** Whether the peer has not acknowledged in time, and has not since. */
  isStalled(peer: string): boolean {
    return this.#link(peer).isStalled;
  }

  #link(peer: string): Link<T> {
    let link = this.#links.get(peer);
    if (link === undefined) {
      link = {
        incarnation: this.#incarnation,
        peerIncarnation: 0,
        isGreeting: false,
        unacknowledged: [],
        sentCount: 0,
        acknowledgedCount: 0,
        receivedCount: 0,
        isStalled: false,
        retryTimer: undefined,
        waitingSinceMs: undefined,
        owingSinceMs: undefined,
        ackTimer: undefined,
      };
      this.#links.set(peer, link);
    }
    return link;
  }

  /** Sends everything up to `sentCount`; what is queued beyond waits for its own flush. */
  #transmit(peer: string, link: Link<T>, isAsking = link.isStalled): void {
    clearTimeout(link.ackTimer);
    link.ackTimer = undefined;
    link.owingSinceMs = undefined;
    const body: LinkBody<T> = {
      type: this.#type,
      incarnation: link.incarnation,
      peerIncarnation: link.peerIncarnation,
      first: link.acknowledgedCount,
      items: link.unacknowledged.slice(0, link.sentCount),
      ack: link.receivedCount,
    };
    this.#node.send(peer, isAsking ? { ...body, again: true } : body);
    if (link.sentCount > 0 || link.isGreeting) this.#setRetryTimer(peer, link);
  }

  #setRetryTimer(peer: string, link: Link<T>): void {
    const { retryMs, retryMaxMs = retryMs, stalledRetryMs = retryMs, onStall } = this.#options;
    const isMovable = !link.isStalled && retryMaxMs > retryMs;
    if (link.retryTimer !== undefined && !isMovable) return;
    const nowMs = performance.now();
    link.waitingSinceMs ??= nowMs;
    const waitMs = link.isStalled ? stalledRetryMs : Math.min(retryMs, link.waitingSinceMs + retryMaxMs - nowMs);
    clearTimeout(link.retryTimer);
    link.retryTimer = setTimeout(() => {
      link.retryTimer = undefined;
      const isNew = !link.isStalled;
      link.isStalled = true;
      link.sentCount = link.unacknowledged.length;
      this.#transmit(peer, link);
      if (!isNew) return;
      this.#node.log?.(`event=stall peer=${peer} unacknowledged=${link.unacknowledged.length}`);
      onStall?.(peer);
    }, waitMs * (1 + RETRY_JITTER * Math.random()));
  }

  #receive(peer: string, body: LinkBody<T>): void {
    const link = this.#link(peer);
    // This node's clock has gone back between two incarnations, so that the peer takes this one for an earlier one.
    if (body.peerIncarnation > link.incarnation) link.incarnation = body.peerIncarnation + 1;
    // Late news from before the peer's restart; or the peer's clock has gone back, then it learns so.
    if (body.incarnation < link.peerIncarnation) return this.#transmit(peer, link);
    const isRestarted = link.peerIncarnation > 0 && body.incarnation > link.peerIncarnation;
    if (body.incarnation > link.peerIncarnation) link.receivedCount = 0;
    link.peerIncarnation = body.incarnation;
    if (body.peerIncarnation === link.incarnation) this.#acknowledge(peer, link, body.ack);
    // A sender leaves out only what was acknowledged: what is missing before `first` went to an earlier incarnation.
    link.receivedCount = Math.max(link.receivedCount, body.first);
    const fresh = body.items.slice(link.receivedCount - body.first);
    link.receivedCount += fresh.length;
    const isForEarlierIncarnation = body.peerIncarnation > 0 && body.peerIncarnation < link.incarnation;
    const isUrgent = body.again === true || isForEarlierIncarnation;
    // Whoever repeats items without asking has an acknowledgement on its way, or owed; if that is lost, it will ask.
    if (fresh.length > 0 || isUrgent) this.#owe(peer, link, isUrgent);
    if (fresh.length > 0) this.#options.onItems(fresh, peer);
    if (!isRestarted) return;
    this.#node.log?.(`event=peer-restarted peer=${peer}`);
    this.#options.onRestart?.(peer);
  }

  #acknowledge(peer: string, link: Link<T>, receivedByPeer: number): void {
    const count = Math.max(0, Math.min(receivedByPeer - link.acknowledgedCount, link.sentCount));
    if (count === 0 && !link.isGreeting) return;
    link.isGreeting = false;
    const wasStalled = link.isStalled;
    link.unacknowledged = link.unacknowledged.slice(count);
    link.acknowledgedCount += count;
    link.sentCount -= count;
    link.isStalled = false;
    clearTimeout(link.retryTimer);
    link.retryTimer = undefined;
    link.waitingSinceMs = undefined;
    if (link.sentCount > 0) this.#setRetryTimer(peer, link);
    if (wasStalled) this.flush(peer);
  }

  /** Sees to it that the peer gets an acknowledgement: now, or with whatever is sent before it is due. */
  #owe(peer: string, link: Link<T>, isUrgent: boolean): void {
    if (isUrgent) return this.#transmit(peer, link);
    const { ackDelayMs, ackDelayMaxMs = ackDelayMs } = this.#options;
    if (link.ackTimer !== undefined && ackDelayMaxMs <= ackDelayMs) return;
    const nowMs = performance.now();
    link.owingSinceMs ??= nowMs;
    clearTimeout(link.ackTimer);
    const delayMs = Math.min(ackDelayMs, link.owingSinceMs + ackDelayMaxMs - nowMs);
    link.ackTimer = setTimeout(() => this.#transmit(peer, link), delayMs);
  }
}
