import { assert, assertEquals } from "@std/assert";
import { drawFindings } from "../../../../scripts/workbench/explain/pictures/draw_findings.ts";
import type { FindingName } from "../../../../scripts/workbench/findings.ts";
import { HAND_MADE } from "./hand_made_runs.ts";
import { problemsOf } from "./picture_problems.ts";

for (const [anomaly, make] of Object.entries(HAND_MADE)) {
  Deno.test(`drawFindings() draws ${anomaly}`, () => {
    const { run, explanations } = make();
    const at = explanations.findIndex((one) => one.anomaly === anomaly as FindingName);
    assert(at >= 0, `found are ${explanations.map((one) => one.anomaly)}`);
    const [pictures = []] = [drawFindings(run, explanations)[at]];
    const drawn = pictures.filter((picture) => picture.kind !== "none");
    assert(drawn.length > 0, JSON.stringify(pictures));
    assertEquals(drawn.flatMap((picture) => problemsOf(picture, run)), []);
  });
}
