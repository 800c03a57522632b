import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { withFixtureFile } from "../nodes/wasi/fixtures.ts";
import { run } from "./run_main.ts";

const HASH_LINE = /Hash of all journals (\w+)/;

/** A broadcast of three nodes that is over soon. */
const SMALL = ["-w", "broadcast", "--node-count", "3", "--rate", "20", "--time-limit", "3", "--no-store"];

Deno.test("test runs a .wasm file in virtual time, and its last line repeats the run", async () => {
  await withFixtureFile("go", async (path) => {
    const first = await run(
      "test",
      ...SMALL,
      "--bin",
      path,
      "--nemesis",
      "partition,kill,pause,clock",
      "--seed",
      "3",
      "--",
      "gossip",
    );
    assertStringIncludes(first.stdout, "--mode sim");
    const [, again = ""] = /Again {3}deno task workbench (.*)/.exec(first.stdout) ?? [];
    assertMatch(again, /--seed 3 --expect-hash \w{12} -- gossip$/);
    const second = await run(...again.split(" "));
    assertEquals(second.status, first.status);
    assertStringIncludes(second.stdout, "the same run");
  });
});

Deno.test("glomers judges compiled nodes by the official commands", async () => {
  await withFixtureFile("go", async (path) => {
    const { status, stdout } = await run("glomers", "4", "--bin", path, "--seed", "1", "--no-store", "--", "counter");
    assertEquals([status, /Verdict.*/.exec(stdout)?.[0].startsWith("Verdict valid")], [0, true]);
  });
  for (const language of ["c", "rust"] as const) {
    await withFixtureFile(language, async (path) => {
      assertEquals((await run("glomers", "1", "--bin", path, "--seed", "1", "--no-store")).status, 0);
    });
  }
});

Deno.test("sweep gives the same journals for compiled nodes on one worker and on two", async () => {
  await withFixtureFile("go", async (path) => {
    const sweep = (jobs: string) =>
      run(
        "sweep",
        path,
        "--like",
        "3c",
        "--seeds",
        "1..4",
        "--node-count",
        "3",
        "--time-limit",
        "2",
        "--jobs",
        jobs,
        "--",
        "gossip",
      );
    const [one, two] = [await sweep("1"), await sweep("2")];
    assertEquals([one.status, two.status], [0, 0]);
    assertMatch(one.stdout, HASH_LINE);
    assertEquals(HASH_LINE.exec(two.stdout)?.[1], HASH_LINE.exec(one.stdout)?.[1]);
  });
});

Deno.test("shrink brings a mistake in Go that only a sweep finds down to two nodes and a few operations", async () => {
  await withFixtureFile("go", async (path) => {
    const failing = [
      ...["-w", "broadcast", "--node-count", "2", "--rate", "20", "--time-limit", "2", "--recovery-time", "5"],
      ...["--topology", "line", "--latency", "100", "--latency-dist", "exponential", "--bin", path, "--seed", "29"],
    ];
    const { status, stdout } = await run("shrink", ...failing, "--", "gossip-broken");
    assertEquals(status, 1);
    const [, nodes, operations] = /Smallest of \d+ tried: (\d+) nodes, (\d+) operations/.exec(stdout) ?? [];
    assertEquals([Number(nodes) <= 3, Number(operations) <= 10], [true, true], stdout.slice(0, 500));
    const [, again = ""] = /Again {3}deno task workbench (.*)/.exec(stdout) ?? [];
    const repeated = await run(...again.split(" "), "--no-store");
    assertStringIncludes(repeated.stdout, "the same run");
  });
});

Deno.test("explore takes a compiled node through every order of events", async () => {
  await withFixtureFile("go", async (path) => {
    const bounds = ["--operations", "2", "--timers", "0", "--duplicates", "0"];
    const { status, stdout } = await run("explore", "3b", "--bin", path, ...bounds, "--", "gossip");
    assertStringIncludes(stdout, "complete, every order was explored");
    assertEquals(status, 0);
  });
});

Deno.test("what cannot run is refused in a sentence: wasm as a process, a folder without a project, both ways to name a stage", async () => {
  await withFixtureFile("c", async (path) => {
    const asProcess = await run("test", "-w", "echo", "--bin", path, "--mode", "process", "--no-store");
    assertStringIncludes(asProcess.stderr, "it is WebAssembly, expected --mode sim");
    const twice = await run("sweep", path, "--like", "1", "--bin", path);
    assertStringIncludes(twice.stderr, "Cannot use --like and --bin together");
    const folder = await run("test", "-w", "echo", "--bin", "tests", "--mode", "sim", "--no-store");
    assertStringIncludes(folder.stderr, "or a folder with a go.mod or a Cargo.toml");
    const original = ["--maelstrom", Deno.execPath()];
    const besides = await run("test", "-w", "echo", "--bin", path, "--no-store", ...original);
    assertStringIncludes(besides.stderr, "it is WebAssembly, expected an executable");
    assertEquals([asProcess, twice, folder, besides].map(({ status }) => status), [3, 3, 3, 3]);
  });
});
