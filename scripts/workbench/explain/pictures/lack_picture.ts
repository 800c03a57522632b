/**
 * The picture of a value that somebody lacks: where it was written, by which messages it spread, which of them were lost,
 * and the answer without it.
 *
 * @module
 */
import { show } from "../../checkers/wording.ts";
import type { Json } from "../../history.ts";
import { isClient } from "../../net/message.ts";
import type { SequencePicture } from "../../picture.ts";
import type { Flight } from "../../recording/flights.ts";
import { propagationOf } from "../propagation.ts";
import { messages, moment, type RunFacts, type Span, tally } from "../run_facts.ts";
import { showsValue } from "../value_holder.ts";
import { type Knowledge, knowledgeOf } from "./knowledge.ts";
import { messageText, shorten } from "./message_text.ts";
import { SequenceBuilder } from "./sequence.ts";

/** Lost messages that must be seen, and further ones and arrivals that may. */
const LOST_SHOWN = 3;

/** Names of a value longer than this are cut. */
const NAME_LENGTH_MAX = 12;

/** A value that a call should have shown. */
export interface Lack {
  readonly values: readonly Json[];
  /** The call whose answer lacks it; undefined where nobody ever asked. */
  readonly call: Span | undefined;
  /** Calls that show it, or prepare the one that does not. */
  readonly others: readonly Span[];
  /** The message by which the node came to what it answered instead. */
  readonly source?: Flight | undefined;
  readonly operations: readonly number[];
}

/** Draws it; undefined where no message carries the value. */
export function lackPicture(facts: RunFacts, lack: Lack): SequencePicture | undefined {
  return new LackPicture(facts, lack).draw();
}

class LackPicture {
  readonly #facts: RunFacts;
  readonly #lack: Lack;
  readonly #what: string;
  readonly #atNs: number;
  readonly #builder: SequenceBuilder;
  /** Messages with the value, in the order of sending. */
  readonly #carriers: readonly Flight[];
  readonly #known: readonly Knowledge[];
  /** By participant: the message that brought it there first. */
  readonly #arrivals: ReadonlyMap<string, Flight>;

  constructor(facts: RunFacts, lack: Lack) {
    this.#facts = facts;
    this.#lack = lack;
    this.#what = nameOf(lack.values);
    this.#atNs = lack.call?.toNs ?? Infinity;
    this.#builder = new SequenceBuilder(facts, lack.values);
    const { carriers, arrivals } = propagationOf(facts, {
      values: lack.values,
      fromNs: facts.askedNs(lack.values) ?? -Infinity,
    });
    this.#carriers = carriers.flatMap(({ message }) => facts.flightOf(message.id) ?? []);
    this.#known = knowledgeOf(facts, this.#carriers);
    this.#arrivals = new Map([...arrivals].flatMap(([name, { message }]): [string, Flight][] => {
      const flight = facts.flightOf(message.id);
      return flight === undefined ? [] : [[name, flight]];
    }));
  }

  draw(): SequencePicture | undefined {
    const [origin] = this.#carriers;
    if (origin === undefined || (origin.endNs ?? Infinity) > this.#atNs) return undefined;
    if (!this.#isAsked(origin) || this.#isShown()) return undefined;
    this.#builder.message(origin, { rank: 0, tone: "value" });
    const ack = this.#facts.answerTo(origin.message);
    if (ack !== undefined) this.#builder.message(ack, { rank: 3 });
    const lost = this.#chooseWay();
    this.#chooseFaults(lost);
    this.#chooseAnswers();
    this.#chooseFurther();
    const { call } = this.#lack;
    return this.#builder.build({
      caption: this.#caption(origin, lost),
      known: this.#knownUntilReplaced(),
      mark: call === undefined ? undefined : { node: call.node, text: `lacks ${this.#what}` },
      operations: this.#lack.operations,
      tellLeftOut: (drawn) => this.#tellLeftOut(drawn),
    });
  }

  /** False for the answer that should have shown it: then nobody had sent the value before. */
  #isAsked({ message }: Flight): boolean {
    const { call } = this.#lack;
    return call === undefined || isClient(message.src) || !isClient(message.dest);
  }

  /** True where the answer does show it: what is missing then is one of several places of a log that hold the value. */
  #isShown(): boolean {
    const { call, values } = this.#lack;
    return call?.completion !== undefined && showsValue(call.completion.value ?? null, values);
  }

  /** True where what the node answered instead came to it after the value. */
  #isReplaced(): boolean {
    const { call, source } = this.#lack;
    const arrivedNs = this.#arrivals.get(call?.node ?? "")?.endNs ?? Infinity;
    return source?.endNs !== undefined && source.endNs > arrivedNs;
  }

  #knownUntilReplaced(): readonly Knowledge[] {
    const { call, source } = this.#lack;
    if (!this.#isReplaced()) return this.#known;
    return this.#known.filter(({ who, fromNs }) => who !== call?.node || fromNs < (source?.endNs ?? 0))
      .map((one) => one.who === call?.node ? { ...one, toNs: Math.min(one.toNs, source?.endNs ?? Infinity) } : one);
  }

  #sender(): string {
    const src = this.#lack.source?.message.src ?? "";
    return isClient(src) ? "a client" : src;
  }

  /** The messages that brought the value to the node or should have, and how their senders had got it. */
  #chooseWay(): readonly Flight[] {
    const { call } = this.#lack;
    if (call === undefined) return [];
    const toNode = this.#carriers.filter(({ message, sentNs }) =>
      message.dest === call.node && sentNs <= this.#atNs && !isClient(message.src)
    );
    const lost = toNode.filter(({ lostBy, endNs = Infinity }) => lostBy !== "" && endNs <= this.#atNs);
    const arrival = this.#arrivals.get(call.node);
    const late = toNode.filter(({ endNs = Infinity }) => endNs > this.#atNs);
    const telling = [...lost.slice(0, LOST_SHOWN), ...(arrival === undefined ? [] : [arrival]), ...late.slice(0, 1)];
    telling.forEach((flight, at) => {
      this.#builder.message(flight, { rank: 1 + at / 10, tone: "value" });
      this.#choosePathTo(flight.message.src);
    });
    lost.slice(LOST_SHOWN).forEach((flight, at) => this.#builder.message(flight, { rank: 8 + at, tone: "value" }));
    if (lost.length > 0 || arrival !== undefined) return lost;
    // Nothing was sent to the node: what should have reached those who would have sent it on.
    const elsewhere = this.#carriers.filter(({ lostBy, endNs = Infinity, message: { src, dest } }) =>
      lostBy !== "" && endNs <= this.#atNs && !isClient(src) && !isClient(dest) && !this.#arrivals.has(dest)
    );
    elsewhere.forEach((flight, at) => {
      this.#builder.message(flight, { rank: at < LOST_SHOWN ? 2 + at / 10 : 8 + at, tone: "value" });
      this.#choosePathTo(flight.message.src);
    });
    return elsewhere;
  }

  #choosePathTo(node: string): void {
    const seen = new Set<string>();
    for (let at = node; !seen.has(at) && !isClient(at);) {
      seen.add(at);
      const flight = this.#arrivals.get(at);
      if (flight === undefined) return;
      this.#builder.message(flight, { rank: 2 + seen.size / 10, tone: "value" });
      at = flight.message.src;
    }
  }

  /** The faults in which messages were lost, and those in which somebody lost the value. */
  #chooseFaults(lost: readonly Flight[]): void {
    const { faults } = this.#facts;
    const cutting = faults.filter(({ fromNs, toNs, cuts, nodes, losesMemory }) =>
      lost.some(({ message: { src, dest }, lostBy, endNs = 0 }) =>
        fromNs <= endNs && endNs <= toNs &&
        (lostBy === "partition"
          ? cuts.some(([to, from]) => to === dest && from === src)
          : lostBy === "node-down" && losesMemory && nodes.includes(dest))
      )
    );
    for (const fault of cutting) {
      const nodes = fault.nodes.filter((node) => lost.some(({ message }) => message.dest === node));
      this.#builder.fault(fault, { rank: 2.5, untilNs: this.#atNs, nodes });
    }
    // Of several crashes of a node the one matters that took the value away for good.
    const lastOf = new Map(this.#known.filter(({ fromNs }) => fromNs <= this.#atNs).map((one) => [one.who, one]));
    for (const { who, toNs } of lastOf.values()) {
      const kill = this.#facts.killBetween(who, toNs, this.#atNs);
      if (kill === undefined) continue;
      this.#builder.fault(kill, { rank: who === this.#lack.call?.node ? 1.5 : 4.5, untilNs: this.#atNs, nodes: [who] });
    }
  }

  /** The answer that lacks the value, and those that have it. */
  #chooseAnswers(): void {
    const { call, others } = this.#lack;
    if (call !== undefined) {
      const request = this.#facts.requestOf(call);
      const reply = request && this.#facts.answerTo(request.message);
      if (request !== undefined) this.#builder.message(request, { rank: 2 });
      if (reply !== undefined) {
        const shown = messageText(reply.message, this.#lack.values);
        const text = `${shown} without ${nameOf(this.#lack.values.slice(-1))}`;
        this.#builder.message(reply, { rank: 0, text, tone: "bad" });
      }
      if (this.#lack.source !== undefined) this.#builder.message(this.#lack.source, { rank: 1.8 });
    }
    others.filter(({ node }) => node !== "").slice(0, 3).forEach((other, at) => {
      const request = this.#facts.requestOf(other);
      const reply = request && this.#facts.answerTo(request.message);
      if (reply === undefined || request === undefined || request === this.#carriers[0]) return;
      const hasIt = showsValue(reply.message.body as Record<string, Json>, this.#lack.values);
      const text = hasIt ? shorten(`${reply.message.body.type} with ${this.#what}`) : undefined;
      this.#builder.message(request, { rank: 5 + at });
      this.#builder.message(reply, { rank: 4 + at, ...(text === undefined ? {} : { text, tone: "value" }) });
    });
  }

  /** Where there is room: who else got it, and by which messages. */
  #chooseFurther(): void {
    const arrivals = [...this.#arrivals.values()].filter(({ endNs = Infinity }) => endNs <= this.#atNs);
    arrivals.forEach((flight, at) => this.#builder.message(flight, { rank: 6 + at, tone: "value" }));
  }

  #caption(origin: Flight, lost: readonly Flight[]): string {
    const { call } = this.#lack;
    const { src, dest } = origin.message;
    const what = this.#what;
    const first = isClient(src)
      ? `${dest} got ${what} from a client at ${moment(origin.endNs ?? origin.sentNs)}.`
      : `${src} sent ${what} first, at ${moment(origin.sentNs)}.`;
    if (call === undefined) return `${first} No answer to a client ever showed it.`;
    const arrival = this.#arrivals.get(call.node);
    const causes = lost.map(({ lostBy, message, endNs = 0 }) => this.#facts.causeOf(lostBy, message, endNs));
    const kill = this.#facts.killBetween(call.node, arrival?.endNs ?? Infinity, this.#atNs);
    const way = lost.length > 0
      ? `${messages(lost.length)} with it, crossed, ${lost.length === 1 ? "was" : "were"} lost: ${tally(causes)}.`
      : arrival === undefined
      ? `No message took it to ${call.node}.`
      : (arrival.endNs ?? Infinity) > this.#atNs
      ? `It reached ${call.node} too late.`
      : kill !== undefined
      ? `${call.node} had it and lost it when it was killed.`
      : this.#isReplaced()
      ? `${call.node} had it, until the older value came from ${this.#sender()} at ${
        moment(this.#lack.source?.endNs ?? 0)
      }.`
      : `${call.node} had it, and answers without it.`;
    return `${first} ${way} So the answer of ${call.node} at ${moment(call.toNs)}, red, lacks ${what}.`;
  }

  #tellLeftOut(drawn: ReadonlySet<number>): string {
    const left = this.#carriers.filter(({ message }) => !drawn.has(message.id)).length;
    return left === 0
      ? ""
      : `${left} more ${left === 1 ? "message" : "messages"} with ${this.#what} ${
        left === 1 ? "is" : "are"
      } not drawn.`;
  }
}

/** `6`, or `3 of key 58`, short. */
export function nameOf(values: readonly Json[]): string {
  const [first = null, second] = values;
  const name = (value: Json) => shorten(show(value), NAME_LENGTH_MAX);
  return second === undefined ? name(first) : `${name(second)} of key ${name(first).replaceAll('"', "")}`;
}
