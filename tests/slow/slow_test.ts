import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { CHALLENGES } from "../../scripts/workbench/stages/challenges.ts";
import { explainRun } from "./explain_run.ts";
import { SLOW_NODES } from "./slow_nodes.ts";

const SEEDS = [1, 2, 3, 4, 5];

/** In the folder of the project. */
function fileAt(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

for (const { file, options, limits, cause, says } of SLOW_NODES) {
  Deno.test(`the first cause of ${file} is ${cause}, whatever the seed`, async () => {
    for (const seed of SEEDS) {
      const program = fileAt(`tests/slow/${file}.ts`);
      const run = await explainRun({ program, options: options.split(" "), seed, limits });
      assert(limits === "" || run.limits.some(({ met }) => !met), `seed ${seed} misses no limit`);
      const [first] = run.account?.advice ?? [];
      assertEquals(first?.cause, cause, `seed ${seed}: ${first?.text}`);
      assertMatch(first?.text ?? "", says, `seed ${seed}`);
    }
  });
}

/** Shorter than the official time, which changes nothing of how a challenge works. */
const TIME_LIMIT_S = "4";

for (const { name, folder, commands } of CHALLENGES) {
  const [command] = commands;
  if (command === undefined) continue;
  Deno.test(`${name}, which meets its limits, gets no reproach`, async () => {
    const args = command.args.filter((arg, at) => arg !== "--time-limit" && command.args[at - 1] !== "--time-limit");
    const run = await explainRun({
      program: fileAt(`challenges/${folder === undefined ? "" : `${folder}/`}${name}.ts`),
      options: [...args, "--time-limit", TIME_LIMIT_S, "--recovery-time", "4"],
      seed: 7,
      limits: command.targets.map(({ path, comparison, limit }) => `${path}${comparison}${limit}`).join(","),
    });
    assert(run.limits.every(({ met }) => met));
    assertEquals(run.account?.advice ?? [], []);
  });
}

Deno.test("without limits a plain flood of few nodes gets no reproach, nor do acknowledgements under a partition", async () => {
  for (const name of ["3b_broadcast_multi_node", "3c_broadcast_fault_tolerant"]) {
    const options = "-w broadcast --node-count 5 --time-limit 20 --rate 10 --nemesis partition".split(" ");
    const { account } = await explainRun({ program: fileAt(`challenges/${name}.ts`), options, seed: 1 });
    assertEquals(account?.advice, []);
  }
});
