/**
 * What is wrong with a picture: too few or too many events, texts that are cut or lie upon each other, nothing that stands
 * out, or something that did not happen.
 *
 * @module
 */
import { eventCount, EVENTS_SHOWN_MAX, type Picture } from "../../../../scripts/workbench/picture.ts";
import { ROOMS } from "../../../../scripts/workbench/report/pictures/drawing.ts";
import { drawPicture } from "../../../../scripts/workbench/report/pictures/picture_figure.ts";
import { textProblems } from "../../report/pictures/text_boxes.ts";
import { type DrawnRun, untrue } from "./true_pictures.ts";

/** Says it, in a few words each; empty for a good picture. */
export function problemsOf(picture: Picture, run: DrawnRun): string[] {
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
