/**
 * A client as an automaton: what it sends and records is a function of the operations that it began and of the replies
 * that it got.
 *
 * A thread of the bench (see scheduler.ts): where an operation ends as `info`, it goes on as another process.
 *
 * @module
 */
import { type CallOutcome, type Completion, performOperation } from "../run/client.ts";
import type { OperationDraft } from "../generator/generator.ts";
import type { Operation } from "../history.ts";
import type { RequestBody, Workload, WorkloadOptions } from "../workloads/workload.ts";
import type { Packet, PacketTable } from "./packet_table.ts";

/** An entry of the history, before it has a place in it. */
export type Entry = Omit<Operation, "index" | "time">;

type ClientEvent = { readonly begun: OperationDraft } | { readonly reply: Packet } | "sent" | "timeout";

/** A client after some events. */
export interface ClientState {
  /** Dense from 0 over all clients. */
  readonly id: number;
  /** The process that it runs as. */
  readonly process: number;
  /** Operations that it has begun. */
  readonly begunCount: number;
  /** True while an operation is open. */
  readonly isBusy: boolean;
  /** A request that it is about to send. */
  readonly request: Packet | undefined;
  /** What the last event put into the history. */
  readonly entries: readonly Entry[];
  readonly before: { readonly state: ClientState; readonly event: ClientEvent } | undefined;
  readonly after: Map<string | number, ClientState>;
}

/** What a machine is made of. */
export interface ClientMachineOptions {
  readonly thread: number;
  readonly node: string;
  readonly workload: Workload;
  readonly workloadOptions: WorkloadOptions;
  readonly packets: PacketTable;
  /** The states of all clients, by id. */
  readonly states: ClientState[];
}

/** Steps one client from state to state. */
export class ClientMachine {
  /** `c0`, `c1` and so on, over all processes. */
  readonly name: string;
  readonly node: string;
  readonly initial: ClientState;
  /** How long it waits for a reply, in ms. */
  readonly timeoutMs: number;
  readonly #options: ClientMachineOptions;

  constructor(options: ClientMachineOptions) {
    this.#options = options;
    this.name = `c${options.thread}`;
    this.node = options.node;
    this.timeoutMs = options.workload.requestTimeoutMs(options.workloadOptions);
    this.initial = this.#observe(new ClientLife(this.name, options), undefined);
  }

  /** Begins an operation. */
  begin(state: ClientState, draft: OperationDraft): ClientState {
    return this.#step(state, `begin ${JSON.stringify(draft)}`, { begun: draft });
  }

  /** The request has left. */
  sent(state: ClientState): ClientState {
    return this.#step(state, "sent", "sent");
  }

  receive(state: ClientState, reply: Packet): ClientState {
    return this.#step(state, reply.id, { reply });
  }

  /** Gives up waiting. */
  timeOut(state: ClientState): ClientState {
    return this.#step(state, "timeout", "timeout");
  }

  #step(state: ClientState, key: string | number, event: ClientEvent): ClientState {
    let next = state.after.get(key);
    if (next !== undefined) return next;
    const life = new ClientLife(this.name, this.#options);
    const past: ClientEvent[] = [];
    for (let one = state; one.before !== undefined; one = one.before.state) past.push(one.before.event);
    for (const before of past.reverse()) life.take(before);
    // What nobody waits for any more changes nothing.
    next = life.take(event) ? this.#observe(life, { state, event }) : state;
    state.after.set(key, next);
    return next;
  }

  #observe(life: ClientLife, before: ClientState["before"]): ClientState {
    const { process, begunCount, request, entries, isBusy } = life;
    const { states } = this.#options;
    const state: ClientState = {
      id: states.length,
      process,
      begunCount,
      isBusy,
      request,
      entries: [...entries],
      before,
      after: new Map(),
    };
    states.push(state);
    return state;
  }
}

/** A client that is alive, made again for each step; it is cheap. */
class ClientLife {
  readonly entries: Entry[] = [];
  process: number;
  begunCount = 0;
  isBusy = false;
  request: Packet | undefined;
  readonly #name: string;
  readonly #options: ClientMachineOptions;
  #workloadClient;
  #messageCount = 0;
  #awaited: { readonly messageId: number; readonly settle: (outcome: CallOutcome) => void } | undefined;

  constructor(name: string, options: ClientMachineOptions) {
    this.#name = name;
    this.#options = options;
    this.process = options.thread;
    this.#workloadClient = options.workload.openClient(options.workloadOptions);
  }

  /** Returns false for an event that means nothing to it. */
  take(event: ClientEvent): boolean {
    this.entries.length = 0;
    if (event === "sent") this.request = undefined;
    else if (event === "timeout") this.#settle({ kind: "timeout" });
    else if ("begun" in event) this.#begin(event.begun);
    else if (event.reply.body.in_reply_to !== this.#awaited?.messageId) return false;
    else this.#settle({ kind: "reply", body: event.reply.body });
    return true;
  }

  #settle(outcome: CallOutcome): void {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    awaited?.settle(outcome);
  }

  #begin(draft: OperationDraft): void {
    const { node, workload } = this.#options;
    const entry: Entry = { ...draft, process: this.process, type: "invoke", node };
    this.entries.push(entry);
    this.begunCount++;
    this.isBusy = true;
    const client = { call: this.#call.bind(this) };
    const options = { workload, workloadClient: this.#workloadClient, client, timeoutMs: 0 };
    // The place in the history does not matter to a client.
    performOperation({ ...entry, index: 0, time: 0 }, options, (completion) => this.#complete(entry, completion));
  }

  #call({ type, ...fields }: RequestBody, _timeoutMs: number, settle: (outcome: CallOutcome) => void): void {
    const messageId = ++this.#messageCount;
    this.#awaited = { messageId, settle };
    const { node, packets } = this.#options;
    this.request = packets.intern(this.#name, node, { type: String(type), ...fields, msg_id: messageId });
  }

  #complete(entry: Entry, completion: Completion): void {
    const { workload, workloadOptions } = this.#options;
    this.entries.push({ ...entry, ...completion });
    this.isBusy = false;
    if (completion.type !== "info") return;
    this.process += workloadOptions.concurrency;
    if (!workload.reusesClients) this.#workloadClient = workload.openClient(workloadOptions);
  }
}
