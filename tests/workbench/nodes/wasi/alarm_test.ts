import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../../scripts/workbench/clock.ts";
import { Alarm } from "../../../../scripts/workbench/nodes/wasi/alarm.ts";

/** An alarm on a clock, what it called, and how often a timer was started for it. */
function makeAlarm() {
  const clock = new VirtualClock();
  const started: number[] = [];
  const alarm = new Alarm({
    after: (delayNs, callback) => {
      started.push(clock.now() + delayNs);
      return clock.at(clock.now() + delayNs, callback);
    },
  });
  const rings: string[] = [];
  const set = (dueNs: number, name: string) => alarm.set(dueNs, dueNs - clock.now(), () => rings.push(name));
  return { clock, alarm, started, rings, set };
}

Deno.test("Alarm goes on where it is waited for again, and calls back whoever waits then", () => {
  const { clock, alarm, started, rings, set } = makeAlarm();
  set(10, "first");
  clock.at(5, () => {
    alarm.silence();
    set(10, "second");
  });
  while (clock.step());
  assertEquals([started, rings], [[10], ["second"]]);
  set(20, "third");
  while (clock.step());
  assertEquals([started, rings], [[10, 20], ["second", "third"]]);
});

Deno.test("Alarm is started anew for another time, earlier or later, and is silent where nobody waits", () => {
  const { clock, alarm, started, rings, set } = makeAlarm();
  set(10, "late");
  set(5, "early");
  while (clock.step());
  assertEquals([started, rings, clock.now()], [[10, 5], ["early"], 5]);
  set(20, "silenced");
  alarm.silence();
  while (clock.step());
  set(30, "stopped");
  alarm.stop();
  assertEquals([rings, clock.step()], [["early"], false]);
});
