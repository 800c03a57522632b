/**
 * `deno task copy`: every challenge must run in a folder of its own, away from this project.
 */
import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { pooledMap } from "@std/async/pool";
import { join } from "node:path";
import { copy } from "../../scripts/copy.ts";
import { packagesOf, programFiles } from "../../scripts/copy/program_files.ts";
import { programFlags } from "../../scripts/workbench/nodes/program_flags.ts";
import { challengePath } from "../../scripts/workbench/stages/stage_selection.ts";
import { STAGES } from "../../scripts/workbench/stages/stages.ts";
import { RecordedTerminal } from "../../scripts/workbench/terminal/terminal.ts";
import { UsageError } from "../../scripts/workbench/usage_error.ts";

const CHALLENGES = [...new Map(STAGES.map((stage) => [stage.challenge, stage])).values()];

/** Processes of Deno at a time: a start is mostly waiting. */
const RUNS_AT_ONCE = 4;

const INIT = '{"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}}\n';
const INIT_OK = '{"src":"n0","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}\n';

for (const bundle of [[], ["--bundle"]]) {
  Deno.test(`copy() ${bundle.join("")} makes files of each challenge that run where nothing else is`, async () => {
    const folder = Deno.makeTempDirSync();
    try {
      const programs = await Promise.all(CHALLENGES.map(async (stage) => {
        const own = join(folder, stage.challenge);
        assertEquals(await copy([stage.challenge, own, ...bundle], new RecordedTerminal()), 0);
        return join(own, `${stage.challenge}.ts`);
      }));
      const answers = pooledMap(RUNS_AT_ONCE, programs, async (program) => [program, await answerOf(program)] as const);
      for await (const [program, answer] of answers) assertEquals(answer, INIT_OK, program);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });
}

Deno.test("copy() writes the script, what it reaches of lib, a deno.json with its packages, and a README", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const terminal = new RecordedTerminal();
    assertEquals(await copy(["4_g_counter_seq_kv", "mine"], terminal, folder), 0);
    const own = join(folder, "mine");
    assertEquals(namesIn(own), ["4_g_counter_seq_kv.ts", "README.md", "deno.json", "lib"]);
    assertEquals(namesIn(join(own, "lib")).includes("kv.ts"), true);
    const { imports } = JSON.parse(Deno.readTextFileSync(join(own, "deno.json")));
    assertMatch(imports["@std/async"], /^jsr:@std\/async@\d+\.\d+\.\d+$/);
    assertStringIncludes(terminal.stdout, "Try     deno task workbench glomers 4 --mode sim --bin ");
    assertThrows(() => copy(["4_g_counter_seq_kv", "mine"], terminal, folder), UsageError, "there already");
    assertEquals(await copy(["4_g_counter_seq_kv", "mine", "--force"], terminal, folder), 0);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("copy() says what it expects where stage or folder is missing, unknown, or inside the project", () => {
  const terminal = new RecordedTerminal();
  assertThrows(() => copy([], terminal), UsageError, "expected a stage and a folder");
  assertThrows(() => copy(["3d"], terminal), UsageError, "expected a stage and a folder");
  assertThrows(() => copy(["3x", "../mine"], terminal), UsageError, 'Cannot find the stage "3x"');
  assertThrows(() => copy(["3d", "challenges"], terminal, Deno.cwd()), UsageError, "outside it");
});

Deno.test("packagesOf() names what the files of a challenge import beside each other", () => {
  const [echo] = CHALLENGES;
  if (echo === undefined) throw new Error("no challenge");
  assertEquals(packagesOf(programFiles(challengePath(echo))), ["@std/async", "@std/streams"]);
});

async function answerOf(program: string): Promise<string> {
  const args = ["run", "--quiet", ...programFlags(program), program];
  const streams = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
  await using child = new Deno.Command(Deno.execPath(), { args, ...streams }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(INIT));
  await writer.close();
  const { stdout, stderr } = await child.output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}
