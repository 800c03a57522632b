import { assertEquals } from "@std/assert";
import { findFlags, OFFLINE_FLAGS } from "../../scripts/std.ts";

const never = () => new Promise<never>(() => {});
const there = () => Promise.resolve();
const refused = () => Promise.reject(new Error("connection refused"));
const LIMITS = { cacheLimitMs: 1, silenceLimitMs: 5, downloadLimitMs: 10 };

Deno.test("findFlags() gives no flags where the modules are cached, and asks nobody", async () => {
  let asked = 0;
  const ask = () => Promise.resolve(asked++);
  assertEquals(await findFlags({ load: there, ask }), { flags: [] });
  assertEquals(asked, 0);
});

Deno.test("findFlags() takes the stand-ins where the registry cannot be reached", async () => {
  const finding = await findFlags({ load: refused, ask: never, ...LIMITS });
  assertEquals(finding, { flags: OFFLINE_FLAGS, problem: "is not reachable" });
});

Deno.test("findFlags() takes the stand-ins where the registry says nothing, and tells it from one that refuses", async () => {
  const finding = await findFlags({ load: never, ask: never, ...LIMITS });
  assertEquals(finding, { flags: OFFLINE_FLAGS, problem: "has not answered within 0.005 s" });
});

Deno.test("findFlags() waits for a registry that answers slowly, and says so", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let slow = 0;
  const finding = await findFlags({
    load: () => promise,
    ask: there,
    onSlow: () => {
      slow++;
      resolve();
    },
    ...LIMITS,
    downloadLimitMs: 10_000,
  });
  assertEquals(finding, { flags: [] });
  assertEquals(slow, 1);
});

Deno.test("findFlags() gives up on a registry that answers and never delivers", async () => {
  const finding = await findFlags({ load: never, ask: there, ...LIMITS });
  assertEquals(finding, { flags: OFFLINE_FLAGS, problem: "has not delivered @std within 0.01 s" });
});
