import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { HEADER_POINTS } from "../../../scripts/workbench/cli/challenge_template.ts";
import { WORKLOADS } from "../../../scripts/workbench/workloads/registry.ts";
import { ECHO, run, SHORT } from "./run_main.ts";

Deno.test("main() lists the commands, on stdout when asked for help", async () => {
  const asked = await run("help");
  assertEquals([asked.status, asked.stderr], [0, ""]);
  assertStringIncludes(asked.stdout, "Commands:\n  test ");
  const unasked = await run();
  assertEquals([unasked.status, unasked.stdout], [3, ""]);
});

Deno.test("main() names the nearest command for an unknown one", async () => {
  const { status, stderr } = await run("glomer", "all");
  assertEquals(status, 3);
  assertStringIncludes(stderr, 'Unknown command "glomer"; did you mean "glomers"?');
  assertStringIncludes((await run("analyze")).stderr, 'Unknown command "analyze"; here "check" judges a recorded');
});

Deno.test("main() shows the help of each command", async () => {
  for (const command of ["test", "glomers", "check", "doc", "new"]) {
    const { status, stdout } = await run(command, "--help");
    assertEquals(status, 0);
    assertMatch(stdout, new RegExp(`^Usage: deno task workbench ${command} `));
    assertEquals((await run("help", command)).stdout, stdout);
  }
});

Deno.test("test prints seed and options first, verdict and repetition last", async () => {
  const { status, stdout } = await run("test", "-w", "echo", "--bin", ECHO, "--seed", "7", ...SHORT);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(status, 0);
  assertEquals(lines[0], "Seed 7");
  assertStringIncludes(lines[1] ?? "", "Options --workload echo --bin challenges/1_echo.ts --mode sim");
  assertStringIncludes(stdout, "\nEverything looks good! ヽ(‘ー`)ノ\n");
  assertMatch(lines.at(-2) ?? "", /^Verdict valid \(\d+\.\d+ s\)$/);
  assertMatch(
    lines.at(-1) ?? "",
    /^Again {3}deno task workbench test --workload echo --bin challenges\/1_echo\.ts --mode sim --node-count 1 --time-limit 2 --no-store --seed 7 --expect-hash [0-9a-f]{12}$/,
  );
});

Deno.test("test gives the same results for the same seed", async () => {
  const results = async (seed: string) => {
    const { stdout } = await run("test", "-w", "echo", "--bin", ECHO, "--json", "--seed", seed, ...SHORT);
    return JSON.parse(stdout).results;
  };
  assertEquals(await results("7"), await results("7"));
});

Deno.test("test --json prints one object and nothing else on stdout", async () => {
  const { status, stdout } = await run("test", "-w", "echo", "--bin", ECHO, "--json", "--seed", "7", ...SHORT);
  const parsed = JSON.parse(stdout);
  assertEquals(status, 0);
  assertEquals([parsed.challenge, parsed.valid, parsed["targets-met"], parsed.seed], ["1_echo.ts", true, true, 7]);
  assertEquals(parsed.results.workload.valid, true);
});

Deno.test("test fails with status 1 when an expectation is missed, and says by how much", async () => {
  const { status, stdout } = await run("test", "-w", "echo", "--bin", ECHO, "--expect", "msgs-per-op>1", ...SHORT);
  assertEquals(status, 1);
  assertStringIncludes(stdout, "- Target missed: msgs-per-op is 0, expected > 1\n");
  assertStringIncludes(stdout, "Verdict valid, 1 of 1 targets missed");
});

Deno.test("test stops repeating at the first run that is not right, and counts seeds up", async () => {
  const { stdout } = await run(
    "test",
    "-w",
    "echo",
    "--bin",
    ECHO,
    "--test-count",
    "3",
    "--seed",
    "4294967295",
    ...SHORT,
  );
  assertEquals(stdout.match(/^Seed .*$/gm), ["Seed 4294967295", "Seed 0", "Seed 1"]);
  const failing = ["--expect", "msgs-per-op>1", "--test-count", "3", "--seed", "5"];
  const stopped = await run("test", "-w", "echo", "--bin", ECHO, ...failing, ...SHORT);
  assertEquals(stopped.stdout.match(/^Seed .*$/gm), ["Seed 5"]);
});

Deno.test("test explains options of the original that do nothing here", async () => {
  const { status, stderr } = await run("test", "-w", "echo", "--bin", ECHO, "--no-ssh", "--username", "root", ...SHORT);
  assertEquals(status, 0);
  assertStringIncludes(stderr, "--no-ssh has no effect here: nodes are local, nobody logs in to them\n");
  assertStringIncludes(stderr, "--username has no effect here: ");
});

Deno.test("test shows messages with --log-net-send and --log-net-recv", async () => {
  const { stderr } = await run("test", "-w", "echo", "--bin", ECHO, "--log-net-send", ...SHORT);
  assertMatch(stderr, /^0\.000000 s {2}send 0 {2}c0 -> n0 {2}\{"type":"init",/m);
  assertEquals(/ recv /.test(stderr), false);
});

Deno.test("mistakes have status 3 and a message without a stack trace", async () => {
  const mistakes: readonly (readonly [readonly string[], string])[] = [
    [["test"], "--bin is missing"],
    [["test", "-w", "ecko", "--bin", ECHO], 'Cannot use --workload: "ecko", expected one of'],
    [["test", "-w", "echo", "--bin", "./nothing", ...SHORT], "expected a TypeScript or JavaScript module"],
    [["test", "-w", "echo", "--bin", "./nothing.ts", ...SHORT], "there is no such file"],
    [["test", "-w", "echo", "--bin", "scripts/std.ts", ...SHORT], "no default export that is a program"],
    [["test", "-w", "echo", "--bin", ECHO, "--node", "c1", "--mode", "sim"], 'Cannot name a node "c1"'],
    [["test", "-w", "echo", "--bin", ECHO, "--nodes", "a,b,a", "--mode", "sim"], 'Cannot name two nodes "a"'],
    [["test", "-w", "echo", "--bin", ECHO, "--nodes-file", "nothing.txt"], "Cannot use --nodes-file nothing.txt"],
    [["test", "-w", "echo", "--bin", ECHO, "--expect", "fast"], "Cannot use --expect"],
    [["test", "-w", "echo", "--bin", ECHO, "--expect", ""], "Cannot use --expect: no value given"],
    [
      ["test", "-w", "echo", "--bin", ECHO, "--junit", "no/folder.xml", ...SHORT],
      "Cannot write --junit no/folder.xml: there",
    ],
    [["test", "-w", "echo", "--bin", ECHO, "--availability", "2"], "expected total or a number from 0 to 1"],
    [["test", "-w", "echo", "--bin", ECHO, "--concurrency", "0"], "expected a whole number of at least 1"],
    [["test", "-w", "echo", "--bin", ECHO, "--consistency-models", "serialisable"], "expected one of"],
    [["test", "-w", "echo", "--bin", ECHO, "--nemesis", "partitoin"], 'did you mean "partition"?'],
    [["test", "-w", "echo", "--bin", ECHO, "--only-operations", "1,5..3"], "numbers from 1 on and ranges of them"],
    [["glomers"], "no stage given"],
    [["sweep", "--merge"], "Cannot merge: no file given"],
    [["sweep", "./my-node", "--like", "3c"], "with test or glomers and --mode process"],
    [["sweep", "3c", "--out", "no/part.jsonl"], "Cannot write --out no/part.jsonl: there is no such file or folder"],
    [["glomers", "9z"], 'Cannot find the stage "9z"'],
    [["new", "Not A Name"], "expected one name in lower case"],
    [["doc", "ekko"], 'did you mean "echo"?'],
  ];
  for (const [args, expected] of mistakes) {
    const { status, stderr } = await run(...args);
    assertEquals(status, 3, args.join(" "));
    assertStringIncludes(stderr, expected);
    assertEquals(/^ {4}at /m.test(stderr), false, stderr);
  }
});

Deno.test("test reports a program that does not exist with status 3", async () => {
  const { status, stderr } = await run("test", "-w", "echo", "--bin", "./nothing", "--node-count", "1", "--no-store");
  assertEquals(status, 3);
  assertStringIncludes(stderr, 'Cannot run "./nothing"');
});

Deno.test("glomers --json prints the stages with their verdicts, targets and results", async () => {
  const { status, stdout } = await run("glomers", "1", "--json", "--no-store", "--seed", "3");
  assertEquals(status, 0);
  const { stages } = JSON.parse(stdout);
  assertEquals(stages.length, 1);
  assertEquals([stages[0].stage, stages[0].challenge, stages[0].valid, stages[0]["targets-met"]], [
    "1",
    "1_echo",
    true,
    true,
  ]);
  assertEquals(stages[0].results.valid, true);
});

Deno.test("glomers lets options given override the official ones", async () => {
  const { stdout } = await run("glomers", "1", "--time-limit", "3", "--rate", "0", "--no-store", "--seed", "3");
  assertStringIncludes(stdout, "Seed 3\n1   1_echo: sim mode, workload echo, node-count 1, concurrency 1n, rate 0, ");
  assertMatch(stdout, /^1 +1_echo +unknown +0 /m);
  assertStringIncludes(stdout, "Again   deno task workbench glomers 1 --rate 0 --time-limit 3 --no-store --seed 3 --");
});

Deno.test("glomers runs a program of the user's under the official options", async () => {
  const { status, stdout } = await run("glomers", "3a", "--bin", ECHO, "--mode", "sim", "--no-store", "--seed", "3");
  assertEquals(status, 3);
  assertStringIncludes(stdout, "1_echo.ts");
  assertStringIncludes(stdout, 'Cannot set up node "n0": it answered "topology" with {"type":"error","code":10,');
});

Deno.test("glomers runs a program of the user's once for a stage that has two files here", async () => {
  const args = [
    "--bin",
    "challenges/4_g_counter_crdt.ts",
    "--mode",
    "sim",
    "--time-limit",
    "1",
    "--no-store",
    "--json",
  ];
  assertEquals(JSON.parse((await run("glomers", "4", ...args)).stdout).stages.length, 1);
  assertEquals(JSON.parse((await run("glomers", "6b", ...args, "--rate", "0")).stdout).stages.length, 2);
});

Deno.test("runs write their files to the store, and say so when they cannot", async () => {
  const root = Deno.makeTempDirSync();
  try {
    const store = join(root, "results");
    const args = ["test", "-w", "echo", "--bin", ECHO, "--mode", "sim", "--node-count", "1", "--time-limit", "2"];
    const { stdout } = await run(...args, "--store", store, "--seed", "1");
    const folder = dirname(/^Report {2}(.*)$/m.exec(stdout)?.[1] ?? "");
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    for (
      const name of [
        "results.json",
        "history.record",
        "journal.record",
        "run.json",
        "results.edn",
        "index.html",
      ]
    ) {
      assertEquals(names.includes(name), true, name);
    }
    assertEquals(JSON.parse(Deno.readTextFileSync(join(folder, "results.json"))).valid, true);
    assertEquals(Deno.realPathSync(join(store, "latest")), Deno.realPathSync(folder));

    const file = join(root, "file");
    Deno.writeTextFileSync(file, "");
    const failed = await run(...args, "--store", file, "--seed", "1");
    assertEquals(failed.status, 0);
    assertEquals(
      failed.stderr,
      `Cannot make a folder for the run in ${file}: a file is in the way; the run goes on without files, --store names ` +
        "another folder\n",
    );
    assertStringIncludes(failed.stdout, "Verdict valid");
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("--junit in a folder that does not exist fails before anything runs", async () => {
  for (const words of [["test", "-w", "echo", "--bin", ECHO], ["glomers", "1"]]) {
    assertEquals((await run(...words, "--junit", "no/folder.xml", ...SHORT)).stdout, "");
  }
});

Deno.test("--junit writes a file with the verdict", async () => {
  const file = Deno.makeTempFileSync({ suffix: ".xml" });
  try {
    await run("test", "-w", "echo", "--bin", ECHO, "--junit", file, ...SHORT);
    assertStringIncludes(Deno.readTextFileSync(file), '<testcase classname="1_echo.ts" name="valid"');
  } finally {
    Deno.removeSync(file);
  }
});

Deno.test("doc lists every field of a request and its reply, the optional one included", async () => {
  const { stdout } = await run("doc", "lin-kv");
  assertStringIncludes(
    stdout,
    "| request | type | `read` |\n|  | key | any value |\n|  | msg_id | integer |\n| reply | type | `read_ok` |\n" +
      "|  | value | any value |\n|  | in_reply_to | integer |\n|  | msg_id | integer, may be left out |\n",
  );
  assertStringIncludes(stdout, "A client waits 1000 ms for a reply, or ten times the latency.");
});

Deno.test("doc prints protocol, services, workloads and schedules where none is named", async () => {
  const { stdout } = await run("doc");
  assertEquals(stdout.match(/^# .*$/gm), [
    "# Protocol",
    "# Services",
    ...[...WORKLOADS.keys()].map((name) => `# Workload ${name}`),
    "# Schedules",
  ]);
});

Deno.test("doc prints the parts that are named: protocol, services, a service or a workload", async () => {
  const heads = async (...words: string[]) => (await run("doc", ...words)).stdout.match(/^# .*$/gm);
  assertEquals(await heads("protocol", "services"), ["# Protocol", "# Services"]);
  assertEquals(await heads("seq-kv"), ["# Services"]);
  assertEquals(await heads("lin-kv"), ["# Workload lin-kv"]);
});

Deno.test("doc prints examples that fit the protocol", async () => {
  const { stdout } = await run("doc", "echo");
  assertStringIncludes(stdout, "# Workload echo\n");
  assertMatch(stdout, /^\{"type":"echo","msg_id":3,"echo":.*\}\n\{"type":"echo_ok","in_reply_to":3,"echo":.*\}$/m);
});

Deno.test("new writes a challenge that can be executed, and its test, but only once", async () => {
  const root = Deno.makeTempDirSync();
  try {
    const first = await run("new", "my-challenge", "--folder", root);
    assertEquals(first.status, 0);
    const challenge = join(root, "challenges", "my_challenge.ts");
    const text = Deno.readTextFileSync(challenge);
    for (const part of [...HEADER_POINTS, "const challenge = program<Messages>((node) => {"]) {
      assertStringIncludes(text, part);
    }
    assertStringIncludes(
      Deno.readTextFileSync(join(root, "tests", "challenges", "my_challenge_test.ts")),
      'import challenge from "../../challenges/my_challenge.ts";',
    );
    if (Deno.build.os !== "windows") assertEquals((Deno.statSync(challenge).mode ?? 0) & 0o777, 0o755);
    const second = await run("new", "my_challenge", "--folder", root);
    assertEquals(second.status, 3);
    assertStringIncludes(second.stderr, "the file exists already");
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("explore refuses models that rule nothing out, since every history would be right", async () => {
  const { status, stderr } = await run("explore", "6b", "--consistency-models", "monotonic-reads");
  assertEquals(status, 3);
  assertStringIncludes(stderr, "Cannot explore: monotonic-reads rules out no anomaly that this checker");
});
