import { assertEquals } from "@std/assert";
import { NS_PER_MS, VirtualClock } from "../../../scripts/workbench/clock.ts";
import { MAILBOX_LIMIT, Network, type NetworkOptions } from "../../../scripts/workbench/net/network.ts";
import { RandomStreams } from "../../../scripts/workbench/random.ts";

const PERFECT: NetworkOptions = {
  latencyMs: 0,
  latencyDistribution: "constant",
  lossProbability: 0,
  duplicationProbability: 0,
  jitterMs: 0,
  handlingNs: [0, 0],
};

/** Nodes n0, n1 and n2, the service seq-kv and the client c0 on a network that notes what arrives and what is dropped. */
class Net {
  readonly clock = new VirtualClock();
  /** `100 ms n1 gets a`. */
  readonly arrivals: string[] = [];
  /** `a: partition`. */
  readonly drops: string[] = [];
  readonly network: Network;
  readonly down = new Set<string>();

  constructor(options: Partial<NetworkOptions> = {}, seed = 1) {
    this.network = new Network({ ...PERFECT, ...options }, {
      clock: this.clock,
      random: new RandomStreams(seed).stream("network"),
      onEvent: ({ type, reason, message }) => {
        if (type === "drop") this.drops.push(`${message.body.type}: ${reason}`);
      },
      onFlood: () => this.drops.push("flood"),
    });
    for (const name of ["n0", "n1", "n2", "seq-kv", "c0"]) {
      const deliver = ({ body }: { readonly body: { readonly type: string } }) => {
        this.arrivals.push(`${this.clock.now() / NS_PER_MS} ms ${name} gets ${body.type}`);
      };
      this.network.register(name, { isUp: () => !this.down.has(name), deliver });
    }
  }

  send(src: string, dest: string, type: string): void {
    this.network.send(src, dest, { type });
  }

  /** Does something at a time. */
  at(ms: number, act: () => void): void {
    this.clock.at(ms * NS_PER_MS, act);
  }

  /** Lets all happen that is scheduled and gives the arrivals. */
  run(): string[] {
    while (this.clock.step());
    return this.arrivals;
  }
}

Deno.test("Network.send() delivers after the latency when nodes and services talk to each other", () => {
  const net = new Net({ latencyMs: 100 });
  net.send("n0", "n1", "a");
  net.send("n1", "seq-kv", "b");
  net.at(30, () => net.send("seq-kv", "n2", "c"));
  assertEquals(net.run(), ["100 ms n1 gets a", "100 ms seq-kv gets b", "130 ms n2 gets c"]);
});

Deno.test("Network.send() delivers at once when a client takes part", () => {
  const net = new Net({ latencyMs: 100, lossProbability: 1, jitterMs: 50 });
  net.send("c0", "n0", "ask");
  net.send("n0", "c0", "answer");
  assertEquals(net.run(), ["0 ms n0 gets ask", "0 ms c0 gets answer"]);
});

Deno.test("setDrops() asks when the receiver takes a message, not when it is sent or arrives", () => {
  const net = new Net({ latencyMs: 100 });
  const cut = new Map([["n1", new Set(["n0"])]]);
  net.send("n0", "n1", "taken"); // taken at once, waits for its latency
  net.at(10, () => net.send("n0", "n1", "queued")); // taken when the first has arrived, at 100 ms
  net.at(50, () => net.network.setDrops(cut));
  net.at(60, () => net.send("n1", "n0", "other way"));
  net.at(200, () => net.network.setDrops(new Map()));
  net.at(210, () => net.send("n0", "n1", "healed"));
  assertEquals(net.run(), ["100 ms n1 gets taken", "160 ms n0 gets other way", "310 ms n1 gets healed"]);
  assertEquals(net.drops, ["queued: partition"]);
});

Deno.test("a message waits behind an earlier one of the same receiver when its own deadline is sooner", () => {
  const net = new Net({ latencyMs: 100 });
  net.send("n0", "n1", "slow"); // due at 100 ms, and n1 is busy with it until then
  net.at(10, () => {
    net.network.scaleLatency(0.1); // due at 20 ms
    net.send("n2", "n1", "quick");
    net.send("n2", "n0", "elsewhere");
  });
  assertEquals(net.run(), ["20 ms n0 gets elsewhere", "100 ms n1 gets slow", "100 ms n1 gets quick"]);
});

Deno.test("the sooner deadline comes first when several messages wait", () => {
  const net = new Net({ latencyMs: 100 });
  net.send("n0", "n1", "first"); // until 100 ms
  net.send("n0", "n1", "due at 100");
  net.network.scaleLatency(0.5);
  net.send("n0", "n1", "due at 50");
  assertEquals(net.run(), ["100 ms n1 gets first", "100 ms n1 gets due at 50", "100 ms n1 gets due at 100"]);
});

Deno.test("setLoss() loses messages of nodes, and goes back to the option for undefined", () => {
  const net = new Net({ lossProbability: 1 });
  net.send("n0", "n1", "by option");
  net.network.setLoss(0);
  net.send("n0", "n1", "safe");
  net.network.setLoss(undefined);
  net.send("n0", "seq-kv", "by option again");
  assertEquals(net.run(), ["0 ms n1 gets safe"]);
  assertEquals(net.drops, ["by option: loss", "by option again: loss"]);
});

Deno.test("setDuplication() lets a message arrive twice, each time with its own latency", () => {
  const net = new Net({ latencyMs: 100, latencyDistribution: "uniform" }, 3);
  net.network.setDuplication(1);
  net.send("n0", "n1", "twin");
  assertEquals(net.run(), ["49 ms n1 gets twin", "168 ms n1 gets twin"]);
});

Deno.test("setJitter() adds up to so many ms, drawn for each message", () => {
  const net = new Net({ latencyMs: 100 }, 3);
  net.network.setJitter(50);
  for (const dest of ["n0", "n1", "n2"]) net.send("seq-kv", dest, dest);
  assertEquals(net.run(), ["102 ms n2 gets n2", "112 ms n0 gets n0", "142 ms n1 gets n1"]);
});

Deno.test("holdLink() keeps back one direction of a link until releaseLink(), which starts the latency", () => {
  const net = new Net({ latencyMs: 100 });
  net.network.holdLink("n0", "n1");
  net.send("n0", "n1", "held");
  net.send("n1", "n0", "other way");
  net.at(500, () => net.network.releaseLink("n0", "n1"));
  net.at(510, () => net.send("n0", "n1", "free"));
  assertEquals(net.run(), ["100 ms n0 gets other way", "600 ms n1 gets held", "610 ms n1 gets free"]);
});

Deno.test("scaleLatency() multiplies the latency of what is sent from now on", () => {
  const net = new Net({ latencyMs: 100 });
  net.send("n0", "n1", "before");
  net.network.scaleLatency(3);
  net.send("n1", "n2", "slow");
  net.network.scaleLatency(1);
  net.send("n2", "n0", "after");
  assertEquals(net.run(), ["100 ms n1 gets before", "100 ms n0 gets after", "300 ms n2 gets slow"]);
});

Deno.test("a message is lost when its receiver is down at its arrival, or was never there", () => {
  const net = new Net({ latencyMs: 100 });
  net.send("n0", "n1", "to the dead");
  net.send("n0", "n9", "to nobody");
  net.at(99, () => net.down.add("n1"));
  net.at(101, () => net.down.delete("n1"));
  net.at(102, () => net.send("n0", "n1", "to the risen"));
  assertEquals(net.run(), ["202 ms n1 gets to the risen"]);
  assertEquals(net.drops, ["to nobody: closed", "to the dead: node-down"]);
});

Deno.test("a receiver needs its handling time for each message when the clock is virtual", () => {
  const net = new Net({ handlingNs: [NS_PER_MS, NS_PER_MS] });
  for (const type of ["a", "b", "c"]) net.send("c0", "n0", type);
  assertEquals(net.run(), ["1 ms n0 gets a", "2 ms n0 gets b", "3 ms n0 gets c"]);
});

Deno.test("Network.send() tells of a flood when one message more waits than may", () => {
  const net = new Net({ latencyMs: 100 });
  // The first one is taken out of the mailbox at once and on its way.
  for (let count = 0; count < MAILBOX_LIMIT + 1; count++) net.send("n0", "n1", "gossip");
  assertEquals(net.drops, []);
  net.send("n0", "n1", "gossip");
  assertEquals(net.drops, ["flood"]);
});
