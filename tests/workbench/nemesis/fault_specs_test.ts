import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { checkFaults, formatNemesis, parseNemesis } from "../../../scripts/workbench/nemesis/fault_specs.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

Deno.test("parseNemesis() gives each fault its defaults when no choice is named", () => {
  assertEquals(parseNemesis(" partition , kill,clock,slow,loss,hold"), [
    { fault: "partition", choices: ["one", "majority", "minority-third", "majorities-ring"] },
    { fault: "kill", choices: ["some", "one", "minority-third", "minority", "majority", "all"] },
    { fault: "clock", choices: ["skew", "jump"] },
    { fault: "slow", choices: [10] },
    { fault: "loss", choices: [0.5] },
    { fault: "hold", choices: [null] },
  ]);
  assertEquals(parseNemesis(""), []);
});

Deno.test("parseNemesis() collects the choices of a fault that is named several times", () => {
  assertEquals(parseNemesis("partition:one,pause:all,partition:bridge,partition:one,loss:0.1,loss:1"), [
    { fault: "partition", choices: ["one", "bridge"] },
    { fault: "pause", choices: ["all"] },
    { fault: "loss", choices: [0.1, 1] },
  ]);
});

Deno.test("formatNemesis() writes what parseNemesis() reads again", () => {
  for (const text of ["", "partition,kill", "partition:one,partition:bridge,kill:all,clock", "slow:3,loss:0.1,hold"]) {
    assertEquals(formatNemesis(parseNemesis(text)), text);
  }
});

const MISTAKES: [text: string, expected: string][] = [
  ["partitoin", 'Cannot use "partitoin" in --nemesis: expected partition, pause, '],
  ["partitoin", 'did you mean "partition"?'],
  ["partition:ring", "expected partition: followed by one, majority"],
  ["kill:2", 'Cannot use "kill:2" in --nemesis'],
  ["pause:minor", 'did you mean "pause:minority"?'],
  ["loss:1.5", "expected loss: followed by a probability above 0 and up to 1"],
  ["loss:", "expected loss: followed by a probability"],
  ["slow:0", "expected slow: followed by a factor above 0"],
  ["reorder:fast", "expected reorder: followed by milliseconds above 0"],
  ["hold:n1", 'expected "hold", which knows no choice'],
];

for (const [text, expected] of MISTAKES) {
  Deno.test(`parseNemesis() explains what was expected when given ${text}: ${expected}`, () => {
    assertStringIncludes(assertThrows(() => parseNemesis(text), UsageError).message, expected);
  });
}

Deno.test("checkFaults() refuses what processes cannot suffer", () => {
  checkFaults(["clock", "pause"], "sim", "windows");
  checkFaults(["partition", "kill", "pause"], "process", "linux");
  assertThrows(() => checkFaults(["clock"], "process", "linux"), UsageError, "--mode sim");
  assertThrows(() => checkFaults(["pause"], "process", "windows"), UsageError, "Windows cannot stop processes");
});
