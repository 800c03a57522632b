import { assert, assertEquals, assertGreater, assertLess, assertStringIncludes, assertThrows } from "@std/assert";
import { WallClock } from "../../../scripts/workbench/clock.ts";
import { countChildren } from "../../../scripts/workbench/nodes/child_registry.ts";
import { FlowControl } from "../../../scripts/workbench/nodes/flow_control.ts";
import { NodeStartError } from "../../../scripts/workbench/nodes/node_host.ts";
import { ProcessNode, type ProcessNodeOptions } from "../../../scripts/workbench/nodes/process_node.ts";

/** Longest wait for something that must happen. */
const WAIT_LIMIT_MS = 5000;

/** A node that runs a shell script, and what was heard of it. */
class ShellNode {
  readonly lines: string[] = [];
  readonly logs: string[] = [];
  readonly exits: string[] = [];
  readonly node: ProcessNode;
  #check: () => void = () => {};

  constructor(script: string, options: Partial<ProcessNodeOptions> = {}) {
    const note = (list: string[]) => (text: string) => {
      list.push(text);
      this.#check();
    };
    this.node = new ProcessNode({
      id: "n0",
      program: { bin: "sh", command: "/bin/sh", commandArgs: ["-c", script] },
      args: [],
      events: { onLine: note(this.lines), onLog: note(this.logs), onExit: note(this.exits) },
      ...options,
    });
  }

  /** Resolves once `holds` is true. */
  async until(holds: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`Nothing came: ${this.node.describeFailure()}`)), WAIT_LIMIT_MS);
    this.#check = () => holds() && resolve();
    this.#check();
    await promise.finally(() => clearTimeout(timer));
  }
}

/** Defines a test that leaves no process behind. Signals and /bin/sh are needed. */
function test(name: string, run: (make: (...args: ConstructorParameters<typeof ShellNode>) => ShellNode) => unknown) {
  Deno.test({
    name: `ProcessNode ${name}`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const made: ShellNode[] = [];
      try {
        await run((...args) => {
          const shell = new ShellNode(...args);
          made.push(shell);
          return shell;
        });
      } finally {
        await Promise.all(made.map((shell) => shell.node.stop()));
      }
      assertEquals(countChildren(), 0);
    },
  });
}

test("passes lines in and out and logs on when the node echoes", async (make) => {
  const shell = make("echo started >&2; cat");
  shell.node.start();
  shell.node.deliver("one");
  shell.node.deliver('{"text":"zwei €"}');
  await shell.until(() => shell.lines.length === 2 && shell.logs.length === 1);
  assertEquals(shell.lines, ["one", '{"text":"zwei €"}']);
  assertEquals(shell.logs, ["started"]);
  assertEquals(shell.exits, []);
});

test("starts in the system's temporary folder with the arguments of the user", async (make) => {
  const shell = make('pwd -P; echo "$1 $2"', { args: ["name", "a b", "c"] });
  shell.node.start();
  await shell.until(() => shell.exits.length === 1);
  assertEquals(shell.lines, [Deno.realPathSync(Deno.env.get("TMPDIR") ?? "/tmp"), "a b c"]);
});

test("reports the exit after the last line when the node ends by itself", async (make) => {
  const shell = make("echo last words >&2; printf unfinished; exit 3");
  shell.node.start();
  await shell.until(() => shell.exits.length === 1);
  assertEquals([shell.lines, shell.logs, shell.exits], [["unfinished"], ["last words"], ["exit status 3"]]);
  const text = shell.node.describeFailure();
  assertStringIncludes(text, 'Program of node "n0": /bin/sh -c');
  assertStringIncludes(text, "Its last lines on stderr:\n  last words\nIts last lines on stdout:\n  unfinished");
});

test("names the signal when the node is killed from outside", async (make) => {
  const shell = make("kill -SEGV $$; sleep 5");
  shell.node.start();
  await shell.until(() => shell.exits.length === 1);
  assertEquals(shell.exits, ["signal SIGSEGV"]);
});

test("ends what the node has started when it is stopped or ends", async (make) => {
  const shell = make("sleep 77 & echo $!; wait");
  const leaver = make("sleep 77 & echo $!");
  shell.node.start();
  leaver.node.start();
  await shell.until(() => shell.lines.length === 1);
  await leaver.until(() => leaver.exits.length === 1);
  await shell.node.stop();
  for (const pid of [Number(shell.lines[0]), Number(leaver.lines[0])]) assert(isGone(pid), `process ${pid} is there`);
});

test("can be killed and started again without being told of the first life's end", async (make) => {
  const shell = make("echo $$; cat");
  shell.node.start();
  await shell.until(() => shell.lines.length === 1);
  shell.node.deliver("lost");
  shell.node.kill();
  shell.node.deliver("to a dead node");
  shell.node.start();
  shell.node.deliver("heard");
  await shell.until(() => shell.lines.length === 3);
  assert(shell.lines[0] !== shell.lines[1]);
  assertEquals([shell.lines[2], shell.exits], ["heard", []]);
  assertThrows(() => shell.node.start(), Error, 'Cannot start node "n0": it is running');
});

test("neither answers nor ends while paused, and goes on when resumed", async (make) => {
  const shell = make("cat");
  shell.node.start();
  shell.node.pause();
  shell.node.deliver("one");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assertEquals(shell.lines, []);
  shell.node.resume();
  await shell.until(() => shell.lines.length === 1);
});

test("stops a paused node", async (make) => {
  const shell = make("cat");
  shell.node.start();
  shell.node.pause();
  await shell.node.stop();
  assertEquals(shell.exits, []);
});

test("lets delivered lines be lost when the node has closed its stdin", async (make) => {
  const shell = make("exec <&-; echo closed; sleep 0.2; exit 4");
  shell.node.start();
  await shell.until(() => shell.lines.length === 1);
  for (let count = 0; count < 1000; count++) shell.node.deliver("x".repeat(1000));
  await shell.until(() => shell.exits.length === 1);
  assertEquals(shell.exits, ["exit status 4"]);
});

test("passes on a line of 10 MB whole", async (make) => {
  const shell = make("head -c 10000000 /dev/zero | tr '\\0' x; echo; echo after");
  shell.node.start();
  await shell.until(() => shell.exits.length === 1);
  assertEquals(shell.lines.map((line) => line.length), [10_000_000, 5]);
  assertLess(shell.node.describeFailure().length, 2000);
});

test("kills a node whose line never ends and says so", async (make) => {
  const shell = make("yes | tr -d '\\n'", { limits: { outputLineBytes: 100_000 } });
  shell.node.start();
  await shell.until(() => shell.exits.length === 1);
  assertStringIncludes(shell.exits[0] ?? "", "it printed more than 100000 bytes on stdout without a line end");
});

test("kills a node that never reads its stdin when too much waits", (make) => {
  const shell = make("sleep 60", { limits: { queuedLength: 1_000_000 } });
  shell.node.start();
  for (let count = 0; count < 1000; count++) shell.node.deliver("x".repeat(1000));
  assertEquals(shell.exits.length, 1);
  assertStringIncludes(shell.exits[0] ?? "", "more than 1000000 characters or 1000000 lines wait for its stdin");
});

test("kills a node that closes its stdout and lives on", async (make) => {
  const shell = make("echo last; exec >&-; sleep 60");
  shell.node.start();
  await shell.until(() => shell.exits.length === 1);
  assertEquals(shell.lines, ["last"]);
  assertStringIncludes(shell.exits[0] ?? "", "killed by the bench, because it closed its stdout");
});

test("gives the exit status of a node that closes its stdout and ends", async (make) => {
  const shell = make("exec >&-; sleep 0.1; exit 7");
  shell.node.start();
  await shell.until(() => shell.exits.length === 1);
  assertEquals(shell.exits, ["exit status 7"]);
});

test("shows what was printed after the last line end, and nothing once that is a line", async (make) => {
  const shell = make('echo one; printf "tw"; read -r _; echo "o"; read -r _');
  shell.node.start();
  await shell.until(() => shell.lines.length === 1 && shell.node.unendedOutput() !== undefined);
  assertEquals(shell.node.unendedOutput()?.text, "tw");
  shell.node.deliver("go on");
  await shell.until(() => shell.lines.length === 2);
  assertEquals([shell.lines, shell.node.unendedOutput()], [["one", "two"], undefined]);
});

test("cuts endless lines on stderr into pieces", async (make) => {
  const shell = make("head -c 3000000 /dev/zero | tr '\\0' x >&2");
  shell.node.start();
  await shell.until(() => shell.exits.length === 1);
  assertGreater(shell.logs.length, 1);
  assertEquals(shell.logs.join("").length, 3_000_000);
});

test("reads no more from a node that floods while others can not keep up", async (make) => {
  const clock = new WallClock();
  const flow = new FlowControl(clock, 1000);
  const slow = {
    length: 2000,
    get progressNs() {
      return clock.now();
    },
  };
  flow.add(slow);
  const shell = make("yes", { clock, flow });
  shell.node.start();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const count = shell.lines.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  assertEquals(shell.lines.length, count);
  slow.length = 0;
  await shell.until(() => shell.lines.length > count);
});

test("says why the system refuses to run a program", (make) => {
  const shell = make("", { program: { bin: "x", command: "/nonesuch/program", commandArgs: [] } });
  const { message } = assertThrows(() => shell.node.start(), NodeStartError);
  assertStringIncludes(message, 'Cannot start node "n0": the system refused to run "/nonesuch/program": ');
});

test("refuses a program that does not exist when it is made", (make) => {
  assertThrows(() => make("", { program: "/nonesuch/program" }), NodeStartError, "does not exist");
});

/** True for a process that is no more, or is a zombie that waits for init. */
function isGone(pid: number): boolean {
  const { stdout } = new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] }).outputSync();
  const state = new TextDecoder().decode(stdout).trim();
  return state === "" || state.startsWith("Z");
}
