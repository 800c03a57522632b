/**
 * What can be wrong with a schedule whose events are well formed: starts and stops that do not belong together, and names
 * of nobody.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import { didYouMean } from "../text/nearest_name.ts";
import type { NamedParticipants } from "./fault.ts";
import { type FaultKind, FAULTS } from "./faults/registry.ts";
import { type FaultEvent, type FaultStart, sortEvents } from "./schedule.ts";

/** Who may occur in a schedule. */
export interface ScheduleParticipants {
  readonly nodes: readonly string[];
  readonly services: readonly string[];
}

/** Starts and stops that do not make pairs: each id has one start and at most one stop, which is later. */
export function pairProblems(events: readonly FaultEvent[]): string[] {
  const problems: string[] = [];
  const starts = new Map<string, FaultEvent>();
  for (const event of events) {
    if (event.action !== "start") continue;
    if (starts.has(event.id)) problems.push(`two faults have the id "${event.id}", expected a new id for each start`);
    else starts.set(event.id, event);
  }
  const started = new Set<string>();
  const stopped = new Set<string>();
  for (const { id, fault, action, timeNs } of sortEvents(events)) {
    if (action === "start") {
      started.add(id);
      continue;
    }
    const start = starts.get(id);
    if (start === undefined) {
      problems.push(`the stop of "${id}" has no start${didYouMean(id, starts.keys())}`);
    } else if (start.fault !== fault) {
      problems.push(`the stop of "${id}" is of ${fault}, expected ${start.fault} as its start says`);
    } else if (!started.has(id)) {
      problems.push(
        `"${id}" stops at ${seconds(timeNs)} and starts at ${seconds(start.timeNs)}, expected it to stop later`,
      );
    } else if (stopped.has(id)) {
      problems.push(`"${id}" is stopped twice, expected one stop for each start`);
    }
    stopped.add(id);
  }
  return problems;
}

/** Names in an event that no participant has. */
export function unknownNames(event: FaultEvent, { nodes, services }: ScheduleParticipants): string[] {
  if (event.action === "stop") return [];
  const named = namesIn(event);
  const unknown = (names: readonly string[], known: readonly string[]) =>
    [...new Set(names)].filter((name) => !known.includes(name)).map((name) =>
      `"${event.id}" names "${name}", expected one of ${known.join(", ")}${didYouMean(name, known)}`
    );
  return [...unknown(named.nodes ?? [], nodes), ...unknown(named.nodesAndServices ?? [], [...nodes, ...services])];
}

function namesIn<Kind extends FaultKind>({ fault, value }: FaultStart<Kind>): NamedParticipants {
  return FAULTS[fault].names(value);
}

function seconds(timeNs: number): string {
  return `${timeNs / NS_PER_S} s`;
}
