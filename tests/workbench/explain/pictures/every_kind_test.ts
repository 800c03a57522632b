/**
 * Every kind of finding that broken nodes make has a picture, or a reason why it has none.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { drawFindings } from "../../../../scripts/workbench/explain/pictures/draw_findings.ts";
import type { NoPicture, Picture } from "../../../../scripts/workbench/picture.ts";
import { BROKEN_NODES } from "../../../broken/options.ts";
import { runBroken } from "../../../broken/run_broken.ts";
import { problemsOf } from "./picture_problems.ts";

/** Findings of broken nodes that are explained without a picture. */
const WITHOUT_PICTURE: readonly string[] = [];

for (const file of BROKEN_NODES) {
  Deno.test(`drawFindings() draws what ${file} breaks`, async () => {
    const run = await runBroken(file);
    const pictures = drawFindings(run, run.explanations);
    const byName = new Map<string, readonly (Picture | NoPicture)[]>();
    run.explanations.forEach(({ anomaly }, at) =>
      byName.set(anomaly, [...(byName.get(anomaly) ?? []), ...(pictures[at] ?? [])])
    );
    const problems = [...byName].flatMap(([anomaly, ofName]) => {
      const drawn = ofName.filter((one) => one.kind !== "none");
      if (drawn.length === 0 && !WITHOUT_PICTURE.includes(anomaly)) return [`${anomaly}: no picture`];
      return drawn.flatMap((picture) => problemsOf(picture, run).map((problem) => `${anomaly}: ${problem}`));
    });
    assertEquals(problems, []);
    assert(run.explanations.length > 0 || run.failure !== undefined, "nothing broke");
  });
}
