import { assertEquals, assertStringIncludes } from "@std/assert";
import { renderJunit } from "../../../scripts/workbench/report/junit.ts";

Deno.test("renderJunit() counts cases, failures and errors of all suites", () => {
  const xml = renderJunit([
    { name: "3d", seconds: 1.5, cases: [{ name: "valid" }, { name: "msgs/op < 30", failure: "it is 31" }] },
    { name: "4", seconds: 0.25, cases: [{ name: "valid", error: "unknown" }] },
  ]);
  assertEquals(
    xml,
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="workbench" tests="3" failures="1" errors="1" time="1.750">
  <testsuite name="3d" tests="2" failures="1" errors="0" time="1.500">
    <testcase classname="3d" name="valid" time="1.500"/>
    <testcase classname="3d" name="msgs/op &lt; 30" time="0.000">
      <failure message="it is 31">it is 31</failure>
    </testcase>
  </testsuite>
  <testsuite name="4" tests="1" failures="0" errors="1" time="0.250">
    <testcase classname="4" name="valid" time="0.250">
      <error message="unknown">unknown</error>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});

Deno.test("renderJunit() escapes what XML cannot hold", () => {
  const failure = 'node "n0" printed <b> & \u0007\nsecond line';
  const xml = renderJunit([{ name: "a", seconds: 0, cases: [{ name: "valid", failure }] }]);
  assertStringIncludes(xml, 'message="node &quot;n0&quot; printed &lt;b&gt; &amp; \ufffd"');
  assertStringIncludes(xml, "\ufffd\nsecond line</failure>");
});
