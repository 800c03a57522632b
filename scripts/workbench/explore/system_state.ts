/**
 * A state of the whole system, and what can happen to it.
 *
 * @module
 */
import { NS_PER_MS } from "../clock.ts";
import type { VirtualWorld } from "../nodes/virtual_world.ts";
import type { NodeProgram } from "../nodes/simulated_node.ts";
import { isClient } from "../net/message.ts";
import type { RunPlan } from "../run/plan.ts";
import { SERVICE_NAMES } from "../services/registry.ts";
import type { OperationDraft } from "../generator/generator.ts";
import { ClientMachine, type ClientState, type Entry } from "./client_machine.ts";
import { type HistoryEnd, HistoryTree } from "./history_tree.ts";
import { NodeMachine, type NodeState } from "./node_machine.ts";
import { type Packet, PacketTable } from "./packet_table.ts";
import { ServiceMachine, type ServiceState } from "./service_machine.ts";

/** A state of the system: that of each participant, the messages under way, and what clients saw, in this order. */
export interface SystemState {
  readonly nodes: NodeState[];
  readonly services: ServiceState[];
  readonly clients: ClientState[];
  /** Messages between nodes and services, in the order in which they were sent. */
  readonly underWay: Packet[];
  history: HistoryEnd;
  /** Why a node cannot go on. */
  failure: string | undefined;
}

/** Something to tell of. */
export type ExploredEvent =
  | { readonly kind: "sent" | "received" | "lost"; readonly packet: Packet; readonly staleness?: number }
  | { readonly kind: "timer"; readonly node: string; readonly clockNs: number }
  | { readonly kind: "entry"; readonly entry: Entry };

/** Hears what happens to a state, in order. */
export interface Observer {
  onEvent?(event: ExploredEvent): void;
}

/** What a system is made of. */
export interface SystemOptions {
  readonly plan: RunPlan;
  readonly program: NodeProgram;
  readonly world: VirtualWorld;
  /** See `VirtualWorld.occupy`. */
  readonly turn: () => Promise<void>;
}

/** Time between two entries of the history while orders are explored; only their order means anything there. */
export const ENTRY_NS = NS_PER_MS;

/** The rules by which states follow from each other. Methods change the state that they are given. */
export class System {
  readonly plan: RunPlan;
  readonly packets = new PacketTable();
  readonly nodes: readonly NodeMachine[];
  readonly services: readonly ServiceMachine[];
  readonly clients: readonly ClientMachine[];
  readonly histories = new HistoryTree();
  /** Those of all clients, by id. */
  readonly #clientStates: ClientState[] = [];
  observer: Observer = {};
  /** Set while time is shared by all nodes: the time that entries of the history get. */
  sharedTimeNs: (() => number) | undefined;
  /** Gets what is sent to clients that are none of the system's. */
  onStrangersPacket: (packet: Packet) => void = () => {};
  readonly #nodeIndexes: ReadonlyMap<string, number>;
  readonly #serviceIndexes: ReadonlyMap<string, number>;
  readonly #clientIndexes: ReadonlyMap<string, number>;

  constructor({ plan, program, world, turn }: SystemOptions) {
    const { packets } = this;
    this.plan = plan;
    this.nodes = plan.nodes.map((id) =>
      new NodeMachine({ id, program, args: plan.programArgs, seed: plan.seed, world, turn, packets })
    );
    this.services = SERVICE_NAMES.map((name) => new ServiceMachine(name, packets));
    this.clients = Array.from({ length: plan.concurrency }, (_, thread) =>
      new ClientMachine({
        thread,
        node: plan.nodes[thread % plan.nodes.length] as string,
        workload: plan.workload,
        workloadOptions: plan,
        packets,
        states: this.#clientStates,
      }));
    this.#nodeIndexes = new Map(plan.nodes.map((name, index) => [name, index]));
    this.#serviceIndexes = new Map(SERVICE_NAMES.map((name, index) => [name, index]));
    this.#clientIndexes = new Map(this.clients.map(({ name }, index) => [name, index]));
  }

  /** All nodes started, nothing sent. */
  async start(): Promise<SystemState> {
    const nodes: NodeState[] = [];
    for (const machine of this.nodes) nodes.push(await machine.start());
    return {
      nodes,
      services: this.services.map(({ initial }) => initial),
      clients: this.clients.map(({ initial }) => initial),
      underWay: [],
      history: this.histories.root,
      failure: undefined,
    };
  }

  /**
   * Makes a state of the ids of what it consists of: nodes, services, clients, history.
   *
   * @param underWay Ids of the packets, in the order of sending.
   */
  stateFrom(ids: ArrayLike<number>, underWay: readonly number[]): SystemState {
    let place = 0;
    const next = () => ids[place++] ?? 0;
    const nodes = this.nodes.map((machine) => machine.stateOf(next()));
    return {
      nodes,
      services: this.services.map((machine) => machine.stateOf(next())),
      clients: this.clients.map(() => this.#clientStates[next()] as ClientState),
      history: this.histories.endOf(next()),
      underWay: underWay.map((id) => this.packets.at(id)),
      // Nothing happens after a failure, so there is one at most.
      failure: nodes.find(({ failure }) => failure !== undefined)?.failure,
    };
  }

  nodeIndex(name: string): number {
    const index = this.#nodeIndexes.get(name);
    if (index === undefined) throw new RangeError(`Cannot find the node "${name}"`);
    return index;
  }

  /** In how many ways a message can be taken: 1, or more where a service draws. */
  outcomeCount({ services }: SystemState, packet: Packet): number {
    const index = this.#serviceIndexes.get(packet.dest);
    if (index === undefined) return 1;
    return this.services[index]?.outcomes(services[index] as ServiceState, packet).length ?? 1;
  }

  /** A node or service takes a message, which must not be under way any more (or may be doubled). */
  deliver(systemState: SystemState, packet: Packet, outcome = 0): void | Promise<void> {
    const service = this.#serviceIndexes.get(packet.dest);
    if (service !== undefined) return this.#serve(systemState, { service, packet, outcome });
    this.observer.onEvent?.({ kind: "received", packet });
    const index = this.nodeIndex(packet.dest);
    return this.#moveNode(systemState, index, this.#node(index).deliver(systemState.nodes[index] as NodeState, packet));
  }

  /** A message is no longer under way, and nobody got it. */
  lose(packet: Packet): void {
    this.observer.onEvent?.({ kind: "lost", packet });
  }

  /** The next timer of a node goes off. */
  fire(systemState: SystemState, index: number): void | Promise<void> {
    const before = systemState.nodes[index] as NodeState;
    const clockNs = Math.max(before.clockNs, before.timerNs ?? 0);
    this.observer.onEvent?.({ kind: "timer", node: this.plan.nodes[index] as string, clockNs });
    return this.#moveNode(systemState, index, this.#node(index).fire(before));
  }

  /** Time passes at a node. */
  wait(systemState: SystemState, index: number, untilNs: number): void | Promise<void> {
    const next = this.#node(index).wait(systemState.nodes[index] as NodeState, untilNs);
    if (next instanceof Promise) {
      return next.then((state) => {
        systemState.nodes[index] = state;
      });
    }
    systemState.nodes[index] = next;
  }

  /** A client begins an operation. Its request, if there is one, waits to be sent. */
  begin(systemState: SystemState, client: number, draft: OperationDraft): void {
    this.#moveClient(
      systemState,
      client,
      this.#client(client).begin(systemState.clients[client] as ClientState, draft),
    );
  }

  /** The request of a client reaches its node, at once: clients sit beside their nodes. */
  sendRequest(systemState: SystemState, client: number): void | Promise<void> {
    const { request } = systemState.clients[client] as ClientState;
    if (request === undefined) return;
    systemState.clients[client] = this.#client(client).sent(systemState.clients[client] as ClientState);
    return this.deliver(systemState, request);
  }

  /** A client gives up its open operation. */
  timeOut(systemState: SystemState, client: number): void {
    this.#moveClient(systemState, client, this.#client(client).timeOut(systemState.clients[client] as ClientState));
  }

  #node(index: number): NodeMachine {
    return this.nodes[index] as NodeMachine;
  }

  #client(index: number): ClientMachine {
    return this.clients[index] as ClientMachine;
  }

  #serve(
    systemState: SystemState,
    { service, packet, outcome }: { service: number; packet: Packet; outcome: number },
  ): void {
    const state = systemState.services[service] as ServiceState;
    const found = this.services[service]?.outcomes(state, packet)[outcome];
    if (found === undefined) throw new RangeError(`Cannot find outcome ${outcome} of ${packet.line}`);
    this.observer.onEvent?.({ kind: "received", packet, staleness: found.staleness });
    systemState.services[service] = found.state;
    if (found.reply !== undefined) this.#send(systemState, found.reply);
  }

  #moveNode(systemState: SystemState, index: number, next: NodeState | Promise<NodeState>): void | Promise<void> {
    if (next instanceof Promise) return next.then((state) => this.#setNode(systemState, index, state));
    this.#setNode(systemState, index, next);
  }

  #setNode(systemState: SystemState, index: number, state: NodeState): void {
    systemState.nodes[index] = state;
    for (const packet of state.sent) this.#send(systemState, packet);
    systemState.failure ??= state.failure;
  }

  #send(systemState: SystemState, packet: Packet): void {
    this.observer.onEvent?.({ kind: "sent", packet });
    if (isClient(packet.dest)) {
      const client = this.#clientIndexes.get(packet.dest);
      if (client === undefined) return this.onStrangersPacket(packet);
      this.#moveClient(
        systemState,
        client,
        this.#client(client).receive(systemState.clients[client] as ClientState, packet),
      );
    } else if (this.#nodeIndexes.has(packet.dest) || this.#serviceIndexes.has(packet.dest)) {
      systemState.underWay.push(packet);
    }
  }

  #moveClient(systemState: SystemState, index: number, state: ClientState): void {
    if (state === systemState.clients[index]) return;
    systemState.clients[index] = state;
    for (const entry of state.entries) {
      const timeNs = this.sharedTimeNs?.() ?? systemState.history.length * ENTRY_NS;
      systemState.history = this.histories.append(systemState.history, entry, timeNs);
      this.observer.onEvent?.({ kind: "entry", entry });
    }
  }
}

/** A state that can be changed without changing the other. */
export function copyOf({ nodes, services, clients, underWay, history, failure }: SystemState): SystemState {
  return {
    nodes: [...nodes],
    services: [...services],
    clients: [...clients],
    underWay: [...underWay],
    history,
    failure,
  };
}
