/**
 * One fair course of events: nothing is lost, messages arrive at once and in the order of sending, and the clocks of all
 * nodes go on together, each from where it stood.
 *
 * @module
 */
import { NS_PER_MS } from "../clock.ts";
import type { NodeState } from "./node_machine.ts";
import { UsageError } from "../usage_error.ts";
import type { Packet } from "./packet_table.ts";
import type { System, SystemState } from "./system_state.ts";

/** Events after which a course is given up. */
const EVENTS_MAX = 20_000;

/** Messages under way by then that only nodes have which send more for each that they get. */
const FLOOD_MIN = 1000;

/**
 * Messages that arrive at one moment; those after them take time, since nodes may pass a message round for ever, and the
 * recovery time must pass for them as well.
 */
const BURST_MAX = 500;
const SLOW_HOP_NS = 10 * NS_PER_MS;

/** No message is under way. */
const NOTHING = "nothing";

/** Something that is due at a time. */
interface Due {
  readonly timeNs: number;
  happen(): void | Promise<void>;
}

/** Lets things take their course from a state, which it changes. */
export class FairRun {
  readonly systemState: SystemState;
  readonly #system: System;
  readonly #startNs: readonly number[];
  /** When each client with an open operation gives up. */
  readonly #deadlinesNs = new Map<number, number>();
  #nowNs = 0;
  #eventCount = 0;
  /** Messages that have arrived since there was none under way. */
  #burstCount = 0;

  constructor(system: System, systemState: SystemState) {
    this.#system = system;
    this.systemState = systemState;
    this.#startNs = systemState.nodes.map(({ clockNs }) => clockNs);
    this.noteDeadlines();
  }

  /** Nanoseconds since the beginning of this run. */
  get nowNs(): number {
    return this.#nowNs;
  }

  /** Notes which clients have begun to wait. */
  noteDeadlines(): void {
    this.systemState.clients.forEach(({ isBusy }, client) => {
      const timeoutNs = (this.#system.clients[client]?.timeoutMs ?? 0) * NS_PER_MS;
      if (!isBusy) this.#deadlinesNs.delete(client);
      else if (!this.#deadlinesNs.has(client)) this.#deadlinesNs.set(client, this.#nowNs + timeoutNs);
    });
  }

  /** Lets all things happen that are due by `untilNs`, while `isWanted`. */
  async stepUntil(untilNs: number, isWanted: () => boolean = () => true): Promise<void> {
    while (isWanted()) {
      const went = this.step(untilNs);
      if (!(went instanceof Promise ? await went : went)) return;
    }
  }

  /**
   * Lets one thing happen that is due by `untilNs`; where there is none, time goes on until then: returns false. Gives a
   * promise only where node code has to run.
   */
  step(untilNs: number): boolean | Promise<boolean> {
    if (this.systemState.failure !== undefined) return false;
    if (this.#eventCount++ === EVENTS_MAX) {
      this.#giveUp();
      return false;
    }
    if (this.#burstCount > BURST_MAX) {
      this.#nowNs = Math.min(this.#nowNs + SLOW_HOP_NS, untilNs);
      if (this.#nowNs === untilNs) return false;
      const late = this.#nextDue();
      if (late !== undefined && late.timeNs <= this.#nowNs) return this.#went(late.happen());
    }
    const delivered = this.#deliverNext();
    if (delivered !== NOTHING) {
      this.#burstCount++;
      return this.#went(delivered);
    }
    this.#burstCount = 0;
    const due = this.#nextDue();
    if (due === undefined || due.timeNs > untilNs) {
      if (Number.isFinite(untilNs)) this.#nowNs = Math.max(this.#nowNs, untilNs);
      return false;
    }
    this.#nowNs = Math.max(this.#nowNs, due.timeNs);
    return this.#went(due.happen());
  }

  /** Something has happened, or does so while node code runs. */
  #went(done: void | Promise<void>): true | Promise<true> {
    if (done instanceof Promise) return done.then(() => this.#went());
    this.noteDeadlines();
    return true;
  }

  /** Ends the course: by a failure of nodes that flood the network, or by saying that it is too long to explore. */
  #giveUp(): void {
    const soFar = `${EVENTS_MAX} messages and timers within ${Math.round(this.#nowNs / NS_PER_MS)} ms`;
    const { underWay } = this.systemState;
    if (underWay.length < FLOOD_MIN) {
      throw new UsageError(
        `Cannot explore: the end of one way already takes ${soFar}, expected fewer; take a smaller --recovery-time, or ` +
          "longer periods in the program",
      );
    }
    this.systemState.failure = `The nodes do not come to rest: after ${soFar}, none of them lost, ` +
      `${underWay.length} messages are under way, expected fewer and fewer`;
  }

  #deliverNext(): void | Promise<void> | typeof NOTHING {
    const { systemState } = this;
    const client = systemState.clients.findIndex(({ request }) => request !== undefined);
    if (client >= 0) {
      const node = this.#system.nodeIndex(this.#system.clients[client]?.node ?? "");
      return this.#afterClock(node, () => this.#system.sendRequest(systemState, client));
    }
    const packet = systemState.underWay.shift();
    if (packet === undefined) return NOTHING;
    const deliver = () => this.#system.deliver(systemState, packet, this.#fairOutcome(packet));
    if (!this.#system.plan.nodes.includes(packet.dest)) return deliver();
    return this.#afterClock(this.#system.nodeIndex(packet.dest), deliver);
  }

  /** seq-kv answers as stale as it may, for ever. lww-kv has to ask all of its replicas in turn to be fair. */
  #fairOutcome(packet: Packet): number {
    return packet.dest === "lww-kv" ? this.#eventCount % this.#system.outcomeCount(this.systemState, packet) : 0;
  }

  #nextDue(): Due | undefined {
    let next: Due | undefined;
    this.systemState.nodes.forEach(({ timerNs }, index) => {
      if (timerNs === undefined) return;
      const timeNs = timerNs - (this.#startNs[index] ?? 0);
      const happen = () => this.#system.fire(this.systemState, index);
      if (next === undefined || timeNs < next.timeNs) next = { timeNs, happen };
    });
    for (const [client, timeNs] of this.#deadlinesNs) {
      if (next === undefined || timeNs < next.timeNs) {
        next = { timeNs, happen: () => this.#system.timeOut(this.systemState, client) };
      }
    }
    return next;
  }

  /** Sets the clock of a node first, where it is behind. */
  #afterClock(index: number, act: () => void | Promise<void>): void | Promise<void> {
    const { clockNs } = this.systemState.nodes[index] as NodeState;
    const showsNs = (this.#startNs[index] ?? 0) + this.#nowNs;
    const set = clockNs < showsNs ? this.#system.wait(this.systemState, index, showsNs) : undefined;
    return set instanceof Promise ? set.then(act) : act();
  }
}
