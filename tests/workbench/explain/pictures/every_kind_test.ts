/**
 * Every kind of finding that broken nodes make has a picture, or a reason why it has none.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { drawFindings } from "../../../../scripts/workbench/explain/pictures/draw_findings.ts";
import { eventCount, EVENTS_SHOWN_MAX, type NoPicture, type Picture } from "../../../../scripts/workbench/picture.ts";
import { ROOMS } from "../../../../scripts/workbench/report/pictures/drawing.ts";
import { drawPicture } from "../../../../scripts/workbench/report/pictures/picture_figure.ts";
import { BROKEN_NODES } from "../../../broken/options.ts";
import { runBroken } from "../../../broken/run_broken.ts";
import { textProblems } from "../../report/pictures/text_boxes.ts";
import { type DrawnRun, untrue } from "./true_pictures.ts";

/** Findings of broken nodes that are explained without a picture. */
const WITHOUT_PICTURE: readonly string[] = [];

function problemsOf(picture: Picture, run: DrawnRun): string[] {
  const count = eventCount(picture);
  const least = picture.kind === "transactions" ? 1 : 2;
  return [
    ...(count < least || count > EVENTS_SHOWN_MAX ? [`${count} events`] : []),
    ...(picture.caption.endsWith(".") ? [] : [`caption "${picture.caption}"`]),
    ...ROOMS.flatMap((room) => {
      const drawing = drawPicture(picture, room);
      return [
        ...textProblems(drawing).map((problem) => `${room.name}: ${problem}`),
        ...(drawing.width > room.width ? [`${room.name}: ${drawing.width} wide`] : []),
      ];
    }),
    ...unclear(picture),
    ...untrue(picture, run),
  ];
}

/** What a reader would look for in vain. */
function unclear(picture: Picture): string[] {
  switch (picture.kind) {
    case "sequence": {
      const isRed = picture.steps.some((step) => step.kind !== "arrival" && step.tone === "bad");
      const isMarked = picture.lanes.some(({ mark }) => mark !== undefined);
      return isRed && isMarked ? [] : [`red ${isRed}, marked ${isMarked}`];
    }
    case "order":
      return picture.calls.some(({ role }) => role === "misfit") && picture.calls.some(({ role }) => role === "fits")
        ? []
        : ["no misfit, or nothing that fits"];
    case "transactions":
      return picture.boxes.some(({ microOps }) => microOps.some(({ tone }) => tone !== "plain"))
        ? []
        : ["nothing stands out"];
  }
}

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
