import { assertEquals, assertStringIncludes } from "@std/assert";
import { NS_PER_S, VirtualClock } from "../../../scripts/workbench/clock.ts";
import { Cluster, type RunFailure } from "../../../scripts/workbench/run/cluster.ts";
import { Network } from "../../../scripts/workbench/net/network.ts";
import { Random } from "../../../scripts/workbench/random.ts";

/** Starts nodes of which the listed ones answer init, each at its second; runs until nothing happens any more. */
function startNodes(
  answersAtS: readonly (number | undefined)[],
  bootMsPerNode: number,
  own: { readonly initTimeoutS?: number } = {},
) {
  const clock = new VirtualClock();
  let failed: { readonly atS: number; readonly failure: RunFailure } | undefined;
  let readyAtS: number | undefined;
  let clients = 0;
  const network = new Network({
    ...{ latencyMs: 0, latencyDistribution: "constant", jitterMs: 0, handlingNs: [0, 0] },
    ...{ lossProbability: 0, duplicationProbability: 0 },
  }, { clock, random: new Random(1), onEvent: () => {}, onFlood: () => {} });
  const cluster = new Cluster({
    nodes: answersAtS.map((_, index) => `n${index}`),
    ...{ network, clock, bootMsPerNode, ...own },
    makeHost: (id, { onLine }) => ({
      ...{ id, start: () => {}, kill: () => {}, pause: () => {}, resume: () => {}, stop: () => Promise.resolve() },
      deliver: (line) => {
        const atS = answersAtS[Number(id.slice(1))];
        const { src, body } = JSON.parse(line);
        if (body.type !== "init") return;
        const reply = { src: id, dest: src, body: { type: "init_ok", in_reply_to: body.msg_id } };
        if (atS !== undefined) clock.at(atS * NS_PER_S, () => onLine(JSON.stringify(reply)));
      },
    }),
    nextClientName: () => `c${clients++}`,
    onFailure: (failure) => failed ??= { atS: clock.now() / NS_PER_S, failure },
    onLog: () => {},
  });
  cluster.start(() => readyAtS = clock.now() / NS_PER_S);
  const run = () => {
    while (clock.step());
  };
  run();
  return { cluster, run, failed: () => failed, readyAtS };
}

Deno.test("Cluster.start() gives 25 processes 22 s to boot, since all boot at once, and simulated nodes 10 s", () => {
  const slow = Array.from({ length: 25 }, () => 21.9);
  const { failed, readyAtS } = startNodes(slow, 500);
  assertEquals([failed(), readyAtS], [undefined, 21.9]);
  assertEquals(startNodes(slow, 0).failed()?.atS, 10);
});

Deno.test("Cluster.start() tells how many of the nodes have booted when one has not answered init", () => {
  const failed = startNodes([1, undefined, 2], 500).failed();
  assertEquals([failed?.atS, failed?.failure.kind, failed?.failure.node], [11, "no-init", "n1"]);
  assertStringIncludes(
    failed?.failure.text ?? "",
    'Node "n1" did not answer init within 11 s, expected a reply of type',
  );
  assertStringIncludes(
    failed?.failure.text ?? "",
    "or the machine is too slow to boot 3 nodes at a time, of which 2 have answered; --init-timeout gives them longer\n",
  );
  const alone = startNodes([undefined], 500).failed();
  assertEquals([alone?.atS, alone?.failure.text.includes("too slow")], [10, false]);
});

Deno.test("Cluster.setUp() names the request that a node did not answer", () => {
  const { cluster, failed, run } = startNodes([1], 500);
  assertEquals(failed(), undefined);
  cluster.setUp("n0", [{ type: "topology" }], () => {});
  run();
  assertStringIncludes(
    failed()?.failure.text ?? "",
    'Cannot set up node "n0": it did not answer "topology" within 5 s, expected a reply of type "topology_ok"\n',
  );
});

Deno.test("Cluster gives nodes as long to answer init as the person says", () => {
  assertEquals(startNodes([14], 0, { initTimeoutS: 15 }).readyAtS, 14);
  const { failed } = startNodes([14, 1], 500, { initTimeoutS: 3 });
  assertEquals(failed()?.atS, 3);
  assertStringIncludes(failed()?.failure.text ?? "", "did not answer init within 3 s");
});
