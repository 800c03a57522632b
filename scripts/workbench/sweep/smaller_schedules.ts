/**
 * What can be left out of a schedule of faults: events, targets, digits of times.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import type { FaultEvent, FaultStart } from "../nemesis/schedule.ts";

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

function smallerStarts(start: FaultStart): FaultStart[] {
  switch (start.fault) {
    case "partition": {
      const cuts = Object.entries(start.value.drops).flatMap(([receiver, senders]) =>
        senders.map((sender) => [receiver, sender] as const)
      );
      return withoutEach(cuts).map((rest) => {
        const drops: Record<string, string[]> = {};
        for (const [receiver, sender] of rest) (drops[receiver] ??= []).push(sender);
        return { ...start, value: { kind: "chosen", drops } };
      });
    }
    case "kill":
    case "pause":
      return withoutEach(start.value.nodes).map((nodes) => ({ ...start, value: { target: "chosen", nodes } }));
    case "clock":
      return withoutEach(Object.entries(start.value["offsets-ms"])).map((offsets) => ({
        ...start,
        value: { ...start.value, "offsets-ms": Object.fromEntries(offsets) },
      }));
    case "hold":
      return withoutEach(start.value.links).map((links) => ({ ...start, value: { links } }));
    default:
      return [];
  }
}

/** Each list that lacks one item; none for a single item, since a fault without targets does nothing. */
function withoutEach<T>(items: readonly T[]): T[][] {
  return items.length < 2 ? [] : items.map((_, position) => items.toSpliced(position, 1));
}
