/**
 * A node as an automaton that is built while it is explored.
 *
 * A node is deterministic, so its state is a function of the events that it took; the state cannot be copied, but it can
 * be made again by replaying them (stateless model checking, as in VeriSoft and CHESS). Each state remembers what
 * followed from each event, so node code runs once for each state and event of one node, however many states of the
 * whole system contain them.
 *
 * Time: a node has a clock of its own, which stands still while messages arrive. It moves on when a timer goes off, to
 * the time at which the timer is due, or when the node is told to wait.
 *
 * @module
 */
import { VirtualClock } from "../clock.ts";
import type { MessageBody } from "../net/message.ts";
import { parseNodeLine } from "../nodes/node_output.ts";
import { type NodeProgram, SimulatedNode } from "../nodes/simulated_node.ts";
import type { VirtualWorld } from "../nodes/virtual_world.ts";
import { RandomStreams } from "../random.ts";
import { UsageError } from "../usage_error.ts";
import type { Packet, PacketTable } from "./packet_table.ts";

/** What a node takes: a message, its next timer, or the passing of time until its clock shows so much. */
type NodeEvent = { readonly packet: Packet } | "timer" | { readonly untilNs: number };

/** A node after some events. */
export interface NodeState {
  /** Dense from 0 for each node. */
  readonly id: number;
  /** What the last event made it send, in order. */
  readonly sent: readonly Packet[];
  readonly clockNs: number;
  /** When its next timer is due; undefined where none is set. */
  readonly timerNs: number | undefined;
  /** Why it cannot go on: it ended, or printed something that is no message. */
  readonly failure: string | undefined;
  /** The state before, and what happened to it; undefined for a node that has just started. */
  readonly before: { readonly state: NodeState; readonly event: NodeEvent } | undefined;
  readonly lines: readonly string[];
  /** By event: the state after it, as far as it was needed. */
  readonly after: Map<number | string, NodeState>;
}

/** What a machine is made of. */
export interface NodeMachineOptions {
  readonly id: string;
  readonly program: NodeProgram;
  readonly args: readonly string[];
  /** Decides what the node draws; each replay draws the same. */
  readonly seed: number;
  readonly world: VirtualWorld;
  /** See `VirtualWorld.occupy`. */
  readonly turn: () => Promise<void>;
  readonly packets: PacketTable;
}

/** A node that runs, at some state. */
interface Incarnation {
  readonly host: SimulatedNode;
  readonly clock: VirtualClock;
  lines: string[];
  ending: string | undefined;
  /** What it wanted that no simulation has. */
  problem: string | undefined;
}

/** Nodes that are kept running, each at a state of its own; others are made again when they are needed. */
const INCARNATIONS_MAX = 400;

/** Memory that they may take together, where each takes much. */
const INCARNATIONS_BYTES_MAX = 768 * 2 ** 20;

const TIMER_KEY = "timer";

/** Steps one node from state to state. */
export class NodeMachine {
  readonly #options: NodeMachineOptions;
  readonly #incarnations = new Map<NodeState, Incarnation>();
  readonly #incarnationsMax: number;
  readonly #states: NodeState[] = [];

  constructor(options: NodeMachineOptions) {
    this.#options = options;
    const { incarnationBytes } = options.program;
    this.#incarnationsMax = incarnationBytes === undefined
      ? INCARNATIONS_MAX
      : Math.max(1, Math.min(INCARNATIONS_MAX, Math.floor(INCARNATIONS_BYTES_MAX / incarnationBytes)));
  }

  /** States so far. */
  get stateCount(): number {
    return this.#states.length;
  }

  /** The state of an id. */
  stateOf(id: number): NodeState {
    return this.#states[id] as NodeState;
  }

  /** The node before any message. */
  async start(): Promise<NodeState> {
    const incarnation = await this.#begin();
    return this.#observe(incarnation, undefined);
  }

  deliver(state: NodeState, packet: Packet): NodeState | Promise<NodeState> {
    return state.after.get(packet.id) ?? this.#perform(state, packet.id, { packet });
  }

  /** Lets the next timer go off. */
  fire(state: NodeState): NodeState | Promise<NodeState> {
    return state.after.get(TIMER_KEY) ?? this.#perform(state, TIMER_KEY, "timer");
  }

  /** Lets time pass; no timer may be due before. */
  wait(state: NodeState, untilNs: number): NodeState | Promise<NodeState> {
    if (untilNs <= state.clockNs) return state;
    const key = `until ${untilNs}`;
    return state.after.get(key) ?? this.#perform(state, key, { untilNs });
  }

  async #perform(state: NodeState, key: number | string, event: NodeEvent): Promise<NodeState> {
    const incarnation = this.#incarnations.get(state) ?? await this.#revive(state);
    this.#incarnations.delete(state);
    await this.#act(incarnation, event);
    const next = this.#observe(incarnation, { state, event });
    state.after.set(key, next);
    return next;
  }

  /** Makes a node and replays what led to a state. */
  async #revive(state: NodeState): Promise<Incarnation> {
    const past: NodeState[] = [];
    for (let one = state; one.before !== undefined; one = one.before.state) past.push(one);
    const incarnation = await this.#begin();
    for (const { before, lines, failure } of past.reverse()) {
      await this.#act(incarnation, before?.event ?? "timer");
      if (incarnation.ending !== undefined && failure === undefined) {
        throw new UsageError(
          `Cannot explore: node "${this.#options.id}" was made again and ended, which it had not done: ${incarnation.ending}`,
        );
      }
      if (
        incarnation.lines.length !== lines.length ||
        incarnation.lines.some((line, position) => line !== lines[position])
      ) {
        throw new UsageError(
          `Cannot explore: node "${this.#options.id}" sent ${
            incarnation.lines.join(" ") || "nothing"
          } where it had sent ` +
            `${lines.join(" ") || "nothing"} after the same messages and timers, expected the same; ` +
            "keep its state inside its program, not in globals of the module",
        );
      }
      incarnation.lines = [];
    }
    return incarnation;
  }

  async #begin(): Promise<Incarnation> {
    const { id, program, args, seed, world, turn } = this.#options;
    const clock = new VirtualClock();
    const host: SimulatedNode = new SimulatedNode({
      id,
      program,
      args,
      world: { clock, enter: (guest, cause) => world.enter(guest, cause) },
      random: new RandomStreams(seed).nodeStream(id),
      events: {
        onLine: (line) => incarnation.lines.push(line),
        onLog: () => {},
        onExit: (how) => incarnation.ending = how,
        onUnsimulated: (text) => incarnation.problem ??= text,
      },
    });
    const incarnation: Incarnation = { host, clock, lines: [], ending: undefined, problem: undefined };
    host.start();
    await turn();
    return incarnation;
  }

  async #act({ host, clock }: Incarnation, event: NodeEvent): Promise<void> {
    if (event === "timer") clock.step();
    else if ("packet" in event) host.deliver(event.packet.line);
    else return clock.skipTo(event.untilNs);
    await this.#options.turn();
  }

  #observe(incarnation: Incarnation, before: NodeState["before"]): NodeState {
    if (incarnation.problem !== undefined) throw new UsageError(`Cannot explore: ${incarnation.problem}`);
    const { lines } = incarnation;
    incarnation.lines = [];
    const { sent, failure } = this.#read(lines);
    const ended = incarnation.ending === undefined
      ? undefined
      : `Node "${this.#options.id}" ended: ${incarnation.ending}`;
    const state: NodeState = {
      id: this.#states.length,
      sent,
      clockNs: incarnation.clock.now(),
      timerNs: incarnation.clock.nextNs(),
      failure: failure ?? ended,
      before,
      lines,
      after: new Map(),
    };
    this.#states.push(state);
    this.#keep(state, incarnation);
    return state;
  }

  #read(lines: readonly string[]): Pick<NodeState, "sent" | "failure"> {
    const sent: Packet[] = [];
    for (const line of lines) {
      const parsed = parseNodeLine(line);
      if (!parsed.ok) {
        const failure = `Node "${this.#options.id}" printed a line that is not a message, because ${parsed.reason}: ` +
          `${line}\nLikely cause: ${parsed.likelyCause}`;
        return { sent, failure };
      }
      sent.push(this.#options.packets.intern(parsed.src, parsed.dest, parsed.body as MessageBody));
    }
    return { sent, failure: undefined };
  }

  #keep(state: NodeState, incarnation: Incarnation): void {
    this.#incarnations.set(state, incarnation);
    if (this.#incarnations.size <= this.#incarnationsMax) return;
    const [oldest] = this.#incarnations;
    if (oldest === undefined) return;
    this.#incarnations.delete(oldest[0]);
    oldest[1].host.kill();
  }
}
