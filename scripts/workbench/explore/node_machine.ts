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
interface Life {
  readonly host: SimulatedNode;
  readonly clock: VirtualClock;
  lines: string[];
  ending: string | undefined;
}

/** Nodes that are kept running, each at a state of its own; others are made again when they are needed. */
const LIVES_MAX = 400;

const TIMER_KEY = "timer";

/** Steps one node from state to state. */
export class NodeMachine {
  readonly #options: NodeMachineOptions;
  readonly #lives = new Map<NodeState, Life>();
  #stateCount = 0;

  constructor(options: NodeMachineOptions) {
    this.#options = options;
  }

  /** States so far. */
  get stateCount(): number {
    return this.#stateCount;
  }

  /** The node before any message. */
  async start(): Promise<NodeState> {
    const life = await this.#begin();
    return this.#observe(life, undefined);
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
    const life = this.#lives.get(state) ?? await this.#revive(state);
    this.#lives.delete(state);
    await this.#act(life, event);
    const next = this.#observe(life, { state, event });
    state.after.set(key, next);
    return next;
  }

  /** Makes a node and replays what led to a state. */
  async #revive(state: NodeState): Promise<Life> {
    const past: NodeState[] = [];
    for (let one = state; one.before !== undefined; one = one.before.state) past.push(one);
    const life = await this.#begin();
    for (const { before, lines } of past.reverse()) {
      await this.#act(life, before?.event ?? "timer");
      if (life.lines.length !== lines.length || life.lines.some((line, position) => line !== lines[position])) {
        throw new UsageError(
          `Cannot explore: node "${this.#options.id}" sent ${life.lines.join(" ") || "nothing"} where it had sent ` +
            `${lines.join(" ") || "nothing"} after the same messages and timers, expected the same; ` +
            "keep its state inside its program, not in globals of the module",
        );
      }
      life.lines = [];
    }
    return life;
  }

  async #begin(): Promise<Life> {
    const { id, program, args, seed, world, turn } = this.#options;
    const clock = new VirtualClock();
    const host: SimulatedNode = new SimulatedNode({
      id,
      program,
      args,
      world: { clock, enter: (inhabitant, run) => world.enter(inhabitant, run) },
      random: new RandomStreams(seed).stream(`node ${id}`),
      events: {
        onLine: (line) => life.lines.push(line),
        onLog: () => {},
        onExit: (how) => life.ending = how,
      },
    });
    const life: Life = { host, clock, lines: [], ending: undefined };
    host.start();
    await turn();
    return life;
  }

  async #act({ host, clock }: Life, event: NodeEvent): Promise<void> {
    if (event === "timer") clock.step();
    else if ("packet" in event) host.deliver(event.packet.line);
    else return clock.skipTo(event.untilNs);
    await this.#options.turn();
  }

  #observe(life: Life, before: NodeState["before"]): NodeState {
    const { lines } = life;
    life.lines = [];
    const { sent, failure } = this.#read(lines);
    const ended = life.ending === undefined ? undefined : `Node "${this.#options.id}" ended: ${life.ending}`;
    const state: NodeState = {
      id: this.#stateCount++,
      sent,
      clockNs: life.clock.now(),
      timerNs: life.clock.nextNs(),
      failure: failure ?? ended,
      before,
      lines,
      after: new Map(),
    };
    this.#keep(state, life);
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

  #keep(state: NodeState, life: Life): void {
    this.#lives.set(state, life);
    if (this.#lives.size <= LIVES_MAX) return;
    const [oldest] = this.#lives;
    if (oldest === undefined) return;
    this.#lives.delete(oldest[0]);
    oldest[1].host.kill();
  }
}
