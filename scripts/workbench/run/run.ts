/**
 * One run: composes clock, network, services, nodes, clients and nemesis from a plan, lets it happen, and records it.
 *
 * Order, as in the original: nodes start and answer init; setup requests; the history clock starts; main phase with
 * nemesis; where the workload has final operations: healing, recovery pause, final phase; nodes stop. Judging the
 * recording is the business of `judge.ts`.
 *
 * @module
 */
import { type Clock, NS_PER_S, seconds, WallClock } from "../clock.ts";
import { Cluster, type RunFailure } from "./cluster.ts";
import { limit, only, sleep, stagger, timeLimit } from "../generator/combinators.ts";
import type { Generator } from "../generator/generator.ts";
import type { History, Json } from "../history.ts";
import { Nemesis } from "../nemesis/nemesis.ts";
import type { Journal, JournalEvent } from "../net/journal.ts";
import { MAILBOX_LIMIT, Network } from "../net/network.ts";
import type { LogLine } from "../picture.ts";
import { NodeLog } from "../recording/node_log.ts";
import type { OddLines } from "../recording/odd_lines.ts";
import { type StrayReplies, StrayReplySearch } from "../recording/stray_replies.ts";
import { type Beat, LOAD_CAUSE, type Monitor } from "../nodes/cause.ts";
import type { NodeWarning } from "../nodes/node_host.ts";
import { type SimulationTrap, trapsOf } from "../nodes/simulation_traps.ts";
import { VirtualWorld } from "../nodes/virtual_world.ts";
import type { RunPlan } from "./plan.ts";
import { BOOT_MS_PER_PROCESS, type MakeHost, type NodeProbe, processHosts, simulatedHosts } from "./hosts.ts";
import { checkPlanSize } from "./plan_size.ts";
import { RandomStreams } from "../random.ts";
import { Recorder, type RecordStores } from "../recording/recorder.ts";
import { Scheduler } from "./scheduler.ts";
import { registerServices, type StaleReply } from "../services/participants.ts";
import { grouped } from "../text/grouped.ts";
import type { WorkloadGenerators } from "../workloads/workload.ts";

/** Time that a simulated participant needs for one message, in ns, so that requests overlap even without latency. */
const SIMULATED_HANDLING_NS = [20_000, 200_000] as const;

/** How far a run has come. */
export interface RunProgress {
  readonly phase: "setup" | "main" | "recovery" | "final";
  readonly elapsedNs: number;
  readonly operationCount: number;
}

/** What the caller of a run may want to hear of. */
export interface RunHooks {
  /** Called after each operation that starts. */
  onProgress?(progress: RunProgress): void;
  /** Called for each line that a node prints on stderr. */
  onLog?(node: string, line: string): void;
  /** Called for each network event. Times before the start of the run count from the start of its nodes. */
  onNetEvent?(event: JournalEvent): void;
  /**
   * Asked now and then, with the characters of JSON that judging will bring to memory from the stores; where it is true
   * the run ends, while there is memory left to judge it.
   */
  isMemoryShort?(storedSize: number): boolean;
  /** Where to record while the run goes on. Default: in memory. */
  readonly stores?: RecordStores;
  /**
   * Is given a simulation's recording when it is complete but for a failure that may still show: of nodes that waited for
   * something real, for which a little time is given then.
   */
  onOver?(recording: Recording): Promise<void>;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
  /** Is told of all node code that a simulation runs, and can ask it to end. */
  readonly heartbeat?: Beat;
  /** Looks into the nodes of a simulation. */
  readonly probe?: NodeProbe;
  /** Where a simulation ends: before it gives control to node code for this time. */
  readonly stop?: { readonly count: number; readonly failure: RunFailure };
}

/** What happened. */
export interface Recording {
  readonly plan: RunPlan;
  readonly history: History;
  readonly journal: Journal;
  /** Present where the run ended early: through a node, or the bench. */
  readonly failure?: RunFailure;
  /** The last lines that nodes printed on stderr, by the node's name. */
  readonly lastLogLines?: Readonly<Record<string, readonly string[]>>;
  /** What nodes printed on stderr, in order: all, or the first and the last lines. */
  readonly logLines?: readonly LogLine[];
  /** How many lines between these are not kept. */
  readonly logLinesLeftOut?: number;
  /** Messages to participants that do not exist, by name. */
  readonly strayDestinations: ReadonlyMap<string, number>;
  /** Output of nodes that was tolerated. */
  readonly oddLines?: readonly OddLines[];
  /** Replies to clients that answer no request. */
  readonly strayReplies: readonly StrayReplies[];
  /** Answers of seq-kv from a state that was not the newest. */
  readonly staleReplies: readonly StaleReply[];
  /** What was seen of single nodes, in the order in which it was seen. */
  readonly nodeWarnings?: readonly (NodeWarning & { readonly node: string })[];
  /** Lines of a simulated program that will behave otherwise in processes. */
  readonly traps?: readonly SimulationTrap[];
}

/** Carries out a plan. Node failures are part of the recording; mistakes of the user are thrown. */
export async function carryOut(plan: RunPlan, hooks: RunHooks = {}): Promise<Recording> {
  if (plan.mode === "sim") {
    checkPlanSize(plan);
    const world = new VirtualWorld();
    hooks.heartbeat?.enter("", LOAD_CAUSE, -1);
    const makeHost = await simulatedHosts(plan, { world, probe: hooks.probe }).finally(() => hooks.heartbeat?.leave());
    const run = new Run(plan, hooks, { clock: world.clock, makeHost, handlingNs: SIMULATED_HANDLING_NS });
    world.monitor = run.monitor();
    run.start();
    await world.drive(() => run.isOver);
    const { program } = plan;
    const traps = program.kind === "module" ? { traps: trapsOf(program.url) } : {};
    const onOver = async () => await hooks.onOver?.({ ...run.recording(), ...traps });
    // A compiled program has nothing real that it could wait for.
    if (run.hasUnanswered && program.kind === "module") await world.lookForLateWork(onOver);
    else await onOver();
    return { ...await run.finish(), ...traps };
  }
  const clock = new WallClock();
  const makeHost = await processHosts(plan, clock);
  const run = new Run(plan, hooks, { clock, makeHost, handlingNs: [0, 0] });
  run.start();
  await run.over;
  return await run.finish();
}

interface RunContext {
  readonly clock: Clock;
  readonly makeHost: MakeHost;
  readonly handlingNs: readonly [number, number];
}

/** The state of one run. */
class Run {
  readonly over: Promise<void>;
  readonly #plan: RunPlan;
  readonly #hooks: RunHooks;
  readonly #clock: Clock;
  readonly #recorder: Recorder;
  readonly #log = new NodeLog();
  readonly #cluster: Cluster;
  readonly #nemesis: Nemesis;
  readonly #scheduler: Scheduler;
  readonly #generators: WorkloadGenerators;
  readonly #streams: RandomStreams;
  readonly #strayReplies = new StrayReplySearch();
  readonly #staleReplies: StaleReply[] = [];
  readonly #nodeWarnings: (NodeWarning & { readonly node: string })[] = [];
  #resolveOver: () => void = () => {};
  #phase: RunProgress["phase"] = "setup";
  #nextClient = 0;
  #failure: RunFailure | undefined;
  #isOver = false;
  #hasUnanswered = false;

  constructor(plan: RunPlan, hooks: RunHooks, context: RunContext) {
    this.#plan = plan;
    this.#hooks = hooks;
    this.#clock = context.clock;
    this.#streams = new RandomStreams(plan.seed);
    this.#recorder = new Recorder(context.clock, hooks.stores);
    this.over = new Promise((resolve) => {
      this.#resolveOver = resolve;
    });
    const network = this.#makeNetwork(context.handlingNs);
    this.#cluster = new Cluster({
      nodes: plan.nodes,
      network,
      clock: context.clock,
      makeHost: context.makeHost,
      bootMsPerNode: plan.mode === "process" ? BOOT_MS_PER_PROCESS : 0,
      ...(plan.initTimeoutS === undefined ? {} : { initTimeoutS: plan.initTimeoutS }),
      nextClientName: () => this.#nextClientName(),
      onFailure: (failure) => this.#end(failure),
      onLog: (node, text) => {
        this.#log.add({ timeNs: context.clock.now(), node, text });
        this.#hooks.onLog?.(node, text);
      },
      onWarning: (node, warning) => this.#nodeWarnings.push({ node, ...warning }),
    });
    registerServices(network, {
      randomFor: (name) => this.#streams.stream(`service ${name}`),
      now: () => this.#recorder.elapsedNs(),
      onStaleReply: (reply) => this.#staleReplies.push(reply),
    });
    this.#nemesis = new Nemesis(this.#cluster, (f, value) => this.#recordFault(f, value));
    this.#generators = plan.workload.generators(plan, this.#streams.stream("workload"));
    this.#scheduler = this.#makeScheduler(network);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** True where a request was not answered in time. */
  get hasUnanswered(): boolean {
    return this.#hasUnanswered;
  }

  /** What a simulation's world tells; undefined where nobody wants to hear it. */
  monitor(): Monitor | undefined {
    const { heartbeat, stop } = this.#hooks;
    if (heartbeat === undefined) return undefined;
    return {
      enter: (node, cause) => {
        if (heartbeat.isInterrupted) this.#interrupt();
        if (stop !== undefined && heartbeat.count + 1 === stop.count) this.#end(stop.failure);
        // Times of the setup count from the start of the nodes.
        const timeNs = this.#phase === "setup" ? -1 : this.#recorder.elapsedNs();
        return !this.#isOver && heartbeat.enter(node, cause, timeNs);
      },
      leave: () => heartbeat.leave(),
    };
  }

  start(): void {
    const { signal } = this.#hooks;
    if (signal?.aborted) return this.#interrupt();
    signal?.addEventListener("abort", this.#interrupt, { once: true });
    this.#cluster.start(() => this.#setUp());
  }

  async finish(): Promise<Recording> {
    // The signal outlives the run and would keep all of it in memory.
    this.#hooks.signal?.removeEventListener("abort", this.#interrupt);
    await this.#cluster.stop();
    return this.recording();
  }

  /** What has happened. */
  recording(): Recording {
    return {
      plan: this.#plan,
      ...this.#recorder.finish(),
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
      strayDestinations: this.#cluster.strayDestinations,
      lastLogLines: this.#cluster.lastLogLines,
      logLines: this.#log.linesSince(this.#recorder.startNs),
      logLinesLeftOut: this.#log.leftOut,
      oddLines: this.#cluster.oddLines,
      strayReplies: this.#strayReplies.found,
      staleReplies: this.#staleReplies,
      nodeWarnings: this.#nodeWarnings,
    };
  }

  readonly #interrupt = (): void => {
    const text = `The run was interrupted ${this.#whenAndWhat()}`;
    this.#end({ kind: "interrupted", node: "", text });
  };

  #memoryFailure(eventCount: number): RunFailure {
    return {
      kind: "memory",
      node: "",
      text: `The bench ended this run ${this.#whenAndWhat()}: the record, ${grouped(eventCount)} sends and ` +
        "receives so far, fills the memory that it may take, expected one that fits. Such a run needs a lower --rate, a " +
        "shorter --time-limit, or more memory: DENO_V8_FLAGS=--max-old-space-size=16000",
    };
  }

  /** When a run ended early, and what was not reached. */
  #whenAndWhat(): string {
    const elapsed = seconds(this.#recorder.elapsedNs(), 1);
    const hasFinal = this.#generators.final !== undefined;
    switch (this.#phase) {
      case "setup":
        return "before its first operation";
      case "main":
        return `at ${elapsed} of ${this.#plan.timeLimitS} s${
          hasFinal ? ", before the recovery and the final operations" : ""
        }`;
      case "recovery":
        return `at ${elapsed}, in the recovery, before the final operations`;
      case "final":
        return `at ${elapsed}, before all final operations had ended`;
    }
  }

  #makeNetwork(handlingNs: readonly [number, number]): Network {
    const { latencyMs, latencyDistribution, lossProbability, duplicationProbability, jitterMs } = this.#plan;
    return new Network(
      { latencyMs, latencyDistribution, lossProbability, duplicationProbability, jitterMs, handlingNs },
      {
        clock: this.#clock,
        random: this.#streams.stream("network"),
        onEvent: (event) => {
          if (event.type === "send") this.#strayReplies.look(event.message);
          const recorded = this.#recorder.recordEvent(event);
          this.#hooks.onNetEvent?.(recorded);
          const isCheckDue = recorded.id % MEMORY_CHECK_EVENTS === MEMORY_CHECK_EVENTS - 1;
          if (isCheckDue && this.#hooks.isMemoryShort?.(this.#recorder.storedHistorySize)) {
            this.#end(this.#memoryFailure(recorded.id + 1));
          }
        },
        onFlood: (receiver, message) => this.#end(floodFailure(receiver, message.src)),
      },
    );
  }

  #makeScheduler(network: Network): Scheduler {
    return new Scheduler({
      clock: this.#clock,
      network,
      random: this.#streams.stream("workload operations"),
      workload: this.#plan.workload,
      workloadOptions: this.#plan,
      nextClientName: () => this.#nextClientName(),
      record: (entry) => {
        this.#reportProgress();
        return this.#recorder.recordOperation(entry);
      },
      recordCompletion: (invocation, completion) => {
        if (completion.type === "info") this.#hasUnanswered = true;
        return this.#recorder.recordCompletion(invocation, completion);
      },
      elapsedNs: () => this.#recorder.elapsedNs(),
      startNs: () => this.#recorder.startNs,
    });
  }

  #setUp(): void {
    const { nodes, workload } = this.#plan;
    let missing = nodes.length;
    for (const node of nodes) {
      this.#cluster.setUp(node, workload.setup?.(this.#plan, node) ?? [], () => {
        missing--;
        if (missing === 0) this.#runMainPhase();
      });
    }
  }

  #runMainPhase(): void {
    this.#phase = "main";
    this.#recorder.start();
    const limitNs = this.#plan.timeLimitS * NS_PER_S;
    for (const event of this.#plan.schedule) {
      if (event.timeNs >= limitNs) continue;
      this.#clock.at(this.#recorder.startNs + event.timeNs, () => {
        if (this.#phase === "main") this.#nemesis.apply(event);
      });
    }
    this.#scheduler.run(this.#mainGenerator(limitNs), () => this.#afterMainPhase());
  }

  #mainGenerator(limitNs: number): Generator {
    const { rate, operationLimit, onlyOperations } = this.#plan;
    if (rate === 0) return sleep(limitNs);
    const random = this.#streams.stream("rate");
    const staggered = stagger(NS_PER_S / rate, random, this.#generators.main);
    const limited = operationLimit === undefined ? staggered : limit(operationLimit, staggered);
    return timeLimit(limitNs, onlyOperations === undefined ? limited : only(onlyOperations, limited));
  }

  #afterMainPhase(): void {
    const { final } = this.#generators;
    if (final === undefined) return this.#end();
    this.#phase = "recovery";
    if (this.#plan.hasNemesis) this.#nemesis.healAll();
    this.#clock.at(this.#clock.now() + this.#plan.recoveryS * NS_PER_S, () => {
      this.#phase = "final";
      this.#scheduler.run(final, () => this.#end());
    });
  }

  #recordFault(f: string, value: Json): void {
    this.#recorder.recordOperation({ process: "nemesis", type: "info", f, value });
  }

  #nextClientName(): string {
    return `c${this.#nextClient++}`;
  }

  #reportProgress(): void {
    this.#hooks.onProgress?.({
      phase: this.#phase,
      elapsedNs: this.#recorder.elapsedNs(),
      operationCount: this.#scheduler.invokedCount,
    });
  }

  #end(failure?: RunFailure): void {
    // What a node did in real time may show when the run is over.
    if (failure?.kind === "unsimulated") this.#failure ??= failure;
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure ??= failure;
    this.#resolveOver();
  }
}

/** Network events between two looks at the memory. */
const MEMORY_CHECK_EVENTS = 10_000;

function floodFailure(receiver: string, sender: string): RunFailure {
  return {
    kind: "flood",
    node: sender,
    text:
      `Node "${sender}" floods the network: ${MAILBOX_LIMIT} messages wait for "${receiver}", expected no more than it ` +
      "can take\nLikely cause: a node passes on all that it hears, also what it knows already; let it remember what it " +
      "knows, and pass on only what is new",
  };
}
