/**
 * The simulated network, after Maelstrom's net.clj: one mailbox per participant, ordered by deadline.
 *
 * A send draws a latency (none where a client takes part), is journaled, and is put into the mailbox of its receiver.
 * A receiver takes one message at a time: at that moment the partition is asked (a cut message vanishes); then the
 * rest of the latency is waited for, so that a later message with an earlier deadline waits behind it; then the message
 * is journaled and delivered. Beyond the original: loss, duplication, jitter, slow links, held links.
 *
 * Every random draw comes from one stream, and a fault that is off draws nothing.
 *
 * @module
 */
import TinyQueue from "tinyqueue";
import { type Clock, NS_PER_MS } from "../clock.ts";
import type { Random } from "../random.ts";
import type { DropReason, NetEvent } from "./journal.ts";
import { drawLatencyMs, type LatencyDistribution } from "./latency.ts";
import { isClient, type Message, type MessageBody, SentMessage } from "./message.ts";

/**
 * Messages that may wait for one receiver; more means that some node floods the network. 25 nodes that send as fast as
 * they can, 26,000 messages a second in all, have 26,000 under way where latency is a second.
 */
export const MAILBOX_LIMIT = 100_000;

/** Steady properties of the network. */
export interface NetworkOptions {
  readonly latencyMs: number;
  readonly latencyDistribution: LatencyDistribution;
  /** Probability that a message between nodes (or node and service) is lost. */
  readonly lossProbability: number;
  /** Probability that such a message arrives twice, each time with its own latency. */
  readonly duplicationProbability: number;
  /** Largest extra latency in ms, drawn uniformly for each such message; reorders. */
  readonly jitterMs: number;
  /** Time a receiver needs for one message, [least, most] in ns; [0, 0] under the wall clock. */
  readonly handlingNs: readonly [number, number];
}

/** What the network needs and tells. */
export interface NetworkContext {
  readonly clock: Clock;
  readonly random: Random;
  /** Called for every event, in order. */
  onEvent(event: NetEvent): void;
  /** Called once where a mailbox exceeds MAILBOX_LIMIT. */
  onFlood(receiver: string, message: Message): void;
}

/** Where a mailbox empties itself. */
export interface Receiver {
  /** False while the participant is down and whatever is delivered is lost. */
  isUp(): boolean;
  /** Takes a message; its body is cheapest to look at before this returns. */
  deliver(message: Message): void;
}

interface Envelope {
  readonly deadlineNs: number;
  readonly sequence: number;
  readonly message: SentMessage;
}

interface Mailbox {
  readonly name: string;
  readonly queue: TinyQueue<Envelope>;
  readonly receiver: Receiver;
  /** The message whose latency is waited for. */
  taken: SentMessage | undefined;
  /** Delivers it: one function for all messages, since each has to come by here. */
  readonly deliverTaken: () => void;
}

/** Carries messages between nodes, services and clients. */
export class Network {
  readonly #options: NetworkOptions;
  readonly #context: NetworkContext;
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #held = new Map<string, SentMessage[]>();
  #drops: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  #lossProbability: number;
  #duplicationProbability: number;
  #jitterMs: number;
  #latencyFactor = 1;
  #nextMessageId = 0;
  #nextSequence = 0;

  constructor(options: NetworkOptions, context: NetworkContext) {
    this.#options = options;
    this.#context = context;
    this.#lossProbability = options.lossProbability;
    this.#duplicationProbability = options.duplicationProbability;
    this.#jitterMs = options.jitterMs;
  }

  /** Adds a participant. */
  register(name: string, receiver: Receiver): void {
    const mailbox: Mailbox = {
      name,
      queue: new TinyQueue<Envelope>([], compareEnvelopes),
      receiver,
      taken: undefined,
      deliverTaken: () => this.#deliverTaken(mailbox),
    };
    this.#mailboxes.set(name, mailbox);
  }

  /** Removes a participant with all that waits for it. */
  unregister(name: string): void {
    this.#mailboxes.delete(name);
  }

  has(name: string): boolean {
    return this.#mailboxes.has(name);
  }

  /** Sends a message; one to a participant that is not there is dropped and journaled as such. */
  send(src: string, dest: string, body: MessageBody): void {
    this.#send(new SentMessage({ id: this.#nextMessageId++, src, dest, body }));
  }

  /**
   * The same for a body by the text that JSON.stringify makes of it, which is parsed where somebody asks for it. Returns
   * false, and sends nothing, where the participant is not there.
   */
  sendText(src: string, dest: string, bodyText: string): boolean {
    const mailbox = this.#mailboxes.get(dest);
    if (mailbox === undefined) return false;
    // One string for all messages to a participant: that of each line would stay in memory.
    this.#send(SentMessage.stored({ id: this.#nextMessageId++, src, dest: mailbox.name }, bodyText), mailbox);
    return true;
  }

  #send(message: SentMessage, mailbox = this.#mailboxes.get(message.dest)): void {
    const { src, dest } = message;
    const nowNs = this.#context.clock.now();
    this.#context.onEvent({ timeNs: nowNs, type: "send", message });
    if (mailbox === undefined) return this.#drop(message, "closed");
    if (isClient(src) || isClient(dest)) return this.#enqueue(mailbox, message, nowNs);
    const { random } = this.#context;
    if (random.chance(this.#lossProbability)) return this.#drop(message, "loss");
    const held = this.#held.size === 0 ? undefined : this.#held.get(linkName(src, dest));
    if (held !== undefined) {
      held.push(message);
      return;
    }
    this.#enqueue(mailbox, message, nowNs + this.#drawLatencyNs());
    if (random.chance(this.#duplicationProbability)) this.#enqueue(mailbox, message, nowNs + this.#drawLatencyNs());
  }

  /** Sets which senders each receiver hears no more; replaces what was set before. */
  setDrops(drops: ReadonlyMap<string, ReadonlySet<string>>): void {
    this.#drops = drops;
  }

  /** Multiplies every latency drawn from now on. */
  scaleLatency(factor: number): void {
    this.#latencyFactor = factor;
  }

  /** Changes the probability of loss; undefined goes back to the option. */
  setLoss(probability: number | undefined): void {
    this.#lossProbability = probability ?? this.#options.lossProbability;
  }

  /** Changes the probability of duplication; undefined goes back to the option. */
  setDuplication(probability: number | undefined): void {
    this.#duplicationProbability = probability ?? this.#options.duplicationProbability;
  }

  /** Changes the largest extra latency in ms; undefined goes back to the option. */
  setJitter(jitterMs: number | undefined): void {
    this.#jitterMs = jitterMs ?? this.#options.jitterMs;
  }

  /** Keeps back what is sent over a link until `releaseLink`. */
  holdLink(src: string, dest: string): void {
    const name = linkName(src, dest);
    if (!this.#held.has(name)) this.#held.set(name, []);
  }

  /** Lets a held link go: what was kept back starts its way now. */
  releaseLink(src: string, dest: string): void {
    const name = linkName(src, dest);
    const messages = this.#held.get(name) ?? [];
    this.#held.delete(name);
    const nowNs = this.#context.clock.now();
    for (const message of messages) {
      const mailbox = this.#mailboxes.get(dest);
      if (mailbox === undefined) this.#drop(message, "closed");
      else this.#enqueue(mailbox, message, nowNs + this.#drawLatencyNs());
    }
  }

  #drawLatencyNs(): number {
    const { latencyMs, latencyDistribution } = this.#options;
    const jitterMs = this.#jitterMs;
    const { random } = this.#context;
    const drawnMs = drawLatencyMs(latencyDistribution, latencyMs, random) * this.#latencyFactor;
    return Math.trunc(drawnMs + (jitterMs > 0 ? random.float() * jitterMs : 0)) * NS_PER_MS;
  }

  #enqueue(mailbox: Mailbox, message: SentMessage, deadlineNs: number): void {
    if (mailbox.queue.length >= MAILBOX_LIMIT) return this.#context.onFlood(mailbox.name, message);
    // Most receivers are idle: then the message need not wait in the queue.
    if (mailbox.taken === undefined && mailbox.queue.length === 0) return this.#take(mailbox, message, deadlineNs);
    mailbox.queue.push({ deadlineNs, sequence: this.#nextSequence++, message });
    if (mailbox.taken === undefined) this.#takeNext(mailbox);
  }

  /** Takes messages until one is on its way that no partition cuts. */
  #takeNext(mailbox: Mailbox): void {
    while (mailbox.taken === undefined) {
      const envelope = mailbox.queue.pop();
      if (envelope === undefined) return;
      this.#take(mailbox, envelope.message, envelope.deadlineNs);
    }
  }

  #take(mailbox: Mailbox, message: SentMessage, deadlineNs: number): void {
    if (this.#drops.get(message.dest)?.has(message.src)) return this.#drop(message, "partition");
    mailbox.taken = message;
    const { clock } = this.#context;
    const handlingNs = this.#drawHandlingNs();
    clock.at(handlingNs === 0 ? deadlineNs : Math.max(deadlineNs, clock.now()) + handlingNs, mailbox.deliverTaken);
  }

  #deliverTaken(mailbox: Mailbox): void {
    const message = mailbox.taken;
    if (message === undefined) return;
    mailbox.taken = undefined;
    if (this.#mailboxes.get(mailbox.name) !== mailbox) {
      this.#drop(message, "closed");
    } else if (!mailbox.receiver.isUp()) {
      this.#drop(message, "node-down");
    } else {
      this.#context.onEvent({ timeNs: this.#context.clock.now(), type: "recv", message });
      mailbox.receiver.deliver(message);
      message.arrive();
    }
    this.#takeNext(mailbox);
  }

  #drawHandlingNs(): number {
    const [least, most] = this.#options.handlingNs;
    return most === 0 ? 0 : this.#context.random.integer(least, most);
  }

  #drop(message: SentMessage, reason: DropReason): void {
    message.arrive();
    this.#context.onEvent({ timeNs: this.#context.clock.now(), type: "drop", message, reason });
  }
}

function linkName(src: string, dest: string): string {
  return `${src} ${dest}`;
}

function compareEnvelopes(a: Envelope, b: Envelope): number {
  if (a.deadlineNs === b.deadlineNs) return a.sequence - b.sequence;
  return a.deadlineNs < b.deadlineNs ? -1 : 1;
}
