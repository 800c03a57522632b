/**
 * A state of the whole system, and what can happen to it.
 *
 * @module
 */
import type { VirtualWorld } from "../nodes/virtual_world.ts";
import type { NodeProgram } from "../nodes/simulated_node.ts";
import { isClient } from "../net/message.ts";
import type { RunPlan } from "../run/plan.ts";
import { SERVICE_NAMES } from "../services/service.ts";
import type { OperationDraft } from "../generator/generator.ts";
import { ClientMachine, type ClientState, type Entry } from "./client_machine.ts";
import { type HistoryEnd, HistoryTree } from "./history_tree.ts";
import { NodeMachine, type NodeState } from "./node_machine.ts";
import { type Packet, PacketTable } from "./packet_table.ts";
import { ServiceMachine, type ServiceState } from "./service_machine.ts";

/** A state of the system: that of each participant, the messages under way, and what clients saw, in this order. */
export interface Situation {
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
export type Happening =
  | { readonly kind: "sent" | "received" | "lost"; readonly packet: Packet; readonly staleness?: number }
  | { readonly kind: "timer"; readonly node: string; readonly clockNs: number }
  | { readonly kind: "entry"; readonly entry: Entry };

/** Hears what happens to a situation, in order. */
export interface Observer {
  onHappening?(happening: Happening): void;
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
export const ENTRY_NS = 1e6;

/** The rules by which situations follow from each other. Methods change the situation that they are given. */
export class System {
  readonly plan: RunPlan;
  readonly packets = new PacketTable();
  readonly nodes: readonly NodeMachine[];
  readonly services: readonly ServiceMachine[];
  readonly clients: readonly ClientMachine[];
  readonly histories = new HistoryTree();
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
    let stateCount = 0;
    this.clients = Array.from({ length: plan.concurrency }, (_, thread) =>
      new ClientMachine({
        thread,
        node: plan.nodes[thread % plan.nodes.length] as string,
        workload: plan.workload,
        workloadOptions: plan,
        packets,
        nextStateId: () => stateCount++,
      }));
    this.#nodeIndexes = new Map(plan.nodes.map((name, index) => [name, index]));
    this.#serviceIndexes = new Map(SERVICE_NAMES.map((name, index) => [name, index]));
    this.#clientIndexes = new Map(this.clients.map(({ name }, index) => [name, index]));
  }

  /** All nodes started, nothing sent. */
  async start(): Promise<Situation> {
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

  nodeIndex(name: string): number {
    const index = this.#nodeIndexes.get(name);
    if (index === undefined) throw new RangeError(`Cannot find the node "${name}"`);
    return index;
  }

  /** In how many ways a message can be taken: 1, or more where a service draws. */
  outcomeCount({ services }: Situation, packet: Packet): number {
    const index = this.#serviceIndexes.get(packet.dest);
    if (index === undefined) return 1;
    return this.services[index]?.outcomes(services[index] as ServiceState, packet).length ?? 1;
  }

  /** A node or service takes a message, which must not be under way any more (or may be doubled). */
  async deliver(situation: Situation, packet: Packet, outcome = 0): Promise<void> {
    const service = this.#serviceIndexes.get(packet.dest);
    if (service !== undefined) return this.#serve(situation, { service, packet, outcome });
    this.observer.onHappening?.({ kind: "received", packet });
    const index = this.nodeIndex(packet.dest);
    const state = await this.nodes[index]?.deliver(situation.nodes[index] as NodeState, packet);
    this.#moveNode(situation, index, state as NodeState);
  }

  /** A message is no longer under way, and nobody got it. */
  lose(packet: Packet): void {
    this.observer.onHappening?.({ kind: "lost", packet });
  }

  /** The next timer of a node goes off. */
  async fire(situation: Situation, index: number): Promise<void> {
    const before = situation.nodes[index] as NodeState;
    const clockNs = Math.max(before.clockNs, before.timerNs ?? 0);
    this.observer.onHappening?.({ kind: "timer", node: this.plan.nodes[index] as string, clockNs });
    this.#moveNode(situation, index, await this.nodes[index]?.fire(before) as NodeState);
  }

  /** Time passes at a node. */
  async wait(situation: Situation, index: number, untilNs: number): Promise<void> {
    situation.nodes[index] = await this.nodes[index]?.wait(situation.nodes[index] as NodeState, untilNs) as NodeState;
  }

  /** A client begins an operation. Its request, if there is one, waits to be sent. */
  begin(situation: Situation, client: number, draft: OperationDraft): void {
    this.#moveClient(situation, client, this.#client(client).begin(situation.clients[client] as ClientState, draft));
  }

  /** The request of a client reaches its node, at once: clients sit beside their nodes. */
  async sendRequest(situation: Situation, client: number): Promise<void> {
    const { request } = situation.clients[client] as ClientState;
    if (request === undefined) return;
    situation.clients[client] = this.#client(client).sent(situation.clients[client] as ClientState);
    await this.deliver(situation, request);
  }

  /** A client gives up its open operation. */
  timeOut(situation: Situation, client: number): void {
    this.#moveClient(situation, client, this.#client(client).timeOut(situation.clients[client] as ClientState));
  }

  #client(index: number): ClientMachine {
    return this.clients[index] as ClientMachine;
  }

  #serve(
    situation: Situation,
    { service, packet, outcome }: { service: number; packet: Packet; outcome: number },
  ): void {
    const state = situation.services[service] as ServiceState;
    const found = this.services[service]?.outcomes(state, packet)[outcome];
    if (found === undefined) throw new RangeError(`Cannot find outcome ${outcome} of ${packet.line}`);
    this.observer.onHappening?.({ kind: "received", packet, staleness: found.staleness });
    situation.services[service] = found.state;
    if (found.reply !== undefined) this.#send(situation, found.reply);
  }

  #moveNode(situation: Situation, index: number, state: NodeState): void {
    situation.nodes[index] = state;
    for (const packet of state.sent) this.#send(situation, packet);
    situation.failure ??= state.failure;
  }

  #send(situation: Situation, packet: Packet): void {
    this.observer.onHappening?.({ kind: "sent", packet });
    if (isClient(packet.dest)) {
      const client = this.#clientIndexes.get(packet.dest);
      if (client === undefined) return this.onStrangersPacket(packet);
      this.#moveClient(
        situation,
        client,
        this.#client(client).receive(situation.clients[client] as ClientState, packet),
      );
    } else if (this.#nodeIndexes.has(packet.dest) || this.#serviceIndexes.has(packet.dest)) {
      situation.underWay.push(packet);
    }
  }

  #moveClient(situation: Situation, index: number, state: ClientState): void {
    if (state === situation.clients[index]) return;
    situation.clients[index] = state;
    for (const entry of state.entries) {
      const timeNs = this.sharedTimeNs?.() ?? situation.history.length * ENTRY_NS;
      situation.history = this.histories.append(situation.history, entry, timeNs);
      this.observer.onHappening?.({ kind: "entry", entry });
    }
  }
}

/** A situation that can be changed without changing the other. */
export function copyOf({ nodes, services, clients, underWay, history, failure }: Situation): Situation {
  return {
    nodes: [...nodes],
    services: [...services],
    clients: [...clients],
    underWay: [...underWay],
    history,
    failure,
  };
}
