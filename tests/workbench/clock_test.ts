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

Deno.test("VirtualClock.step() runs what was not cancelled in order of time, then of scheduling, however much was cancelled", () => {
  const clock = new VirtualClock();
  const ran: string[] = [];
  const cancels: (() => void)[] = [];
  for (let position = 0; position < 300; position++) {
    const timeNs = 10 * (position % 3);
    const cancel = clock.at(timeNs, () => ran.push(`${timeNs} ${position}`));
    if (position % 100 !== 50) cancels.push(cancel);
  }
  for (const cancel of cancels) cancel();
  while (clock.step());
  assertEquals(ran, ["0 150", "10 250", "20 50"]);
});

Deno.test("VirtualClock.at() gives a cancellation that does nothing once the callback has run", () => {
  const clock = new VirtualClock();
  const ran: number[] = [];
  const cancels = Array.from({ length: 200 }, (_, timeNs) => clock.at(timeNs, () => ran.push(timeNs)));
  for (let count = 0; count < 100; count++) clock.step();
  for (const cancel of cancels.slice(0, 100)) cancel();
  clock.step();
  assertEquals(ran.slice(-2), [99, 100]);
  assertEquals(clock.nextNs(), 101);
});
