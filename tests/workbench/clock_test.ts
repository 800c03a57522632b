import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../scripts/workbench/clock.ts";

Deno.test("VirtualClock.nextNs() is the time of the next event that was not cancelled", () => {
  const clock = new VirtualClock();
  assertEquals(clock.nextNs(), undefined);
  const cancel = clock.at(10, () => {});
  clock.at(20, () => {});
  assertEquals(clock.nextNs(), 10);
  cancel();
  assertEquals(clock.nextNs(), 20);
});

Deno.test("VirtualClock.skipTo() lets time pass; what came due meanwhile is late, and time never goes back", () => {
  const clock = new VirtualClock();
  const times: number[] = [];
  clock.at(10, () => times.push(clock.now()));
  clock.skipTo(30);
  clock.skipTo(20);
  assertEquals(clock.now(), 30);
  clock.step();
  assertEquals(times, [30]);
});
