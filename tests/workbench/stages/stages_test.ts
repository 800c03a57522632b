import { assertEquals } from "@std/assert";
import { RUN_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import { parseNemesis } from "../../../scripts/workbench/nemesis/fault_specs.ts";
import { CHALLENGES } from "../../../scripts/workbench/stages/challenges.ts";
import { challengeFile, STAGES } from "../../../scripts/workbench/stages/stages.ts";

/** The command lines of https://fly.io/dist-sys/, without `maelstrom test` and `--bin`. */
const OFFICIAL = `
1: -w echo --node-count 1 --time-limit 10
2: -w unique-ids --time-limit 30 --rate 1000 --node-count 3 --availability total --nemesis partition
3a: -w broadcast --node-count 1 --time-limit 20 --rate 10
3b: -w broadcast --node-count 5 --time-limit 20 --rate 10
3c: -w broadcast --node-count 5 --time-limit 20 --rate 10 --nemesis partition
3d: -w broadcast --node-count 25 --time-limit 20 --rate 100 --latency 100
3e: -w broadcast --node-count 25 --time-limit 20 --rate 100 --latency 100
3e: -w broadcast --node-count 25 --time-limit 20 --rate 100 --latency 100
4: -w g-counter --node-count 3 --rate 100 --time-limit 20 --nemesis partition
4: -w g-counter --node-count 3 --rate 100 --time-limit 20 --nemesis partition
4: -w g-counter --node-count 3 --rate 100 --time-limit 20 --nemesis partition
5a: -w kafka --node-count 1 --concurrency 2n --time-limit 20 --rate 1000
5b: -w kafka --node-count 2 --concurrency 2n --time-limit 20 --rate 1000
5c: -w kafka --node-count 2 --concurrency 2n --time-limit 20 --rate 1000
6a: -w txn-rw-register --node-count 1 --time-limit 20 --rate 1000 --concurrency 2n --consistency-models read-uncommitted --availability total
6b: -w txn-rw-register --node-count 2 --concurrency 2n --time-limit 20 --rate 1000 --consistency-models read-uncommitted
6b: -w txn-rw-register --node-count 2 --concurrency 2n --time-limit 20 --rate 1000 --consistency-models read-uncommitted --availability total --nemesis partition
6c: -w txn-rw-register --node-count 2 --concurrency 2n --time-limit 20 --rate 1000 --consistency-models read-committed --availability total --nemesis partition
`.trim();

Deno.test("STAGES has the official command lines", () => {
  assertEquals(STAGES.map(({ stage, args }) => `${stage}: ${args.join(" ")}`).join("\n"), OFFICIAL);
});

Deno.test("STAGES has options that parse, and Fly's targets for 3d and 3e", () => {
  for (const { args } of STAGES) parseOptions(RUN_OPTIONS, args);
  const limits = (name: string) => STAGES.find(({ stage }) => stage === name)?.targets.map(({ limit }) => limit);
  assertEquals(limits("3d"), [30, 400, 600]);
  assertEquals(limits("3e"), [20, 1000, 2000]);
});

Deno.test("STAGES names files that exist", async () => {
  for (const stage of STAGES) await Deno.stat(challengeFile(stage));
});

Deno.test("CHALLENGES claims faults that exist, and each challenge once", () => {
  for (const { claims } of CHALLENGES) parseNemesis(claims.faults.join(","));
  assertEquals(new Set(CHALLENGES.map(({ name }) => name)).size, CHALLENGES.length);
});

Deno.test("a stage's targets and its public best are those of the results known, with their kinds", () => {
  const stage = STAGES.find((one) => one.stage === "3e");
  assertEquals(stage?.targets.map(({ best }) => best), [1.4, 339, 678]);
  assertEquals(
    stage?.publicBest,
    "1.4 msgs/op at 389/802 ms (measured: hub and batches, measured here, not partition safe); " +
      "1.78 msgs/op at 763/1096 ms (measured: teivah/gossip-glomers 3e, in Go, measured here); " +
      "1.92 msgs/op at 764/1087 ms (claimed: star, batches of 500 ms, acknowledged); " +
      "1.99 msgs/op at 339/678 ms (claimed: hub, acknowledgements carry news)",
  );
  assertEquals(
    STAGES.find((one) => one.stage === "5c")?.publicBest,
    "0.53 msgs/op (measured: owners in memory, lag 0.11 s); 1.37 msgs/op (claimed: owner sharding)",
  );
  assertEquals(STAGES.find((one) => one.stage === "1")?.publicBest, undefined);
});
