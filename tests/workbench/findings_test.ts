import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type FindingKind, findingKind, FINDINGS, labelOf } from "../../scripts/workbench/findings.ts";

Deno.test("every finding has its rule as one whole sentence", () => {
  for (const [name, { rule }] of Object.entries<FindingKind>(FINDINGS)) {
    assert(/^[A-Z].* .*[.)]$/.test(rule) && rule.length < 120, `${name}: ${rule}`);
  }
});

Deno.test("findingKind() gives a cycle in time the rule of the same cycle without, and says which time counts", () => {
  const { rule } = findingKind("G-single-item");
  assertStringIncludes(findingKind("G-single-item-realtime").rule, rule);
  assertStringIncludes(findingKind("G-single-item-realtime").rule, "real time");
  assertStringIncludes(findingKind("G-single-item-process").rule, "one process");
  assertStringIncludes(findingKind("PL-2-cycle-exists").rule, "this model forbids");
});

Deno.test("labelOf() takes the severity of the finding's row unless another is given", () => {
  assertEquals(labelOf("lost"), { anomaly: "lost", severity: "error" });
  assertEquals(labelOf("duplicated", "warning"), { anomaly: "duplicated", severity: "warning" });
});
