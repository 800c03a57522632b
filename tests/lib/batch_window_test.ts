import { assertEquals, assertThrows } from "@std/assert";
import { BatchWindow, windowLengthMs } from "../../lib/batch_window.ts";
import { VirtualTimers } from "./virtual_timers.ts";

const LENGTH_MS = 100;

function setUp(): { timers: VirtualTimers; window: BatchWindow; actedAtMs: number[] } & Disposable {
  const timers = new VirtualTimers();
  const actedAtMs: number[] = [];
  const window = new BatchWindow({ lengthMs: LENGTH_MS, act: () => void actedAtMs.push(timers.nowMs) });
  return { timers, window, actedAtMs, [Symbol.dispose]: () => timers[Symbol.dispose]() };
}

Deno.test("BatchWindow acts once at the end of a window that was opened, and not in one that was not", () => {
  using test = setUp();
  const { timers, window, actedAtMs } = test;
  timers.advance(30);
  window.open(20);
  window.open(20);
  timers.advance(70);
  assertEquals(actedAtMs, [50]);
  // The grid is now 50, 150, 250 and so on.
  timers.advance(200);
  assertEquals(actedAtMs, [50]);
  window.open(20);
  timers.advance(100);
  assertEquals(actedAtMs, [50, 350]);
  assertEquals(timers.pendingCount, 0);
});

Deno.test("BatchWindow acts at once when its first window takes no time, and can be opened again while it acts", () => {
  using timers = new VirtualTimers();
  const actedAtMs: number[] = [];
  const window = new BatchWindow({
    lengthMs: LENGTH_MS,
    act: () => {
      actedAtMs.push(timers.nowMs);
      if (actedAtMs.length < 3) window.open();
    },
  });
  window.open();
  timers.advance(1000);
  assertEquals(actedAtMs, [0, 100, 200]);
});

Deno.test("BatchWindow.endAt() moves the end of the open window and of all later ones, by whole windows if need be", () => {
  using test = setUp();
  const { timers, window, actedAtMs } = test;
  window.open();
  timers.advance(10);
  window.open();
  window.endAt(40);
  timers.advance(50);
  assertEquals(actedAtMs, [0, 40]);
  // 30 lies in the past: the windows end at 130, 230 ...
  window.endAt(30);
  window.open();
  timers.advance(100);
  window.endAt(875);
  window.open();
  timers.advance(100);
  assertEquals(actedAtMs, [0, 40, 130, 175]);
  assertEquals(window.lastEndMs, 175);
});

Deno.test("BatchWindow.guessEnd() moves windows until they are timed", () => {
  using test = setUp();
  const { timers, window, actedAtMs } = test;
  window.guessEnd(20);
  window.open();
  timers.advance(50);
  assertEquals([actedAtMs, window.isTimed], [[20], false]);
  window.endAt(70);
  window.guessEnd(90);
  window.open();
  timers.advance(50);
  assertEquals([actedAtMs, window.isTimed], [[20, 70], true]);
});

Deno.test("BatchWindow.hasten() acts earlier, never later, and leaves the grid as it is", () => {
  using test = setUp();
  const { timers, window, actedAtMs } = test;
  window.open();
  timers.advance(10);
  window.open();
  window.hasten(30);
  window.hasten(60);
  timers.advance(40);
  assertEquals([actedAtMs, window.lastEndMs], [[0, 40], 0]);
  window.open();
  window.hasten(70);
  timers.advance(100);
  assertEquals([actedAtMs, window.lastEndMs], [[0, 40, 100], 100]);
});

Deno.test("BatchWindow.hasten() acts also where no window is open", () => {
  using test = setUp();
  test.window.hasten(30);
  test.timers.advance(1000);
  assertEquals(test.actedAtMs, [30]);
});

Deno.test("windowLengthMs() reads --window-ms, and else gives the default", () => {
  assertEquals(windowLengthMs([], 300), 300);
  assertEquals(windowLengthMs(["--window-ms", "50"], 300), 50);
  assertEquals(windowLengthMs(["--other", "--window-ms=2.5"], 300), 2.5);
});

Deno.test("windowLengthMs() says what it found where that is no length", () => {
  for (const text of ["long", "0", "-1", "Infinity", ""]) {
    assertThrows(() => windowLengthMs([`--window-ms=${text}`], 300), RangeError, `found "${text}"`);
  }
});
