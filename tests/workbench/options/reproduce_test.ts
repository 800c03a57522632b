import { assertEquals, assertStringIncludes } from "@std/assert";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import { reproduction } from "../../../scripts/workbench/options/reproduce.ts";

/** The arguments that a shell makes of lines; the shell is the judge of what is quoted right. */
function shellSplit(lines: readonly string[]): string[][] {
  const script = lines.map((line) => `for word in ${line}; do printf '%s\\0' "$word"; done; printf '\\1\\0'`).join(
    "\n",
  );
  const output = new TextDecoder().decode(execFileSync("/bin/sh", { input: script, maxBuffer: 2 ** 26 }));
  return output.split("\u0001\0").slice(0, -1).map((words) => words.split("\0").slice(0, -1));
}

/** Texts that a command line can hold, odd ones above all. */
const textArbitrary = fc.oneof(
  fc.constantFrom(
    ...[
      "-x",
      "--",
      "--rate",
      "-w",
      "-5",
      "\u2013rate",
      "\u2014",
      "a b",
      "it's",
      'say "x"',
      "$HOME",
      "`ls`",
      "a\\nb",
      "\\",
    ],
    ...["new\nline", "tab\t", "*", "~", "#c", "!1", "a=b", "=", ";ls", "%2F", "ünï", "\u{1F600}", "-", " ", "''"],
  ),
  fc.string({ minLength: 1, unit: "binary" }),
  fc.string({ minLength: 1, unit: "grapheme" }),
).map((text) => text.toWellFormed().replaceAll("\0", "x").replaceAll("\u0001", "x"));

Deno.test({
  name: "reproduction() writes a line that a shell and the parser read as the same options, whatever their values",
  ignore: Deno.build.os === "windows",
  fn() {
    const commands = fc.sample(
      fc.record({
        bin: textArbitrary,
        store: textArbitrary,
        nodes: fc.array(textArbitrary, { maxLength: 3 }),
        file: textArbitrary,
        programArgs: fc.array(fc.oneof(textArbitrary, fc.constant("")), { maxLength: 3 }),
      }),
      { numRuns: 400, seed: 13 },
    );
    const parsed = commands.map(({ bin, store, nodes, file }) =>
      parseOptions(TEST_OPTIONS, [
        ...["-w", "echo", `--bin=${bin}`, `--store=${store}`, `--nodes-file=${file}`, "--nemesis", "", "--log-stderr"],
        ...nodes.map((node) => `--node=${node}`),
      ])
    );
    const lines = parsed.map((one, position) =>
      reproduction(["test"], {
        table: TEST_OPTIONS,
        parsed: one,
        seed: 7,
        programArgs: commands[position]?.programArgs ?? [],
      })
    );
    shellSplit(lines).forEach((words, position) => {
      const again = parseOptions(TEST_OPTIONS, words.slice(words.indexOf("test") + 1));
      const { given, values } = parsed[position] as (typeof parsed)[number];
      const programArgs = commands[position]?.programArgs;
      assertEquals([again.values, again.rest, again.words, again.notes], [{ ...values, seed: 7 }, programArgs, [], []]);
      assertEquals(again.given.get("store"), given.get("store"));
    });
  },
});

Deno.test("parseOptions() takes a value with one dash that is no option, and an equals sign for any value", () => {
  const { values } = parseOptions(TEST_OPTIONS, [
    "-n",
    "-x",
    "--bin",
    "-run.sh",
    "--store=--store",
    "--rate",
    "-.5e1".slice(1),
  ]);
  assertEquals([values.node, values.bin, values.store, values.rate], [["-x"], "-run.sh", "--store", 5]);
  let message = "";
  try {
    parseOptions(TEST_OPTIONS, ["--bin", "-x", "-node-count", "3"]);
  } catch (error) {
    message = String(error);
  }
  assertStringIncludes(message, 'did you mean "--node-count"?');
});
