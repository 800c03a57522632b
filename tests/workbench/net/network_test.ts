import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../scripts/workbench/clock.ts";
import { MAILBOX_LIMIT, Network } from "../../../scripts/workbench/net/network.ts";
import { Random } from "../../../scripts/workbench/random.ts";

Deno.test("Network.send() tells of a flood when one message more waits than may", () => {
  const floods: string[] = [];
  const network = new Network({
    latencyMs: 100,
    latencyDistribution: "constant",
    lossProbability: 0,
    duplicationProbability: 0,
    jitterMs: 0,
    handlingNs: [0, 0],
  }, {
    clock: new VirtualClock(),
    random: new Random(1),
    onEvent: () => {},
    onFlood: (receiver, { src }) => floods.push(`${src} to ${receiver}`),
  });
  for (const name of ["n0", "n1"]) network.register(name, { isUp: () => true, deliver: () => {} });
  // The first one is taken out of the mailbox at once and on its way.
  for (let count = 0; count < MAILBOX_LIMIT + 1; count++) network.send("n0", "n1", { type: "gossip" });
  assertEquals(floods, []);
  network.send("n0", "n1", { type: "gossip" });
  assertEquals(floods, ["n0 to n1"]);
});
