/**
 * How a path ends: from some moment on nothing is lost any more, open operations come to their end, the recovery time
 * passes, and the workload's final operations ask for the result.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import type { Generator, GeneratorContext } from "../generator/generator.ts";
import type { MessageBody } from "../net/message.ts";
import { RandomStreams } from "../random.ts";
import { UsageError } from "../usage_error.ts";
import { FairRun } from "./fair_run.ts";
import { type HistoryEnd, operationsOf } from "./history_tree.ts";
import { copyOf, ENTRY_NS, type System, type SystemState } from "./system_state.ts";

/** How long nodes may take to answer init and the other requests of the setup, in ns of their own time. */
const SETUP_LIMIT_NS = 10 * NS_PER_S;

/** Sends the messages of the setup. */
const SETUP_CLIENT = "csetup";

/** Starts the nodes: init and the workload's setup, one after another. @throws {UsageError} where one does not answer. */
export async function setUp(system: System): Promise<SystemState> {
  const { plan } = system;
  const run = new FairRun(system, await system.start());
  const init = (node: string) => ({ type: "init", node_id: node, node_ids: plan.nodes });
  for (const node of plan.nodes) await request(run, { system, node, body: { ...init(node), msg_id: 1 } });
  for (const node of plan.nodes) {
    for (const [position, body] of (plan.workload.setup?.(plan, node) ?? []).entries()) {
      await request(run, { system, node, body: { ...body, type: String(body.type), msg_id: position + 2 } });
    }
  }
  return run.systemState;
}

interface SetupRequest {
  readonly system: System;
  readonly node: string;
  readonly body: MessageBody;
}

async function request(run: FairRun, { system, node, body }: SetupRequest): Promise<void> {
  let answer: string | undefined;
  system.onStrangersPacket = ({ src, body: reply }) => {
    if (src === node && reply.in_reply_to === body.msg_id) answer = reply.type;
  };
  run.systemState.underWay.push(system.packets.intern(SETUP_CLIENT, node, body));
  while (answer === undefined) {
    if (!await run.step(SETUP_LIMIT_NS)) break;
  }
  system.onStrangersPacket = () => {};
  if (answer === `${body.type}_ok`) return;
  throw new UsageError(
    run.systemState.failure ??
      `Cannot set up node "${node}": it answered ${body.type} with ${answer ?? "nothing"}, expected "${body.type}_ok"`,
  );
}

/** Brings a path to its end; the state stays as it is. */
export async function quiesce(system: System, systemState: SystemState): Promise<SystemState> {
  const run = new FairRun(system, copyOf(systemState));
  const startNs = systemState.history.length * ENTRY_NS;
  // One nanosecond more for each entry, so that no two have the same time.
  system.sharedTimeNs = () => startNs + run.nowNs + run.systemState.history.length;
  try {
    await finish(system, run);
  } finally {
    system.sharedTimeNs = undefined;
  }
  return run.systemState;
}

async function finish(system: System, run: FairRun): Promise<void> {
  const { plan } = system;
  const streams = new RandomStreams(plan.seed);
  await endOperations(run);
  const { main, final } = plan.workload.generators(plan, streams.stream("workload"));
  if (final === undefined) return;
  const recoveredNs = run.nowNs + plan.recoveryS * NS_PER_S;
  await run.stepUntil(recoveredNs);
  // The final operations may depend on what the others showed.
  const told = new Follower(main, system);
  told.tell(run.systemState.history);
  told.follow(final);
  const random = streams.stream("workload operations");
  while (run.systemState.failure === undefined) {
    const step = final.next(contextOf(run, { system, random }));
    // Nodes with a periodic timer never come to rest; the end is where nobody is asked any more.
    if (step.kind === "done") return await endOperations(run);
    if (step.kind === "operation") {
      system.begin(run.systemState, step.operation.thread, withoutThread(step.operation));
      run.noteDeadlines();
    } else if (!await run.step(step.untilNs ?? Infinity) && step.untilNs === undefined) return;
    told.tell(run.systemState.history);
  }
}

/** Lets open operations come to their end: each has a time limit. */
async function endOperations(run: FairRun): Promise<void> {
  await run.stepUntil(Infinity, () => run.systemState.clients.some(({ isBusy }) => isBusy));
}

/** Tells a generator of the entries of a history that are new. */
class Follower {
  #generator: Generator;
  readonly #system: System;
  #toldCount = 0;

  constructor(generator: Generator, system: System) {
    this.#generator = generator;
    this.#system = system;
  }

  follow(generator: Generator): void {
    this.#generator = generator;
  }

  tell(end: HistoryEnd): void {
    if (end.length === this.#toldCount) return;
    for (const operation of operationsOf(end, this.#toldCount)) {
      this.#generator.update?.(operation, Number(operation.process) % this.#system.plan.concurrency);
    }
    this.#toldCount = end.length;
  }
}

function contextOf(
  run: FairRun,
  { system, random }: Pick<GeneratorContext, "random"> & { system: System },
): GeneratorContext {
  const { clients } = run.systemState;
  const threads = clients.map((_, thread) => thread);
  return {
    timeNs: run.nowNs,
    freeThreads: threads.filter((thread) => clients[thread]?.isBusy === false),
    threads,
    processOf: (thread) => clients[thread]?.process ?? thread + system.plan.concurrency,
    random,
  };
}

function withoutThread<T extends { readonly thread: number }>({ thread: _, ...draft }: T): Omit<T, "thread"> {
  return draft;
}
