import { assertEquals } from "@std/assert";
import type { Program } from "../../lib/node.ts";
import { TestIo } from "../lib/test_io.ts";

/** Asserts that a broadcast program answers odd values with error 12, and remembers the good ones once each. */
export async function assertRefusesValues(program: Program): Promise<void> {
  const io = new TestIo();
  io.init();
  io.request({ type: "topology", msg_id: 1, topology: { n0: [] } });
  const values = [5, "5", null, undefined, 1.5, 2 ** 53, [5], -7, 5];
  for (const [index, message] of values.entries()) io.request({ type: "broadcast", msg_id: 2 + index, message });
  io.request({ type: "read", msg_id: 99 });
  io.end();
  await program(io);
  assertEquals(
    io.messages.slice(2, -1).map(({ body }) => body.code ?? body.type),
    ["broadcast_ok", 12, 12, 12, 12, 12, 12, "broadcast_ok", "broadcast_ok"],
  );
  assertEquals(io.messages.at(-1)!.body.messages, [5, -7]);
}
