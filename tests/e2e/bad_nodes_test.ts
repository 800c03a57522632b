import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { pooledMap } from "@std/async/pool";
import { fileURLToPath } from "node:url";
import { runTest } from "../../scripts/workbench/cli/commands/test.ts";
import { EXIT_INVALID, EXIT_UNKNOWN } from "../../scripts/workbench/terminal/exit_status.ts";
import { main } from "../../scripts/workbench/cli/commands/main.ts";
import { RecordedTerminal } from "../../scripts/workbench/terminal/terminal.ts";
import { countChildren } from "../../scripts/workbench/nodes/child_registry.ts";

const ODD_NODE = fileURLToPath(new URL("../fixtures/nodes/odd_node.ts", import.meta.url));
const isWindows = Deno.build.os === "windows";

const OPTIONS = ["-w", "echo", "--node-count", "1", "--time-limit", "1", "--no-store"];

/** A machine with one busy core takes seconds; without the signal it would be a minute. */
const ENDED_WITHIN_MS = 20_000;

/** Few enough that no request waits for 5 s on a busy machine; one run takes the 10 s that a node has for its init. */
const RUNS_AT_ONCE = 4;

interface BadNode {
  /** First argument of odd_node.ts. */
  readonly behaviour: string;
  readonly status: number;
  /** What the output must say. */
  readonly says: readonly string[];
}

const BAD_NODES: readonly BadNode[] = [
  { behaviour: "good", status: 0, says: ["Everything looks good!"] },
  {
    behaviour: "crash-at-init",
    status: 3,
    says: ['Node "n0" ended', "exit status 1", "Its last lines on stderr:", "Cannot open the database"],
  },
  { behaviour: "reads-nothing", status: 3, says: ['Node "n0" ended', "exit status 0", "does not read its stdin"] },
  {
    behaviour: "rejects-unseen",
    status: 3,
    says: ['Node "n0" ended', "exit status 1", "Likely cause: a promise rejected", "(in promise)"],
  },
  { behaviour: "no-init", status: 3, says: ['Node "n0" did not answer init within 10 s', "flush its stdout"] },
  { behaviour: "wrong-init", status: 3, says: ["it answered init with", 'expected a reply of type "init_ok"'] },
  {
    behaviour: "garbage",
    status: 2,
    says: ['Node "n0" printed a line on stdout that is not a message', "Received echo", "print them on stderr"],
  },
  { behaviour: "long-line", status: 0, says: ["Everything looks good!"] },
  { behaviour: "twice", status: 0, says: ["Everything looks good!"] },
  { behaviour: "to-nobody", status: 2, says: ['its "dest" is null, expected a string', '"src" of the request'] },
  {
    behaviour: "to-unknown",
    status: 0,
    says: ["Everything looks good!", "warning: unknown-destination", 'sent to "n99", which is no participant'],
  },
  {
    behaviour: "leaves",
    status: 2,
    says: ['Node "n0" ended', "exit status 0", "Its last lines on stdout:", "init_ok"],
  },
  { behaviour: "deaf", status: 1, says: ["Analysis invalid!", "net-timeout"] },
  {
    behaviour: "wrong-reply",
    status: 1,
    says: ["net-timeout", 'warning: unasked-reply: Node "n0" sent', 'has "in_reply_to": "1", a string'],
  },
  { behaviour: "terminal-codes", status: 2, says: [": \\u001b[2JReady"] },
  { behaviour: "ignores-signals", status: 0, says: ["Everything looks good!"] },
  { behaviour: "bursts", status: 0, says: ["Everything looks good!"] },
];

Deno.test("workbench test names what is wrong with odd nodes and gives the right exit status", async (t) => {
  const runs = pooledMap(RUNS_AT_ONCE, BAD_NODES, async ({ behaviour }) => {
    const terminal = new RecordedTerminal();
    return { status: await runTest([...OPTIONS, "--bin", ODD_NODE, "--", behaviour], terminal), terminal };
  });
  const results = await Array.fromAsync(runs);
  for (const [position, { behaviour, status, says }] of BAD_NODES.entries()) {
    await t.step(behaviour, () => {
      const { terminal, status: found } = results[position]!;
      for (const text of says) assertStringIncludes(terminal.stdout, text);
      assertEquals(found, status);
    });
  }
  assertEquals(countChildren(), 0);
});

Deno.test("workbench test ends a node that floods itself and reads nothing, and says so", async () => {
  const terminal = new RecordedTerminal();
  // The limit of time is not reached: the node is killed before.
  const status = await runTest([...OPTIONS, "--time-limit", "60", "--bin", ODD_NODE, "--", "flood"], terminal);
  for (const text of ["killed by the bench", "wait for its stdin", "flood"]) {
    assertStringIncludes(terminal.stdout, text);
  }
  assert([EXIT_INVALID, EXIT_UNKNOWN].includes(status), `exit status ${status}`);
  assertEquals(countChildren(), 0);
});

Deno.test({
  name: "workbench test says why a program can not be run and exits with 3",
  ignore: isWindows,
  fn: async (t) => {
    const folder = await Deno.realPath(await Deno.makeTempDir());
    await Deno.writeTextFile(`${folder}/no_run_bit`, "#!/bin/sh\n", { mode: 0o644 });
    await Deno.writeTextFile(`${folder}/wrong_shebang`, "#!/usr/bin/env no-such-language\n", { mode: 0o755 });
    const cases: [bin: string, says: string][] = [
      [`${folder}/missing`, "does not exist, expected an executable file"],
      [`${folder}/no_run_bit`, "has no run bit, expected an executable file; run: chmod +x "],
      [`${folder}/wrong_shebang`, 'PATH has no program "no-such-language", which the "#!" line'],
      [folder, "is a directory, expected a program"],
    ];
    for (const [bin, says] of cases) {
      await t.step(says, async () => {
        const terminal = new RecordedTerminal();
        assertEquals(await main(["test", ...OPTIONS, "--bin", bin], terminal), 3);
        assertStringIncludes(terminal.stderr, `Cannot run "${bin}": `);
        assertStringIncludes(terminal.stderr, says);
      });
    }
    await Deno.remove(folder, { recursive: true });
  },
});

for (const [signal, expected] of [["SIGTERM", 130], ["SIGKILL", 137]] as const) {
  Deno.test({
    name: `workbench test leaves no process behind when it is ended by ${signal}`,
    ignore: isWindows,
    fn: async () => {
      const bench = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", ...importFlags(), "scripts/workbench.ts", ...["test", ...OPTIONS], "--node-count", "2"]
          .concat(["--time-limit", "60", "--log-stderr", "--bin", ODD_NODE, "--", "tells-pid"]),
        cwd: fileURLToPath(new URL("../../", import.meta.url)),
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).spawn();
      const pids: number[] = [];
      let log = "";
      let killedMs = 0;
      for await (const text of bench.stderr.pipeThrough(new TextDecoderStream())) {
        log += text;
        if (pids.length === 2) continue;
        pids.push(...[...log.matchAll(/pid (\d+)\n/g)].map((match) => Number(match[1])).slice(pids.length));
        if (pids.length < 2) continue;
        killedMs = performance.now();
        bench.kill(signal);
      }
      assertEquals((await bench.status).code, expected);
      assertLess(performance.now() - killedMs, ENDED_WITHIN_MS);
      assertEquals(pids.length, 2, log);
      for (const pid of pids) assert(await isSoonGone(pid), `node process ${pid} is still there`);
    },
  });
}

Deno.test({
  name: "workbench test runs nodes also where TMPDIR names a folder that does not exist",
  ignore: isWindows,
  fn: async () => {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", ...importFlags(), "scripts/workbench.ts", "test", ...OPTIONS, "--bin", ODD_NODE],
      cwd: fileURLToPath(new URL("../../", import.meta.url)),
      env: { TMPDIR: "/no/such/folder" },
      stderr: "null",
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stdout));
  },
});

/** The flags with which this test itself finds its imports. */
function importFlags(): string[] {
  if (!import.meta.resolve("@std/assert").startsWith("file:")) return [];
  return ["--no-lock", "--import-map=scripts/offline/import_map.json"];
}

/** After SIGKILL the watchdog needs a moment. */
async function isSoonGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (isGone(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** True for a process that is no more, or is a zombie that waits for init. */
function isGone(pid: number): boolean {
  const { stdout } = new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] }).outputSync();
  const state = new TextDecoder().decode(stdout).trim();
  return state === "" || state.startsWith("Z");
}
