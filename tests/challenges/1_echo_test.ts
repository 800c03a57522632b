import { assertEquals } from "@std/assert";
import echo from "../../challenges/1_echo.ts";
import { TestIo } from "../lib/test_io.ts";
import { simulateSeeds } from "./simulate.ts";

Deno.test("1_echo passes the official stage", async () => {
  const [run] = await simulateSeeds(1, { challenge: "1_echo" });
  assertEquals(run!.messagesPerOperation, 0);
});

Deno.test("1_echo gives back any payload", async () => {
  const payloads = [
    "Please echo 35",
    "",
    0,
    null,
    false,
    [1, [2]],
    { a: { __proto__: null } },
    "\u2028 \ud83e\udd95 \u0000",
  ];
  const io = new TestIo();
  io.init();
  for (const [index, payload] of payloads.entries()) io.request({ type: "echo", msg_id: index, echo: payload });
  io.end();
  await echo(io);
  assertEquals(
    io.messages.slice(1).map(({ body }) => body),
    payloads.map((payload, index) => ({
      type: "echo_ok",
      echo: JSON.parse(JSON.stringify(payload)),
      in_reply_to: index,
    })),
  );
});
