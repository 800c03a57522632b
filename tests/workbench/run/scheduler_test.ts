import { assertEquals } from "@std/assert";
import { NS_PER_S, VirtualClock } from "../../../scripts/workbench/clock.ts";
import { limit, sleep, stagger, timeLimit } from "../../../scripts/workbench/generator/combinators.ts";
import { type Generator, operations } from "../../../scripts/workbench/generator/generator.ts";
import type { Operation } from "../../../scripts/workbench/history.ts";
import type { MessageBody } from "../../../scripts/workbench/net/message.ts";
import { Network } from "../../../scripts/workbench/net/network.ts";
import { Random } from "../../../scripts/workbench/random.ts";
import { Scheduler } from "../../../scripts/workbench/run/scheduler.ts";
import { WORKLOADS } from "../../../scripts/workbench/workloads/registry.ts";
import type { Workload } from "../../../scripts/workbench/workloads/workload.ts";
import { OPTIONS } from "../workloads/generator_driver.ts";

const ECHO = WORKLOADS.get("echo")!;

/** Endless echoes. */
const ECHOES = operations(() => ({ f: "echo", value: "hi" }));

/** Four threads over the nodes n0 and n1, which echo, but for those that are silent. */
class Stage {
  readonly clock = new VirtualClock();
  /** `0 s, process 1 on n1: invoke`. */
  readonly entries: string[] = [];
  readonly scheduler: Scheduler;
  readonly silent = new Set<string>();
  #clientCount = 0;
  #index = 0;

  constructor(workload: Workload = ECHO) {
    const network = new Network({
      latencyMs: 0,
      latencyDistribution: "constant",
      lossProbability: 0,
      duplicationProbability: 0,
      jitterMs: 0,
      handlingNs: [0, 0],
    }, { clock: this.clock, random: new Random(1), onEvent: () => {}, onFlood: () => {} });
    for (const node of OPTIONS.nodes) {
      const deliver = ({ src, body }: { readonly src: string; readonly body: MessageBody }) => {
        if (this.silent.has(node)) return;
        network.send(node, src, { type: "echo_ok", echo: body.echo ?? null, in_reply_to: body.msg_id ?? null });
      };
      network.register(node, { isUp: () => true, deliver });
    }
    this.scheduler = new Scheduler({
      clock: this.clock,
      network,
      random: new Random(1),
      workload,
      workloadOptions: OPTIONS,
      nextClientName: () => `c${this.#clientCount++}`,
      record: (entry) => this.#record(entry),
      recordCompletion: (invocation, completion) => this.#record({ ...invocation, ...completion }),
      elapsedNs: () => this.clock.now(),
      startNs: () => 0,
    });
  }

  #record(entry: Omit<Operation, "index" | "time">): Operation {
    const time = this.clock.now();
    this.entries.push(`${time / NS_PER_S} s, process ${entry.process} on ${entry.node}: ${entry.type}`);
    return { ...entry, index: this.#index++, time };
  }

  /** Runs a generator to its end; gives the entries and the seconds when it was done. */
  run(generator: Generator): { readonly entries: readonly string[]; readonly doneAtS: number | undefined } {
    let doneAtS: number | undefined;
    this.scheduler.run(generator, () => doneAtS = this.clock.now() / NS_PER_S);
    while (this.clock.step());
    return { entries: this.entries, doneAtS };
  }
}

Deno.test("a thread runs as the process of its number and talks to node number modulo the nodes", () => {
  const { entries } = new Stage().run(limit(4, ECHOES));
  assertEquals(entries.filter((entry) => entry.endsWith("invoke")), [
    "0 s, process 0 on n0: invoke",
    "0 s, process 1 on n1: invoke",
    "0 s, process 2 on n0: invoke",
    "0 s, process 3 on n1: invoke",
  ]);
});

Deno.test("free threads take turns, also when one could do all", () => {
  const everySecond = stagger(NS_PER_S, new Random(1), ECHOES);
  const { entries } = new Stage().run(limit(5, everySecond));
  const processes = entries.filter((entry) => entry.endsWith("invoke")).map((entry) => /process (\d)/.exec(entry)?.[1]);
  assertEquals(processes, ["0", "1", "2", "3", "0"]);
});

Deno.test("a thread whose operation stays open loses its process and goes on as number plus threads", () => {
  const stage = new Stage();
  stage.silent.add("n0");
  const { entries } = stage.run(timeLimit(6 * NS_PER_S, { ...ECHOES, next: onlyThread0 }));
  assertEquals(entries, [
    "0 s, process 0 on n0: invoke",
    "5 s, process 0 on n0: info",
    "5 s, process 4 on n0: invoke",
    "10 s, process 4 on n0: info",
  ]);
});

const onlyThread0: Generator["next"] = (context) =>
  ECHOES.next({ ...context, freeThreads: context.freeThreads.filter((thread) => thread === 0) });

Deno.test("a new process has a new client, but where the workload keeps them", () => {
  for (const [reusesClients, clients] of [[false, 2], [true, 1]] as const) {
    let opened = 0;
    const openClient: Workload["openClient"] = (options) => {
      opened++;
      return ECHO.openClient(options);
    };
    const stage = new Stage({ ...ECHO, reusesClients, openClient });
    stage.silent.add("n0");
    stage.run(timeLimit(6 * NS_PER_S, { next: onlyThread0 }));
    assertEquals(opened, clients);
  }
});

Deno.test("run() is done when the generator is and every operation has ended", () => {
  const stage = new Stage();
  stage.silent.add("n0");
  assertEquals(stage.run(limit(2, ECHOES)).doneAtS, 5);
  assertEquals(new Stage().run(sleep(3 * NS_PER_S)).doneAtS, 3);
});

Deno.test("run() takes the next generator with the processes that the last one left", () => {
  const stage = new Stage();
  stage.silent.add("n0");
  stage.run(limit(1, ECHOES));
  stage.silent.clear();
  stage.entries.length = 0;
  const { entries } = stage.run(limit(4, ECHOES));
  assertEquals(entries.filter((entry) => entry.endsWith("invoke")), [
    "5 s, process 1 on n1: invoke",
    "5 s, process 2 on n0: invoke",
    "5 s, process 3 on n1: invoke",
    "5 s, process 4 on n0: invoke",
  ]);
  assertEquals(stage.scheduler.invokedCount, 5);
});
