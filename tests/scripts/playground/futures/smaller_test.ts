import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { makeSmaller, type ShrinkContext } from "../../../../scripts/playground/futures/smaller.ts";
import { PostedBeat } from "../../../../scripts/playground/posted_beat.ts";
import { UsageError } from "../../../../scripts/workbench/usage_error.ts";

const ARGS = [
  ...["-w", "broadcast", "--node-count", "5", "--time-limit", "10", "--latency", "100", "--nemesis", "partition"],
  ...["--seed", "5"],
];

function context(file: string, told: string[] = [], signal = new AbortController().signal): ShrinkContext {
  const url = new URL(`../../../../${file}`, import.meta.url).href;
  return {
    program: { kind: "module", url },
    programArgs: [],
    heartbeat: new PostedBeat(() => {}, () => 0),
    signal,
    onProgress: (text) => told.push(text),
  };
}

Deno.test("makeSmaller() finds a run of two nodes with few operations, and tells how far it is", async () => {
  const told: string[] = [];
  const { label, args } = await makeSmaller(ARGS, context("tests/broken/broadcast_no_retry.ts", told));
  assertMatch(label, /^smallest of \d+ tried: 2 nodes, [1-5] operations, /);
  assertEquals(args[args.indexOf("--node-count") + 1], "2");
  assertMatch(told.at(-1) ?? "", /^\d+ runs tried, the smallest that fails: \d nodes?, /);
});

Deno.test("makeSmaller() gives what it has when it is told that this is enough", async () => {
  const enough = new AbortController();
  const told: string[] = [];
  const search = context("tests/broken/broadcast_no_retry.ts", told, enough.signal);
  const { label } = await makeSmaller(ARGS, {
    ...search,
    onProgress(text) {
      told.push(text);
      if (told.length === 3) enough.abort();
    },
  });
  assertMatch(label, /^smallest of 3 tried: 5 nodes, /);
  assert(told.length === 3);
});

Deno.test("makeSmaller() refuses a run that is valid", async () => {
  const valid = ["-w", "echo", "--node-count", "1", "--time-limit", "1", "--seed", "1"];
  await assertRejects(() => makeSmaller(valid, context("challenges/1_echo.ts")), UsageError, "it is valid");
});
