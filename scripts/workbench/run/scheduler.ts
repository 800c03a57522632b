/**
 * Lets worker threads perform what a generator decides, and records the history.
 *
 * A thread runs as a process; when an operation ends as `info` the process is lost and the thread goes on as process
 * number plus concurrency, with a new client unless the workload reuses it. Thread i talks to node i modulo the number
 * of nodes. Free threads are used round robin.
 *
 * @module
 */
import { Client, type Completion, performOperation } from "./client.ts";
import type { Clock, Waiting } from "../clock.ts";
import type { Generator, GeneratorContext, PlannedOperation } from "../generator/generator.ts";
import type { Operation } from "../history.ts";
import type { Network } from "../net/network.ts";
import type { Random } from "../random.ts";
import type { Workload, WorkloadClient, WorkloadOptions } from "../workloads/workload.ts";

/** What a scheduler works with. */
export interface SchedulerOptions {
  readonly clock: Clock;
  readonly network: Network;
  readonly random: Random;
  readonly workload: Workload;
  readonly workloadOptions: WorkloadOptions;
  /** Names clients: c0, c1 ... over the whole run. */
  nextClientName(): string;
  /** Adds the invocation of an operation to the history and returns it with index and time. */
  record(entry: Omit<Operation, "index" | "time">): Operation;
  /** The same for its completion, which has what its invocation has and the end does not say. */
  recordCompletion(invocation: Operation, completion: Completion): Operation;
  /** Nanoseconds since the start of the run. */
  elapsedNs(): number;
  /** The clock's time at the start of the run. */
  startNs(): number;
}

interface Worker {
  readonly thread: number;
  readonly node: string;
  process: number;
  isFree: boolean;
  client: Client | undefined;
  workloadClient: WorkloadClient | undefined;
  /** The process that the client was opened for. */
  clientProcess: number;
}

interface StepContextOptions extends Pick<GeneratorContext, "threads" | "processOf" | "random"> {
  /** Threads without an open operation, the next one first. */
  findFreeThreads(): readonly number[];
}

/**
 * What generators see, made once: most steps are waits, which look at the time alone.
 *
 * It is a class because V8 keeps the getters of each literal in old memory, where they would keep all of the run behind
 * them through each collection of young garbage.
 */
class StepContext implements GeneratorContext {
  timeNs = 0;
  readonly threads: readonly number[];
  readonly processOf: (thread: number) => number;
  readonly random: Random;
  readonly #findFreeThreads: () => readonly number[];
  /** Those of the step, once the generator has looked. */
  #freeThreads: readonly number[] | undefined;

  constructor({ threads, processOf, random, findFreeThreads }: StepContextOptions) {
    this.threads = threads;
    this.processOf = processOf;
    this.random = random;
    this.#findFreeThreads = findFreeThreads;
  }

  get freeThreads(): readonly number[] {
    return this.#freeThreads ??= this.#findFreeThreads();
  }

  /** Begins the next step. */
  begin(timeNs: number): void {
    this.timeNs = timeNs;
    this.#freeThreads = undefined;
  }
}

/** Runs generators, one after another, over the same worker threads. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #workers: readonly Worker[];
  readonly #context: StepContext;
  readonly #timeoutMs: number;
  #generator: Generator | undefined;
  #onDone: () => void = () => {};
  /** Asks the generator again. */
  #wake: Waiting | undefined;
  #isAdvancing = false;
  #nextWorker = 0;
  #invokedCount = 0;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    const { nodes, concurrency } = options.workloadOptions;
    this.#workers = Array.from({ length: concurrency }, (_, thread) => ({
      thread,
      node: nodes[thread % nodes.length] as string,
      process: thread,
      isFree: true,
      client: undefined,
      workloadClient: undefined,
      clientProcess: -1,
    }));
    this.#context = new StepContext({
      threads: this.#workers.map((worker) => worker.thread),
      processOf: (thread) => this.#workers[thread]?.process ?? thread,
      random: options.random,
      findFreeThreads: () => this.#freeThreads(),
    });
    this.#timeoutMs = options.workload.requestTimeoutMs(options.workloadOptions);
  }

  /** Operations invoked so far. */
  get invokedCount(): number {
    return this.#invokedCount;
  }

  /** Runs a generator to its end, waits for all open operations, then calls `onDone`. */
  run(generator: Generator, onDone: () => void): void {
    this.#generator = generator;
    this.#onDone = onDone;
    this.#advance();
  }

  #advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    this.#wake?.cancel();
    while (this.#generator !== undefined) {
      this.#context.begin(this.#options.elapsedNs());
      const step = this.#generator.next(this.#context);
      if (step.kind === "operation") {
        this.#invoke(step.operation);
        continue;
      }
      if (step.kind === "wait" && step.untilNs !== undefined) {
        this.#wake = this.#options.clock.at(this.#options.startNs() + step.untilNs, () => this.#advance());
      }
      if (step.kind === "done" && this.#workers.every((worker) => worker.isFree)) this.#finish();
      break;
    }
    this.#isAdvancing = false;
  }

  #finish(): void {
    this.#generator = undefined;
    const onDone = this.#onDone;
    this.#options.clock.at(this.#options.clock.now(), onDone);
  }

  /** Free threads, the next one first. */
  #freeThreads(): number[] {
    const freeThreads: number[] = [];
    for (let offset = 0; offset < this.#workers.length; offset++) {
      const worker = this.#workers[(this.#nextWorker + offset) % this.#workers.length] as Worker;
      if (worker.isFree) freeThreads.push(worker.thread);
    }
    return freeThreads;
  }

  #invoke(planned: PlannedOperation): void {
    const worker = this.#workers[planned.thread];
    if (worker === undefined || !worker.isFree) {
      throw new Error(`Cannot start "${planned.f}": thread ${planned.thread} is not free, expected a free thread`);
    }
    worker.isFree = false;
    this.#nextWorker = (planned.thread + 1) % this.#workers.length;
    this.#invokedCount++;
    const { thread: _, ...draft } = planned;
    const operation = this.#options.record({ ...draft, process: worker.process, type: "invoke", node: worker.node });
    this.#generator?.update?.(operation, worker.thread);
    const { client, workloadClient } = this.#clientOf(worker);
    const { workload } = this.#options;
    performOperation(
      operation,
      { workload, workloadClient, client, timeoutMs: this.#timeoutMs },
      (completion) => this.#complete(worker, operation, completion),
    );
  }

  #complete(worker: Worker, invocation: Operation, completion: Completion): void {
    const operation = this.#options.recordCompletion(invocation, completion);
    if (completion.type === "info") worker.process += this.#workers.length;
    worker.isFree = true;
    this.#generator?.update?.(operation, worker.thread);
    this.#advance();
  }

  /** The client of a worker; a new one where the process changed, opened at the first operation. */
  #clientOf(worker: Worker): { client: Client; workloadClient: WorkloadClient } {
    const { workload, workloadOptions, network, clock } = this.#options;
    const isUsable = worker.clientProcess === worker.process || workload.reusesClients;
    if (worker.client !== undefined && worker.workloadClient !== undefined && isUsable) {
      return { client: worker.client, workloadClient: worker.workloadClient };
    }
    worker.client?.close();
    const client = new Client(this.#options.nextClientName(), worker.node, network, clock);
    const workloadClient = workload.openClient(workloadOptions);
    worker.client = client;
    worker.workloadClient = workloadClient;
    worker.clientProcess = worker.process;
    return { client, workloadClient };
  }
}
