import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { findOwnSet, ownProgramFor, readOwnSet, stagesOf } from "../../../scripts/workbench/stages/own_set.ts";
import { type Stage, STAGES } from "../../../scripts/workbench/stages/stages.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

/** Gives a folder with a glomers.json of that text to a test, and removes it. */
function withSet(text: string, test: (path: string, folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    const path = join(folder, "glomers.json");
    Deno.writeTextFileSync(path, text);
    test(path, folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function stageNamed(name: string): Stage {
  const stage = STAGES.find(({ stage }) => stage === name);
  if (stage === undefined) throw new Error(`no stage ${name}`);
  return stage;
}

Deno.test("findOwnSet() finds the file in a folder above", () => {
  withSet("{}", (path, folder) => {
    const deep = join(folder, "a", "b");
    Deno.mkdirSync(deep, { recursive: true });
    assertEquals(findOwnSet(deep), path);
  });
});

Deno.test("readOwnSet() reads programs with their folder, arguments, builds and mode", () => {
  const text = JSON.stringify({
    build: "make",
    stages: {
      "1": "bin/echo",
      "3d": { bin: "bin/node", args: ["-v"], build: "go build", mode: "sim", watch: ["src"] },
    },
  });
  withSet(text, (path, folder) => {
    const { programs } = readOwnSet(path);
    assertEquals(programs.get("1"), { bin: join(folder, "bin", "echo"), args: [], builds: ["make"] });
    assertEquals(programs.get("3d"), {
      bin: join(folder, "bin", "node"),
      args: ["-v"],
      builds: ["make", "go build"],
      mode: "sim",
      watch: [join(folder, "src")],
    });
  });
});

Deno.test("ownProgramFor() takes the closest name: the stage before the number before the group", () => {
  withSet('{"stages": {"broadcast": "./all", "3d": "./fast"}}', (path) => {
    const set = readOwnSet(path);
    assertEquals(ownProgramFor(set, stageNamed("3d"))?.bin.endsWith("fast"), true);
    assertEquals(ownProgramFor(set, stageNamed("3c"))?.bin.endsWith("all"), true);
    assertEquals(ownProgramFor(set, stageNamed("4")), undefined);
  });
});

Deno.test("stagesOf() gives each official command line once, in order", () => {
  withSet('{"stages": {"4": "./counter", "3e": "./few", "1": "./echo"}}', (path) => {
    assertEquals(stagesOf(readOwnSet(path)).map(({ stage }) => stage), ["1", "3e", "4"]);
  });
});

const MISTAKES: readonly (readonly [text: string, part: string])[] = [
  ["{", "it is no JSON"],
  ["[]", "the file is [], expected an object"],
  ["{}", '"stages" is missing, expected an object'],
  ['{"stages": {}}', '"stages" names no stage'],
  ['{"stages": {"3x": "./a"}}', '"stages" has "3x"'],
  ['{"stages": {"1": {"args": []}}}', '"1" has missing as "bin"'],
  [
    '{"stages": {"1": {"bin": "./a", "arg": []}}}',
    'the field "arg", expected bin, args, build, mode, watch; did you mean',
  ],
  ['{"stages": {"1": {"bin": "./a", "args": "-v"}}}', '"args" of "1" is "-v", expected a list of texts'],
  ['{"stages": {"1": {"bin": "./a", "mode": "fast"}}}', '"fast" as "mode", expected "sim" or "process"'],
  ['{"build": ["make"], "stages": {"1": "./a"}}', 'build is ["make"], expected a command'],
];

Deno.test("readOwnSet() says all that is wrong with the file", () => {
  for (const [text, part] of MISTAKES) {
    withSet(text, (path) => void assertThrows(() => readOwnSet(path), UsageError, part));
  }
  withSet('{"build": 1, "stages": {"3x": "./a", "1": {"bin": 2}}}', (path) => {
    const error = assertThrows(() => readOwnSet(path), UsageError);
    assertEquals(["build is 1", '"3x"', '"1" has 2'].every((part) => error.message.includes(part)), true);
  });
});
