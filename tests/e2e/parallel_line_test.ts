/**
 * The lines of the bench's manual that spread a sweep over several machines with GNU parallel.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { delimiter, join } from "node:path";
import { runSweep } from "../../scripts/workbench/cli/commands/sweep.ts";
import { RecordedTerminal } from "../../scripts/workbench/terminal/terminal.ts";

/** What the two lines are: `parallel OPTIONS deno task workbench COMMAND ::: VALUES`, then the merge. */
const LINES = /^(parallel .*?) (deno task workbench sweep all .*) ::: (.*)\n(deno task workbench sweep --merge (.*))$/m;

function readmeLines() {
  const [, options, command, values, merge, files] = LINES.exec(Deno.readTextFileSync("scripts/workbench/README.md")) ??
    [];
  assert(
    options && command && values && merge && files,
    "scripts/workbench/README.md no longer has the lines with GNU parallel",
  );
  return { options, command, values: values.split(" "), merge, files };
}

/** Runs a sweep line in this process, with its files in a folder. */
async function sweep(line: string, folder: string, ...more: string[]): Promise<string> {
  const terminal = new RecordedTerminal();
  const words = line.replace("deno task workbench sweep ", "").split(" ");
  const args = words.flatMap((word) => word === "all" ? ["1", "3a"] : [word]);
  const placed = args.map((arg) => arg.endsWith(".jsonl") ? join(folder, arg) : arg);
  assertEquals(await runSweep([...placed, ...more], terminal), 0, terminal.stderr);
  return terminal.stdout;
}

Deno.test("the parts that the manual's parallel line runs add up to the whole sweep", async () => {
  const { command, values, merge, files } = readmeLines();
  const folder = await Deno.makeTempDir();
  // Three seeds, so that five of the eight parts have nothing to do.
  const few = ["--seeds", "1..3", "--time-limit", "2", "--jobs", "1"];
  try {
    // parallel puts each value in the place of {}.
    for (const value of values) await sweep(command.replaceAll("{}", value), folder, ...few);
    const parts = [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
    assertEquals(parts, values.map((value) => files.replace("*", value)));
    const merged = await sweep(merge.replace(files, parts.join(" ")), folder);
    const whole = await sweep("deno task workbench sweep all", folder, ...few);
    const sum = "6 scenarios: 6 valid, 0 invalid, 0 unknown\n";
    const hash = /^Hash of all journals [0-9a-f]{64}$/m;
    assertStringIncludes(whole, sum);
    assertStringIncludes(merged, sum);
    assert(hash.test(whole), whole);
    assertEquals(hash.exec(merged)?.[0], hash.exec(whole)?.[0]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Programs without which the line itself cannot be run. */
const MISSING = Deno.build.os === "windows" ? ["sh"] : ["parallel", "rsync", "perl"].filter((name) => !isInPath(name));

function isInPath(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(delimiter).some((folder) => {
    try {
      return Deno.statSync(join(folder, program)).isFile;
    } catch {
      return false;
    }
  });
}

/** Stands in for ssh: a host is a folder in $HOSTS, which is its home. A login has a $SHELL, whatever is set here. */
const SSH = `#!/bin/sh
while [ "\${1#-}" != "$1" ]; do if [ "$1" = -l ]; then shift; fi; shift; done
host=$1
shift
[ "$1" = -- ] && shift
cd "$HOSTS/$host" && HOME=$PWD SHELL=/bin/sh exec sh -c "$*"
`;

/** Stands in for deno: notes where it was called and how, and writes the file after --out. */
const DENO = `#!/bin/sh
echo "\${PWD#$HOSTS/}: deno $*" >> "$HOSTS/calls"
while [ $# -gt 0 ]; do
  if [ "$1" = --out ]; then echo "part" > "$2"; fi
  shift
done
`;

Deno.test({
  name: MISSING.length > 0
    ? `SKIPPED, since ${MISSING.join(", ")} is not in PATH: the manual's parallel line itself`
    : "the manual's parallel line runs each part on one of the hosts and brings the outcomes back",
  ignore: MISSING.length > 0,
  async fn() {
    const { options, command, values, merge } = readmeLines();
    const folder = await Deno.makeTempDir();
    try {
      const [bin, hosts, here] = ["bin", "hosts", "here"].map((name) => join(folder, name)) as [string, string, string];
      for (const path of [bin, here]) await Deno.mkdir(path);
      for (const [name, text] of [["ssh", SSH], ["deno", DENO]] as const) {
        await Deno.writeTextFile(join(bin, name), text, { mode: 0o755 });
      }
      for (const host of ["host1", "host2"]) {
        await Deno.mkdir(join(hosts, host, "gossip-glomers"), { recursive: true });
        await Deno.writeTextFile(join(hosts, host, "gossip-glomers", "deno.json"), "{}");
      }
      // Two of the eight values: each takes a second, which parallel spends on connections.
      const script = `${options} ${command} ::: ${values.slice(0, 2).join(" ")}\n${merge}`;
      const env = { PATH: `${bin}${delimiter}${Deno.env.get("PATH")}`, HOME: folder, HOSTS: hosts };
      const { code, stderr } = await new Deno.Command("sh", { args: ["-ec", script], cwd: here, env }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      const calls = Deno.readTextFileSync(join(hosts, "calls")).trimEnd().split("\n");
      const merged = calls.pop();
      const [places, lines] = [0, 1].map((part) => calls.map((call) => call.split(": ")[part]).toSorted());
      assertEquals(places, ["host1/gossip-glomers", "host2/gossip-glomers"]);
      assertEquals(lines, ["1", "2"].map((value) => command.replaceAll("{}", value)));
      assertStringIncludes(merged ?? "", `${merge.split("part")[0]}part1.jsonl part2.jsonl`);
      assertEquals([...Deno.readDirSync(here)].map(({ name }) => name).toSorted(), ["part1.jsonl", "part2.jsonl"]);
      const left = [...Deno.readDirSync(join(hosts, "host1", "gossip-glomers"))].map(({ name }) => name);
      assertEquals(left, ["deno.json"], "--cleanup takes the outcomes away, and nothing else");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
