import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ECHO, run, SHORT } from "./run_main.ts";

const LEAKY = "tests/fixtures/nodes/leaks_between_runs.ts";

/** The arguments of the printed line that repeats the run. */
function again(stdout: string): string[] {
  const line = /^Again {3}deno task workbench (.*)$/m.exec(stdout)?.[1];
  assert(line !== undefined);
  return line.split(" ");
}

Deno.test("the line that repeats a run says whether it did", async () => {
  const first = await run("test", "-w", "echo", "--bin", ECHO, "--mode", "sim", "--seed", "7", ...SHORT);
  const args = again(first.stdout);
  assertMatch(args.at(-1) ?? "", /^[0-9a-f]{12}$/);
  const second = await run(...args);
  assertEquals(second.status, 0);
  assertStringIncludes(second.stdout, `Replay  the same run: the journal has the hash ${args.at(-1)} again\n`);
  assertEquals(again(second.stdout), args);
});

Deno.test("a node that keeps state in its module repeats itself all the same, in a worker of its own", async () => {
  const first = await run("test", "-w", "unique-ids", "--bin", LEAKY, "--mode", "sim", "--seed", "7", ...SHORT);
  const { status, stdout } = await run(...again(first.stdout));
  assertEquals([first.status, status], [0, 0]);
  assertStringIncludes(stdout, "Replay  the same run");
});

Deno.test("a repetition with another hash that repeats itself is put down to a change", async () => {
  const { status, stdout } = await run(
    ...["test", "-w", "echo", "--bin", ECHO, "--mode", "sim", "--seed", "7", "--expect-hash", "00000000", ...SHORT],
  );
  assertEquals(status, 2);
  assertStringIncludes(stdout, "expected 00000000. A second run here gave the same, so the program, the bench or Deno");
});

Deno.test("the line that repeats a stage says whether it did, one that repeats several stages says nothing", async () => {
  const first = await run("glomers", "1", "--seed", "7", "--no-store");
  const args = again(first.stdout);
  assertEquals(args.slice(0, -1), ["glomers", "1", "--no-store", "--seed", "7", "--expect-hash"]);
  const second = await run(...args);
  assertEquals([second.status, again(second.stdout)], [0, args]);
  assertStringIncludes(second.stdout, `Replay  the same run: the journal has the hash ${args.at(-1)} again\n`);
  const other = await run(...args.slice(0, -1), "00000000", "--json");
  assertEquals([other.status, JSON.parse(other.stdout).stages.length], [2, 1]);
  assertStringIncludes(other.stderr, "Replay  not the same run");
  const several = await run("glomers", "3a", "5a", "--seed", "7", "--no-store");
  assertEquals(again(several.stdout), ["glomers", "3a", "5a", "--no-store", "--seed", "7"]);
});

Deno.test("--expect-hash is refused where nothing can repeat itself", async () => {
  const args = ["test", "-w", "echo", "--bin", ECHO, "--seed", "7", "--expect-hash", "00000000"];
  const process = await run(...args, "--mode", "process");
  assertEquals(process.status, 3);
  assertStringIncludes(process.stderr, "Cannot use --expect-hash with --mode process");
  const several = await run(...args, "--mode", "sim", "--test-count", "2");
  assertStringIncludes(several.stderr, "Cannot use --expect-hash with --test-count");
  const stages = await run("glomers", "1", "2", "--expect-hash", "00000000");
  assertStringIncludes(stages.stderr, "Cannot use --expect-hash with several stages: each run has a hash of its own");
  const wrong = await run(...args.slice(0, -1), "xyz");
  assertStringIncludes(wrong.stderr, 'Cannot use --expect-hash: "xyz", expected 8 to 64 hexadecimal digits');
});
