import { assertEquals } from "@std/assert";
import { shortestFloat32 } from "../../../scripts/workbench/checkers/float32.ts";

Deno.test("shortestFloat32() prints quotients as the original does", () => {
  assertEquals(shortestFloat32(38 / 17), 2.235294);
  assertEquals(shortestFloat32(1949 / 251), 7.7649403);
  assertEquals(shortestFloat32(1427 / 251), 5.685259);
  assertEquals(shortestFloat32(1 / 3), 0.33333334);
  assertEquals(shortestFloat32(0.9), 0.9);
  assertEquals(shortestFloat32(0), 0);
  assertEquals(shortestFloat32(100000), 100000);
});
