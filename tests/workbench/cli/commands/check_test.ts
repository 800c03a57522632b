import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { runCheck } from "../../../../scripts/workbench/cli/commands/check.ts";
import { RecordedTerminal } from "../../../../scripts/workbench/terminal/terminal.ts";

const GOLDEN = fileURLToPath(new URL("../../../fixtures/golden/", import.meta.url));

const GOOD =
  '{"workload":"stats","name":"good","history":[],"verdict":{"valid":true,"valid-unwrapped":true,"by-f":{},' +
  '"count":0,"ok-count":0,"fail-count":0,"info-count":0}}';

async function check(args: readonly string[]) {
  const terminal = new RecordedTerminal();
  const status = await runCheck(args, terminal);
  return { status, stdout: terminal.stdout, stderr: terminal.stderr };
}

async function checkText(text: string, ...args: string[]) {
  const path = await Deno.makeTempFile({ suffix: ".jsonl" });
  try {
    await Deno.writeTextFile(path, text);
    const { status, stdout, stderr } = await check([...args, path]);
    return { status, stdout: stdout.replaceAll(path, "FILE"), stderr: stderr.replaceAll(path, "FILE") };
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("runCheck() counts the cases of all files when they agree", async () => {
  const result = await check(["--cases", `${GOLDEN}echo.jsonl.gz`, `${GOLDEN}stats.jsonl.gz`]);
  assertEquals(result, { status: 0, stdout: "42 passed, 0 failed\n", stderr: "" });
});

Deno.test("runCheck() prints one line per field and ends with 1 when a case disagrees", async () => {
  const wrong = GOOD.replace('"count":0', '"count":3').replace('"valid":true', '"valid":false').replace("good", "bad");
  assertEquals(await checkText(`${GOOD}\n${wrong}\n`, "--cases"), {
    status: 1,
    stdout: "stats bad: valid: expected false, got true\nstats bad: count: expected 3, got 0\n1 passed, 1 failed\n",
    stderr: "",
  });
});

Deno.test("runCheck() ends with 3 and names the line when a file is unreadable, after checking what it could", async () => {
  const { status, stdout, stderr } = await checkText(`${GOOD}\n{"workload":`, "--cases");
  assertEquals(status, 3);
  assertEquals(stdout, "1 passed, 0 failed\n");
  assertStringIncludes(stderr, 'Cannot read line 2 of "FILE": ');
});

Deno.test("runCheck() ends with 3 when a workload is unknown, a file is missing or holds no case", async () => {
  const unknown = await checkText(GOOD.replace('"stats"', '"statz"'), "--cases");
  assertEquals(unknown.status, 3);
  assertStringIncludes(unknown.stderr, 'Cannot check case "good": no checker for statz, expected one of ');
  const missing = await check(["--cases", "no/such.jsonl"]);
  assertEquals(missing.status, 3);
  assertStringIncludes(missing.stderr, 'Cannot read "no/such.jsonl": there is no such file');
  assertEquals(await checkText("\n", "--cases"), {
    status: 3,
    stdout: "0 passed, 0 failed\n",
    stderr: "Cannot check: the files hold no case\n",
  });
});

Deno.test("runCheck() judges a plain history when the workload is named", async () => {
  const lines = [
    '{"index":0,"time":0,"process":0,"type":"invoke","f":"echo","value":"a"}',
    '{"index":1,"time":1000000000,"process":0,"type":"ok","f":"echo","value":{"echo":"b"}}',
  ];
  const { status, stdout, stderr } = await checkText(lines.join("\n"), "-w", "echo");
  assertEquals(status, 1);
  const results = JSON.parse(stdout);
  assertEquals(results.valid, false);
  assertEquals(results.workload.errors.length, 1);
  assertEquals(results.stats.count, 1);
  assertEquals(
    stderr,
    'error wrong-echo: At 1.00 s worker 0 answered the echo "b", expected "a", which was sent at 0.00 s.\n',
  );
});

Deno.test("runCheck() is unknown when a history holds no operations", async () => {
  const { status, stdout, stderr } = await checkText("\n", "-w", "echo");
  assertEquals([status, JSON.parse(stdout).valid], [2, "unknown"]);
  assertEquals(stderr, "unknown nothing-done: No operation was carried out, so nothing was checked.\n");
});

Deno.test("runCheck() goes on after a file that it refuses", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [good, foreign] = [`${folder}/good.jsonl`, `${folder}/foreign.jsonl`];
    await Deno.writeTextFile(good, '{"type":"invoke","process":0,"f":"echo","value":1}\n');
    await Deno.writeTextFile(foreign, '{"type":"invoke","process":0,"f":"generate"}\n');
    const { status, stdout, stderr } = await check(["-w", "echo", foreign, good]);
    assertEquals([status, JSON.parse(stdout).valid], [3, "unknown"]);
    assertStringIncludes(
      stderr,
      `Cannot check ${JSON.stringify(foreign)}: it is no history of echo: operation 0 is "generate"`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("runCheck() judges the history of a run that ended early as the run itself was judged", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const lines = [
      '{"process":0,"type":"invoke","f":"broadcast","value":1}',
      '{"process":0,"type":"ok","f":"broadcast","value":1}',
      '{"process":1,"type":"invoke","f":"read","value":null}',
      '{"process":1,"type":"ok","f":"read","value":[]}',
    ];
    await Deno.writeTextFile(`${folder}/history.jsonl`, lines.join("\n"));
    assertEquals((await check(["-w", "broadcast", folder])).status, 1);
    await Deno.writeTextFile(`${folder}/run.json`, '{"failure":{"text":"The bench ended this run at 5 s"}}');
    const { status, stdout, stderr } = await check(["-w", "broadcast", folder]);
    assertEquals([status, JSON.parse(stdout).workload.valid], [2, "unknown"]);
    assertEquals(stderr, "unknown run-ended-early: The bench ended this run at 5 s\n");
    await Deno.remove(`${folder}/run.json`);
    await Deno.mkdir(`${folder}/node-logs`);
    const killed = await check(["-w", "broadcast", `${folder}/history.jsonl`]);
    assertEquals(killed.status, 2);
    assertStringIncludes(killed.stderr, `The run was ended before it had results: ${folder} holds node-logs`);
    await Deno.writeTextFile(`${folder}/results.edn`, "{:valid? true}");
    assertEquals((await check(["-w", "broadcast", folder])).status, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("runCheck() asks availability of a history and is unknown where the workload is", async () => {
  const lines = ['{"process":0,"type":"invoke","f":"broadcast","value":1}'];
  assertEquals((await checkText(lines.join("\n"), "-w", "broadcast")).status, 2);
  assertEquals((await checkText(lines.join("\n"), "-w", "broadcast", "--availability", "total")).status, 1);
});

Deno.test("runCheck() ends with 3 when nothing or nonsense is asked", async () => {
  assertStringIncludes((await check([])).stderr, "no file given");
  assertStringIncludes((await check(["a.jsonl"])).stderr, "expected --cases for recorded cases or -w NAME");
  assertStringIncludes((await check(["--case", "a.jsonl"])).stderr, 'Unknown option "--case"; did you mean "--cases"?');
  assertEquals((await check(["--case", "a.jsonl"])).status, 3);
});

Deno.test("runCheck() shows its options when asked for help", async () => {
  const { status, stdout } = await check(["--help"]);
  assertEquals(status, 0);
  assertStringIncludes(stdout, "--cases");
  assertStringIncludes(stdout, "--consistency-models M,M");
});
