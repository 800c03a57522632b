import { assertEquals } from "@std/assert";
import { findFlags, OFFLINE_FLAGS } from "../../scripts/std.ts";

Deno.test("findFlags() gives no flags when every module loads", async () => {
  const asked: string[] = [];
  const flags = await findFlags((name) => {
    asked.push(name);
    return Promise.resolve();
  });
  assertEquals(flags, []);
  assertEquals(asked.includes("@std/streams/text-line-stream"), true);
});

Deno.test("findFlags() gives the offline flags when one module does not load", async () => {
  const load = (name: string) => name === "@std/cli/parse-args" ? Promise.reject(new Error("down")) : Promise.resolve();
  assertEquals(await findFlags(load), OFFLINE_FLAGS);
});

Deno.test("findFlags() gives the offline flags when the answer takes too long", async () => {
  assertEquals(await findFlags(() => new Promise(() => {}), 5), OFFLINE_FLAGS);
});
