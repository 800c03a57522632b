import { assertEquals } from "@std/assert";
import type { Json } from "../../../scripts/workbench/history.ts";
import type { FaultTarget } from "../../../scripts/workbench/nemesis/fault_target.ts";
import { Nemesis } from "../../../scripts/workbench/nemesis/nemesis.ts";
import type { FaultEvent, FaultStart } from "../../../scripts/workbench/nemesis/schedule.ts";

/** Notes what is done to it. */
class NotingTarget implements FaultTarget {
  readonly nodes = ["n0", "n1", "n2"];
  readonly calls: string[] = [];
  readonly setDrops: FaultTarget["setDrops"] = (drops) => {
    const shown = [...drops].map(([receiver, senders]) => `${receiver}<-${[...senders].sort()}`).sort();
    this.calls.push(`drops ${shown.join(" ")}`.trim());
  };
  readonly killNode = this.#note("kill");
  readonly restartNode = this.#note("restart");
  readonly pauseNode = this.#note("pause");
  readonly resumeNode = this.#note("resume");
  readonly skewClock = this.#note("skew");
  readonly scaleLatency = this.#note("scale");
  readonly setLoss = this.#note("loss");
  readonly setDuplication = this.#note("duplication");
  readonly setJitter = this.#note("jitter");
  readonly holdLink = this.#note("hold");
  readonly releaseLink = this.#note("release");

  /** Takes the calls since the last time. */
  take(): string[] {
    return this.calls.splice(0);
  }

  #note(name: string): (...args: (string | number | undefined)[]) => void {
    return (...args) => {
      this.calls.push([name, ...args.map(String)].join(" "));
    };
  }
}

type StartOf<Kind> = Extract<FaultStart, { fault: Kind }>;

function start<Kind extends FaultStart["fault"]>(fault: Kind, id: string, value: StartOf<Kind>["value"]): FaultEvent {
  return { timeNs: 0, id, fault, action: "start", value } as FaultEvent;
}

function stop(fault: FaultStart["fault"], id: string): FaultEvent {
  return { timeNs: 0, id, fault, action: "stop" };
}

function makeNemesis(): { nemesis: Nemesis; target: NotingTarget; entries: [string, Json][] } {
  const target = new NotingTarget();
  const entries: [string, Json][] = [];
  return { nemesis: new Nemesis(target, (f, value) => entries.push([f, value])), target, entries };
}

const CUT_N0 = { kind: "one", drops: { n0: ["n2", "n1"], n1: ["n0"], n2: ["n0"] } };

Deno.test("Nemesis records a partition in the original's words", () => {
  const { nemesis, target, entries } = makeNemesis();
  nemesis.apply(start("partition", "p", CUT_N0));
  nemesis.apply(stop("partition", "p"));
  assertEquals(target.take(), ["drops n0<-n1,n2 n1<-n0 n2<-n0", "drops"]);
  assertEquals(entries, [
    ["start-partition", "one"],
    ["start-partition", ["isolated", { n0: ["n1", "n2"], n1: ["n0"], n2: ["n0"] }]],
    ["stop-partition", null],
    ["stop-partition", "network-healed"],
  ]);
});

Deno.test("Nemesis keeps what another partition cuts when one ends", () => {
  const { nemesis, target, entries } = makeNemesis();
  nemesis.apply(start("partition", "p", CUT_N0));
  nemesis.apply(start("partition", "q", { kind: "mine", drops: { n1: ["n0", "n2"] } }));
  target.take();
  nemesis.apply(stop("partition", "p"));
  assertEquals(target.take(), ["drops n1<-n0,n2"]);
  assertEquals(entries.at(-1), ["stop-partition", ["isolated", { n1: ["n0", "n2"] }]]);
});

Deno.test("Nemesis records kill and pause as Jepsen does and brings the nodes back", () => {
  const { nemesis, target, entries } = makeNemesis();
  nemesis.apply(start("kill", "k", { target: "one", nodes: ["n1"] }));
  nemesis.apply(stop("kill", "k"));
  nemesis.apply(start("pause", "p", { target: "all", nodes: ["n0", "n2"] }));
  nemesis.apply(stop("pause", "p"));
  assertEquals(target.take(), ["kill n1", "restart n1", "pause n0", "pause n2", "resume n0", "resume n2"]);
  assertEquals(entries, [
    ["kill", "one"],
    ["kill", { n1: "killed" }],
    ["start", "all"],
    ["start", { n0: "already-running", n1: "started", n2: "already-running" }],
    ["pause", "all"],
    ["pause", { n0: "paused", n2: "paused" }],
    ["resume", "all"],
    ["resume", { n0: "resumed", n1: "resumed", n2: "resumed" }],
  ]);
});

Deno.test("Nemesis records null as the target when any number of nodes is meant, as Jepsen does", () => {
  const { nemesis, entries } = makeNemesis();
  nemesis.apply(start("kill", "k", { target: "some", nodes: ["n1", "n2"] }));
  assertEquals(entries, [["kill", null], ["kill", { n1: "killed", n2: "killed" }]]);
});

Deno.test("Nemesis brings a node back only when the last fault that keeps it down has ended", () => {
  const { nemesis, target, entries } = makeNemesis();
  nemesis.apply(start("kill", "a", { target: "one", nodes: ["n1"] }));
  nemesis.apply(start("kill", "b", { target: "one", nodes: ["n1"] }));
  nemesis.apply(stop("kill", "a"));
  assertEquals(target.take(), ["kill n1"]);
  assertEquals(entries.at(-1), ["start", { n0: "already-running", n1: "killed", n2: "already-running" }]);
  nemesis.apply(stop("kill", "b"));
  assertEquals(target.take(), ["restart n1"]);
});

Deno.test("Nemesis pauses a node again when it restarts during a pause", () => {
  const { nemesis, target } = makeNemesis();
  nemesis.apply(start("pause", "p", { target: "one", nodes: ["n1"] }));
  nemesis.apply(start("kill", "k", { target: "one", nodes: ["n1"] }));
  assertEquals(target.take(), ["pause n1", "resume n1", "kill n1"]);
  nemesis.apply(stop("kill", "k"));
  assertEquals(target.take(), ["restart n1", "pause n1"]);
  nemesis.apply(stop("pause", "p"));
  assertEquals(target.take(), ["resume n1"]);
});

Deno.test("Nemesis takes a clock's skew back but lets a jump stay", () => {
  const { nemesis, target } = makeNemesis();
  nemesis.apply(start("clock", "j", { kind: "jump", "offsets-ms": { n0: 100 } }));
  nemesis.apply(start("clock", "s", { kind: "skew", "offsets-ms": { n0: -30, n1: 5 } }));
  nemesis.apply(stop("clock", "j"));
  assertEquals(target.take(), ["skew n0 100000000", "skew n0 70000000", "skew n1 5000000"]);
  nemesis.apply(stop("clock", "s"));
  assertEquals(target.take(), ["skew n0 100000000", "skew n1 0"]);
});

Deno.test("Nemesis multiplies slowness and lets the strongest loss, duplication and delay count", () => {
  const { nemesis, target } = makeNemesis();
  nemesis.apply(start("slow", "a", { factor: 10 }));
  nemesis.apply(start("slow", "b", { factor: 2 }));
  nemesis.apply(stop("slow", "a"));
  assertEquals(target.take(), ["scale 10", "scale 20", "scale 2"]);
  nemesis.apply(start("loss", "c", { probability: 0.5 }));
  nemesis.apply(start("loss", "d", { probability: 0.1 }));
  nemesis.apply(stop("loss", "c"));
  nemesis.apply(stop("loss", "d"));
  assertEquals(target.take(), ["loss 0.5", "loss 0.1", "loss undefined"]);
  nemesis.apply(start("duplicate", "e", { probability: 0.2 }));
  nemesis.apply(start("reorder", "f", { "jitter-ms": 50 }));
  nemesis.apply(stop("reorder", "f"));
  nemesis.apply(stop("duplicate", "e"));
  assertEquals(target.take(), ["duplication 0.2", "jitter 50", "jitter undefined", "duplication undefined"]);
});

Deno.test("Nemesis releases a link when no fault holds it any more", () => {
  const { nemesis, target } = makeNemesis();
  nemesis.apply(start("hold", "a", { links: [["n0", "n1"], ["n1", "n2"]] }));
  nemesis.apply(start("hold", "b", { links: [["n0", "n1"]] }));
  nemesis.apply(stop("hold", "a"));
  assertEquals(target.take(), ["hold n0 n1", "hold n1 n2", "release n1 n2"]);
  nemesis.apply(stop("hold", "b"));
  assertEquals(target.take(), ["release n0 n1"]);
});

Deno.test("healAll() ends every fault and records one stop-partition after a run with partitions", () => {
  const { nemesis, target, entries } = makeNemesis();
  nemesis.apply(start("partition", "p", CUT_N0));
  nemesis.apply(stop("partition", "p"));
  nemesis.apply(start("slow", "s", { factor: 2 }));
  nemesis.apply(start("kill", "k", { target: "one", nodes: ["n1"] }));
  target.take();
  entries.length = 0;
  nemesis.healAll();
  assertEquals(target.take(), ["restart n1", "scale 1"]);
  assertEquals(entries.map(([f]) => f), [
    "stop-partition",
    "stop-partition",
    "start",
    "start",
    "stop-slow",
    "stop-slow",
  ]);
  assertEquals(entries[1], ["stop-partition", "network-healed"]);
});

Deno.test("healAll() records one resume and one start of all after a run with pauses and kills, as the original", () => {
  const { nemesis, entries } = makeNemesis();
  for (const fault of ["kill", "pause"] as const) {
    nemesis.apply(start(fault, fault, { target: "one", nodes: ["n1"] }));
    nemesis.apply(stop(fault, fault));
  }
  entries.length = 0;
  nemesis.healAll();
  assertEquals(entries.map(([f, value]) => `${f} ${JSON.stringify(value)}`), [
    'resume "all"',
    'resume {"n0":"resumed","n1":"resumed","n2":"resumed"}',
    'start "all"',
    'start {"n0":"already-running","n1":"already-running","n2":"already-running"}',
  ]);
});

Deno.test("healAll() records nothing when there was no fault", () => {
  const { nemesis, target, entries } = makeNemesis();
  nemesis.healAll();
  assertEquals([target.take(), entries], [[], []]);
});

Deno.test("Nemesis changes nothing when a fault ends that is not under way", () => {
  const { nemesis, target, entries } = makeNemesis();
  nemesis.apply(stop("partition", "p"));
  assertEquals(target.take(), []);
  assertEquals(entries, [["stop-partition", null], ["stop-partition", "network-healed"]]);
});
