import { assert, assertEquals } from "@std/assert";
import { addEvidence } from "../../../scripts/workbench/explain/evidence.ts";
import { Random } from "../../../scripts/workbench/random.ts";
import { BROKEN_NODES, optionsOf } from "../../broken/options.ts";
import { runBroken } from "../../broken/run_broken.ts";
import { refute, type Told } from "./evidence_claims.ts";

const FAULTS = ["partition", "kill", "pause", "loss", "hold", "duplicate", "slow", "reorder", "clock"];

/** Enough to meet most sentences, in some seconds; thousands were tried when the sentences were written. */
const RUNS = 45;

/** A broken node under faults, latency and load of a seed's choice. */
function scenario(seed: number): { readonly file: string; readonly args: readonly string[] } {
  const random = new Random(Math.imul(seed, 2654435761) >>> 0);
  const file = random.pick(BROKEN_NODES);
  const given = optionsOf(file).join(" ").replace(/ --(nemesis|nemesis-interval|time-limit|rate|latency) \S+/g, "");
  const faults = FAULTS.filter(() => random.chance(0.3)).join(",");
  const latency = random.pick(["0", "5", "30 --latency-dist uniform", "100 --latency-dist exponential"]);
  const nemesis = faults === "" ? "" : ` --nemesis ${faults} --nemesis-interval ${random.integer(1, 3)}`;
  const demand = random.chance(0.5) ? " --availability total" : "";
  const load = `--time-limit ${random.integer(3, 6)} --rate ${random.pick([20, 40])} --latency ${latency}`;
  return { file, args: `${given} ${load}${nemesis}${demand}`.split(" ") };
}

async function toldBy(seed: number): Promise<readonly Told[]> {
  const { file, args } = scenario(seed);
  const broken = await runBroken(file, args);
  const run = { ...broken, journal: [...broken.journal] };
  return addEvidence(run, run.explanations).flatMap((finding) =>
    (finding.evidence ?? []).map((sentence) => ({ run, finding, sentence }))
  );
}

Deno.test("every sentence of the evidence is true by a slow reading of the run, whatever the faults", async () => {
  const kinds = new Set<string>();
  for (let seed = 1; seed <= RUNS; seed++) {
    for (const told of await toldBy(seed)) {
      assertEquals(refute(told), undefined, `seed ${seed}, ${told.finding.anomaly}: ${told.sentence}`);
      kinds.add(told.sentence.replace(/".*?"|\d[\d.]*|\{.*\}/g, "#"));
    }
  }
  assert(kinds.size > 40, `${kinds.size} different sentences`);
});

Deno.test("the slow reading refutes sentences whose times, numbers or names were changed", async () => {
  let changed = 0;
  let refuted = 0;
  for (const told of await toldBy(4).then(async (first) => [...first, ...await toldBy(21), ...await toldBy(30)])) {
    const sentence = told.sentence.replace(/\d+(?=\.\d{3} s)/, (seconds) => String(Number(seconds) + 7))
      .replace(/^(\d+) /, (_, count) => `${Number(count) + 1} `);
    if (sentence === told.sentence) continue;
    changed++;
    if (refute({ ...told, sentence }) !== undefined) refuted++;
  }
  assert(changed > 20, `${changed} sentences were changed`);
  assertEquals(refuted, changed);
});
