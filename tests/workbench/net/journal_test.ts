import { assertEquals } from "@std/assert";
import { eventsBetween, type JournalEvent } from "../../../scripts/workbench/net/journal.ts";

const message = { id: 0, src: "n0", dest: "n1", body: { type: "echo" } };

/** The numbers of events in a time, of a journal with events at these times. */
function between(times: readonly number[], fromNs: number, toNs: number): number[] {
  const journal = times.map((time, id): JournalEvent => ({ id, time, type: "send", message }));
  return Array.from(eventsBetween(journal, fromNs, toNs), ({ id }) => id);
}

Deno.test("eventsBetween() gives the events of a time, both ends included", () => {
  assertEquals(between([-5, 0, 3, 3, 3, 8], 0, 3), [1, 2, 3, 4]);
  assertEquals(between([-5, 0, 3, 3, 3, 8], 3, 3), [2, 3, 4]);
  assertEquals(between([-5, 0, 3, 3, 3, 8], 4, 7), []);
  assertEquals(between([-5, 0, 3, 3, 3, 8], -Infinity, Infinity), [0, 1, 2, 3, 4, 5]);
  assertEquals(between([-5, 0, 3, 3, 3, 8], 9, 20), []);
  assertEquals(between([], 0, 1), []);
});
