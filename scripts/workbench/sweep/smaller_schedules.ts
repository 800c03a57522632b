/**
 * What can be left out of a schedule of faults: events, targets, digits of times.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import { type FaultEvent, smallerStarts } from "../nemesis/schedule.ts";

/** Leaves out stops without a start. */
export function withoutOrphans(events: readonly FaultEvent[]): FaultEvent[] {
  const started = new Set(events.filter(({ action }) => action === "start").map(({ id }) => id));
  return events.filter(({ id }) => started.has(id));
}

/** All schedules with one target less: one cut between two participants, one node, one link. */
export function withoutOneTarget(events: readonly FaultEvent[]): FaultEvent[][] {
  return events.flatMap((event, position) => {
    const smaller = event.action === "start" ? smallerStarts(event) : [];
    return smaller.map((start) => events.with(position, start));
  });
}

/** The same with times in steps of so many seconds. */
export function withRoundTimes(events: readonly FaultEvent[], stepS: number): FaultEvent[] {
  const stepNs = stepS * NS_PER_S;
  return events.map((event) => ({ ...event, timeNs: Math.round(event.timeNs / stepNs) * stepNs }));
}
