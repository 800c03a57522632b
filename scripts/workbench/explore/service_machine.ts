/**
 * A service as an automaton: its state is a function of the requests that it served and of what it drew for each.
 *
 * Whatever a service draws is a choice that is explored: seq-kv draws from which of its states it answers, lww-kv which
 * replicas it asks. The first outcome is the one with the least draws: from seq-kv the most stale answer.
 *
 * @module
 */
import { Random } from "../random.ts";
import { createServices } from "../services/registry.ts";
import type { Service, ServiceReply } from "../services/service.ts";
import type { Packet, PacketTable } from "./packet_table.ts";

/** A service after some requests. */
export interface ServiceState {
  /** Dense from 0 for each service. */
  readonly id: number;
  readonly before:
    | { readonly state: ServiceState; readonly request: Packet; readonly draws: readonly number[] }
    | undefined;
  /** By request: what can follow. */
  readonly after: Map<number, readonly ServiceOutcome[]>;
}

/** One way in which a service can take a request. */
export interface ServiceOutcome {
  readonly state: ServiceState;
  /** The answer; undefined for a request of unknown type. */
  readonly reply: Packet | undefined;
  /** How many changes old the answer is. */
  readonly staleness: number;
}

/** A service after a request, and what it said. */
interface Served {
  readonly service: Service;
  readonly reply: ServiceReply | undefined;
}

/** Draws what a script says, the least where it says nothing, and notes what could have been drawn. */
class ScriptedRandom extends Random {
  readonly #script: readonly number[];
  /** Numbers to choose from at each draw. */
  readonly counts: number[] = [];

  constructor(script: readonly number[]) {
    super(0);
    this.#script = script;
  }

  override integer(min: number, max: number): number {
    if (min === max) return min;
    const drawn = min + (this.#script[this.counts.length] ?? 0);
    this.counts.push(max - min + 1);
    return drawn;
  }
}

/** Steps one service from state to state. */
export class ServiceMachine {
  readonly name: string;
  readonly initial: ServiceState;
  readonly #packets: PacketTable;
  /** States by fingerprint, of services that have one. */
  readonly #known = new Map<string, ServiceState>();
  readonly #states: ServiceState[] = [];

  constructor(name: string, packets: PacketTable) {
    this.name = name;
    this.#packets = packets;
    this.initial = this.#stateOf(undefined, this.#make(new ScriptedRandom([])));
  }

  /** The state of an id. */
  stateOf(id: number): ServiceState {
    return this.#states[id] as ServiceState;
  }

  /** All ways in which the service can take a request, the most stale first. */
  outcomes(state: ServiceState, request: Packet): readonly ServiceOutcome[] {
    let outcomes = state.after.get(request.id);
    if (outcomes === undefined) state.after.set(request.id, outcomes = this.#explore(state, request));
    return outcomes;
  }

  #explore(state: ServiceState, request: Packet): ServiceOutcome[] {
    const outcomes: ServiceOutcome[] = [];
    let draws: number[] | undefined = [];
    while (draws !== undefined) {
      const { service, reply, counts } = this.#serve(state, request, draws);
      const made = counts.map((_, position) => draws?.[position] ?? 0);
      const outcome = this.#outcome({ state, request, draws: made }, { service, reply });
      const isKnown = outcomes.some((other) => other.state === outcome.state && other.reply === outcome.reply);
      if (!isKnown) outcomes.push(outcome);
      draws = following(made, counts);
    }
    return outcomes;
  }

  #outcome(before: NonNullable<ServiceState["before"]>, { service, reply }: Served): ServiceOutcome {
    const { state, request } = before;
    const next = reply === undefined || this.#changesNothing(before, reply) ? state : this.#stateOf(before, service);
    const { body, staleness = 0 } = reply ?? {};
    if (body === undefined) return { state: next, reply: undefined, staleness };
    const answer = { ...body, in_reply_to: request.body.msg_id ?? null };
    return { state: next, reply: this.#packets.intern(this.name, request.src, answer), staleness };
  }

  /** Where a request certainly leaves no trace, more paths lead to the same state. */
  #changesNothing({ request, draws }: NonNullable<ServiceState["before"]>, { body }: ServiceReply): boolean {
    const isRead = request.body.type === "read";
    if (this.name === "lin-kv") return isRead || body.type === "error";
    // A reader that is answered from the oldest state that it may see has seen that state before.
    return this.name === "seq-kv" && isRead && draws.every((draw) => draw === 0);
  }

  #serve(state: ServiceState, request: Packet, draws: readonly number[]) {
    const past: NonNullable<ServiceState["before"]>[] = [];
    for (let one = state; one.before !== undefined; one = one.before.state) past.push(one.before);
    const script = [...past.reverse().flatMap((before) => before.draws), ...draws];
    const random = new ScriptedRandom(script);
    const service = this.#make(random);
    for (const before of past) service.handle(before.request);
    const pastCount = random.counts.length;
    const reply = service.handle(request);
    return { service, reply, counts: random.counts.slice(pastCount) };
  }

  #make(random: Random): Service {
    const service = createServices(() => random).find(({ name }) => name === this.name);
    if (service === undefined) throw new RangeError(`Cannot find the service "${this.name}"`);
    return service;
  }

  /** The state of a service that came there by `before`; one that is known where it can be told. */
  #stateOf(before: ServiceState["before"], service: Service): ServiceState {
    const fingerprint = service.fingerprint?.();
    const known = fingerprint === undefined ? undefined : this.#known.get(fingerprint);
    if (known !== undefined) return known;
    const state = { id: this.#states.length, before, after: new Map() };
    this.#states.push(state);
    if (fingerprint !== undefined) this.#known.set(fingerprint, state);
    return state;
  }
}

/** The next combination of draws, like an odometer; undefined after the last. */
function following(draws: readonly number[], counts: readonly number[]): number[] | undefined {
  for (let position = draws.length - 1; position >= 0; position--) {
    const draw = (draws[position] ?? 0) + 1;
    if (draw < (counts[position] ?? 1)) return [...draws.slice(0, position), draw];
  }
  return undefined;
}
