import { assertEquals, assertMatch } from "@std/assert";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readHistory } from "../../../../scripts/workbench/recorded/history_file.ts";
import { openJournal } from "../../../../scripts/workbench/report/stored_record.ts";
import { type Run, run } from "../run_main.ts";

const BROADCAST = ["test", "-w", "broadcast", "--bin", "challenges/3b_broadcast_multi_node.ts", "--mode", "sim"];

/** Carries out a run of so long with seed 1, and gives the test the folder with its files. */
async function withRun(test: (folder: string) => Promise<void>, ...options: string[]): Promise<void> {
  const store = Deno.makeTempDirSync();
  try {
    const { stdout } = await run(...BROADCAST, "--time-limit", "3", "--seed", "1", "--store", store, ...options);
    await test(dirname(/^Report {2}(.*)$/m.exec(stdout)?.[1] ?? ""));
  } finally {
    Deno.removeSync(store, { recursive: true });
  }
}

const namesOf = ({ stdout }: Run) => stdout.trim().split("\n").map((line) => line.split(/\/| {2}/).at(-2));

Deno.test("export writes the history in each form, from which the same is read", async () => {
  await withRun(async (folder) => {
    assertEquals(namesOf(await run("export", folder)), [
      ...["history.jsonl", "history.edn", "history.txt"],
      "journal.jsonl",
    ]);
    const { history } = await readHistory(folder);
    assertEquals(history.length > 20, true);
    assertEquals((await readHistory(join(folder, "history.jsonl"))).history, history);
    // The form of the original has no node.
    const bare = history.map(({ node: _, ...operation }) => operation);
    assertEquals((await readHistory(join(folder, "history.edn"))).history, bare);
    const lines = Deno.readTextFileSync(join(folder, "history.txt")).trim().split("\n");
    assertEquals([lines.length, lines[0]], [
      history.length,
      `0\t:invoke\t:${history[0]?.f}\t${history[0]?.value ?? "nil"}`,
    ]);
    using stored = openJournal(join(folder, "journal.record"));
    using exported = openJournal(join(folder, "journal.jsonl"));
    assertEquals(JSON.stringify([...exported]), JSON.stringify([...stored]));
  });
});

Deno.test("export writes to another folder, compressed, and what an older bench left", async () => {
  await withRun(async (folder) => {
    const out = join(folder, "made", "for it");
    const zipped = await run("export", folder, "--format", "json", "--gzip", "--out", out);
    assertEquals(namesOf(zipped), ["history.jsonl.gz", "journal.jsonl.gz"]);
    await run("export", folder, "--format", "json");
    for (const name of ["history", "journal"]) {
      const plain = Deno.readFileSync(join(folder, `${name}.jsonl`));
      assertEquals(new Uint8Array(gunzipSync(Deno.readFileSync(join(out, `${name}.jsonl.gz`)))), plain);
      Deno.removeSync(join(folder, `${name}.record`));
    }
    assertEquals(namesOf(await run("export", folder)), ["history.edn", "history.txt"]);
  });
});

Deno.test("export tells what is missing", async () => {
  await withRun(async (folder) => {
    const cases: readonly (readonly [args: readonly string[], message: RegExp])[] = [
      [["nowhere"], /^Cannot export "nowhere": there is no such folder, expected that of a run\n$/],
      [
        [dirname(folder)],
        /^Cannot export .*run\.json names no workload, expected the folder of a run of this bench\n$/,
      ],
      [[folder, folder], /^Cannot export ".*" as well: expected one run\n$/],
      [[folder, "--format", "xml"], /"xml"/],
      [
        [folder, "--out", join(folder, "run.json")],
        /^Cannot write .*history\.jsonl: .*, expected room for it and perm/,
      ],
    ];
    for (const [args, message] of cases) {
      const { status, stderr } = await run("export", ...args);
      assertMatch(stderr, message);
      assertEquals(status, 3);
    }
    Deno.removeSync(join(folder, "history.record"));
    assertMatch((await run("export", folder)).stderr, /^Cannot export .*: it holds no history of a run\n$/);
  });
});

Deno.test("export of a full disk says so and leaves no part", { ignore: Deno.build.os !== "linux" }, async () => {
  await withRun(async (folder) => {
    Deno.symlinkSync("/dev/full", join(folder, "history.edn"));
    const { stderr } = await run("export", folder, "--format", "edn");
    assertMatch(
      stderr,
      /^Cannot write .*history\.edn: the disk is full, expected room for it and permission to write it\n$/,
    );
    assertEquals([...Deno.readDirSync(folder)].some(({ name }) => name === "history.edn"), false);
  });
});

Deno.test("the verdict of a run comes before its files, and their size is told", async () => {
  await withRun(async (folder) => {
    const { stdout } = await run("glomers", "3a", "--time-limit", "1", "--seed", "1", "--store", dirname(folder));
    assertMatch(
      stdout,
      /Verdict valid[^]*\nReport {2}.*\nFiles {3}\d+ kB beside it; .* export writes JSON, EDN and text\n/,
    );
    await Promise.resolve();
  });
});
