import { assertEquals } from "@std/assert";
import { Heartbeat } from "../../../scripts/workbench/nodes/heartbeat.ts";

Deno.test("Heartbeat tells another thread which node runs, and with what", () => {
  const beat = new Heartbeat();
  const seen = new Heartbeat(beat.buffer);
  assertEquals(seen.running(), undefined);
  beat.enter("nö2", '{"body":{"echo":"ä"}}', 5);
  assertEquals(seen.running(), { node: "nö2", cause: '{"body":{"echo":"ä"}}', timeNs: 5, count: 1 });
  beat.enter("n1", "timer", -1);
  assertEquals(seen.running(), { node: "n1", cause: "timer", timeNs: -1, count: 2 });
  beat.leave();
  assertEquals(seen.running(), undefined);
});

Deno.test("Heartbeat cuts what is too long", () => {
  const beat = new Heartbeat();
  beat.enter("n".repeat(100), "x".repeat(10_000), 0);
  assertEquals(beat.running(), { node: "n".repeat(64), cause: "x".repeat(2048), timeNs: 0, count: 1 });
});
