import { assertEquals, assertStringIncludes } from "@std/assert";
import { plotMemory } from "../../../scripts/measure/memory_plot.ts";

Deno.test("plotMemory() draws each process in a panel, all with the same axis of memory", () => {
  const flat = { name: "flat", samples: [{ timeS: 0, bytes: 5e8 }, { timeS: 100, bytes: 5e8 }] };
  const rising = { name: "<rising>", samples: [{ timeS: 0, bytes: 0 }, { timeS: 10, bytes: 2e9 }] };
  const text = plotMemory([flat, rising]);
  const lines = [...text.matchAll(/class="curve" d="M([\d.]+),([\d.]+)L([\d.]+),([\d.]+)"/g)].map((match) =>
    match.slice(1).map(Number)
  );
  // The panel is 180 high and reaches 5 % above 2 GB: half a gigabyte is 42.9 above its foot at 224.
  assertEquals(lines, [[64, 181.1, 736, 181.1], [64, 480, 736, 308.6]]);
  assertStringIncludes(text, "&lt;rising&gt;");
  assertEquals(plotMemory([]).includes("<svg"), true);
});
