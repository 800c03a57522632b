import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { VirtualClock } from "../../../../scripts/workbench/clock.ts";
import { type Machine, ProgramEnd } from "../../../../scripts/workbench/nodes/machine.ts";
import { GuestClock } from "../../../../scripts/workbench/nodes/wasi/guest_clock.ts";

function clockOf(world: VirtualClock): { clock: GuestClock; told: string[] } {
  const told: string[] = [];
  const machine: Pick<Machine, "nowNs" | "wallClockNs"> = {
    nowNs: () => world.now(),
    wallClockNs: () => BigInt(world.now()),
  };
  return { clock: new GuestClock(machine, (text) => told.push(text), ". Yielding means this"), told };
}

function repeat(times: number, act: () => void): void {
  for (let time = 0; time < times; time++) act();
}

Deno.test("GuestClock lets calls be free, up to a number between two waits", () => {
  const { clock, told } = clockOf(new VirtualClock());
  repeat(10, () => {
    repeat(2_000, () => clock.count("clock_time_get"));
    clock.rest();
  });
  assertEquals([clock.aheadNs(), told], [0, []]);
});

Deno.test("GuestClock moves on with each further call, and is caught up by the world", () => {
  const world = new VirtualClock();
  const { clock } = clockOf(world);
  const startNs = clock.monotonicNs();
  repeat(2_100, () => clock.count("clock_time_get"));
  assertEquals([clock.aheadNs(), clock.monotonicNs() - startNs, clock.isFarAhead], [1_000_000, 1_000_000, true]);
  assertEquals([clock.realtimeNs(), clock.worldDelayNs(startNs + 3_000_000)], [1_000_000n, 3_000_000]);
  world.skipTo(5_000_000);
  assertEquals([clock.aheadNs(), clock.monotonicNs() - startNs], [0, 5_000_000]);
});

Deno.test("GuestClock tells once of a program that yields without end, and what that means", () => {
  const { clock, told } = clockOf(new VirtualClock());
  repeat(1_000_000, () => {
    clock.count("sched_yield");
    clock.pause();
  });
  assertEquals(told.length, 1);
  assertStringIncludes(told[0] ?? "", "within 1.0 s of its own time it yielded 100000 times");
  assertStringIncludes(told[0] ?? "", ". Yielding means this");
});

Deno.test("GuestClock ends a program that makes ten million calls without letting time pass", () => {
  const { clock } = clockOf(new VirtualClock());
  assertThrows(() => repeat(10_000_001, () => clock.count("random_get")), ProgramEnd, "it does not come to rest");
});
