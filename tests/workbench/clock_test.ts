import { assertEquals } from "@std/assert";
import { VirtualClock, type Waiting } from "../../scripts/workbench/clock.ts";

Deno.test("VirtualClock.nextNs() is the time of the next event that was not cancelled", () => {
  const clock = new VirtualClock();
  assertEquals(clock.nextNs(), undefined);
  const waiting = clock.at(10, () => {});
  clock.at(20, () => {});
  assertEquals(clock.nextNs(), 10);
  waiting.cancel();
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

Deno.test("VirtualClock.step() runs what was not cancelled in order of time, then of scheduling, however much was cancelled", () => {
  const clock = new VirtualClock();
  const ran: string[] = [];
  const cancelled: Waiting[] = [];
  for (let position = 0; position < 300; position++) {
    const timeNs = 10 * (position % 3);
    const waiting = clock.at(timeNs, () => ran.push(`${timeNs} ${position}`));
    if (position % 100 !== 50) cancelled.push(waiting);
  }
  for (const waiting of cancelled) waiting.cancel();
  while (clock.step());
  assertEquals(ran, ["0 150", "10 250", "20 50"]);
});

Deno.test("VirtualClock.at() gives what can be cancelled, which does nothing once the callback has run", () => {
  const clock = new VirtualClock();
  const ran: number[] = [];
  const waiting = Array.from({ length: 200 }, (_, timeNs) => clock.at(timeNs, () => ran.push(timeNs)));
  for (let count = 0; count < 100; count++) clock.step();
  for (const one of waiting.slice(0, 100)) one.cancel();
  clock.step();
  assertEquals(ran.slice(-2), [99, 100]);
  assertEquals(clock.nextNs(), 101);
});
