/**
 * Draws the findings of a run: for each of the first of a kind the few events that show it.
 *
 * @module
 */
import type { FindingName } from "../../findings.ts";
import { isInMemory } from "../../net/journal.ts";
import type { NoPicture, Picture } from "../../picture.ts";
import type { Explanation } from "../../verdict.ts";
import { type RecordedRun, RunFacts } from "../run_facts.ts";
import { causePainterOf, painterOf, subjectOf } from "./kinds.ts";

/** Findings of one name that are drawn: the page shows as many without a click. */
const DRAWN_OF_NAME_MAX = 3;

/** Events of the journal that are looked at for all pictures together: about two seconds. */
const EVENTS_MAX = 1e6;

/** Findings that are drawn however long the journal is. */
const DRAWN_MIN = 3;

const TOO_LONG: NoPicture = {
  kind: "none",
  reason:
    "The record of the run is too long to look for the events; a shorter --time-limit or a lower --rate gives one.",
};

/** For each finding its pictures, or why it has none; empty where others of its name are drawn. */
export function drawFindings(
  run: RecordedRun,
  explanations: readonly Explanation[],
): readonly (readonly (Picture | NoPicture)[])[] {
  if (explanations.length === 0) return [];
  const facts = isInMemory(run.journal) ? new RunFacts(run) : undefined;
  const drawnMax = Math.max(DRAWN_MIN, EVENTS_MAX / (run.journal.length + 1));
  const drawnOf = new Map<FindingName, number>();
  let drawn = 0;
  return explanations.map((finding) => {
    const count = drawnOf.get(finding.anomaly) ?? 0;
    if (count >= DRAWN_OF_NAME_MAX) return [];
    drawnOf.set(finding.anomaly, count + 1);
    const painter = painterOf(finding.anomaly);
    if (typeof painter === "string") return count === 0 ? [{ kind: "none", reason: painter }] : [];
    if (facts === undefined) return count === 0 ? [TOO_LONG] : [];
    if (drawn >= drawnMax) return [];
    drawn++;
    const subject = subjectOf(facts, finding);
    const pictures = [painter, causePainterOf(finding.anomaly)].flatMap((paint) => paint?.(subject) ?? []);
    return pictures.length > 0 ? pictures : noEvents(finding);
  });
}

/** A finding that sums up others names no operation. */
function noEvents({ operations, cycle }: Explanation): readonly NoPicture[] {
  if (operations.length === 0) return [];
  const reason = cycle === undefined
    ? "The record of the run holds none of the messages of these operations."
    : "The circle has too many operations for a picture; the sentence above follows it.";
  return [{ kind: "none", reason }];
}
