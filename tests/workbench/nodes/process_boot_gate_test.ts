import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../scripts/workbench/clock.ts";
import { BootGate } from "../../../scripts/workbench/nodes/boot_gate.ts";

function makeGate() {
  const clock = new VirtualClock();
  const delivered: string[] = [];
  const gate = new BootGate(clock, ({ src, body }) => delivered.push(`${src} ${body.type}`));
  const pass = (src: string, type: string, in_reply_to?: number) =>
    gate.pass({ id: 0, src, dest: "n0", body: { type, ...(in_reply_to === undefined ? {} : { in_reply_to }) } });
  return { clock, delivered, gate, pass };
}

Deno.test("BootGate lets all pass in order while it is open", () => {
  const { delivered, pass } = makeGate();
  pass("n1", "merge");
  pass("c0", "init");
  assertEquals(delivered, ["n1 merge", "c0 init"]);
});

Deno.test("BootGate holds requests of nodes but neither clients nor replies until it opens", () => {
  const { delivered, gate, pass } = makeGate();
  gate.close();
  pass("n1", "merge");
  pass("n2", "merge");
  pass("c0", "init");
  pass("lin-kv", "read_ok", 1);
  assertEquals(delivered, ["c0 init", "lin-kv read_ok"]);
  gate.open();
  pass("n3", "merge");
  assertEquals(delivered.slice(2), ["n1 merge", "n2 merge", "n3 merge"]);
});

Deno.test("BootGate opens by itself after two seconds", () => {
  const { clock, delivered, gate, pass } = makeGate();
  gate.close();
  pass("n1", "merge");
  clock.step();
  assertEquals([clock.now(), delivered], [2e9, ["n1 merge"]]);
});

Deno.test("BootGate forgets what waits when the node starts again", () => {
  const { delivered, gate, pass } = makeGate();
  gate.close();
  pass("n1", "merge");
  gate.close();
  gate.open();
  assertEquals(delivered, []);
});
