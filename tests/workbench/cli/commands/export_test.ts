import { assertEquals, assertMatch } from "@std/assert";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readHistory } from "../../../../scripts/workbench/recorded/history_file.ts";
import { EXPORT_FORMATS, exportFiles } from "../../../../scripts/workbench/report/export_run.ts";
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
    Deno.renameSync(join(folder, "history.record"), join(folder, "history.record.part"));
    assertMatch(
      (await run("export", folder)).stderr,
      /^Cannot export .*: it holds no history of a run, only .*history\.record\.part, a part of one\n$/,
    );
    Deno.removeSync(join(folder, "history.record.part"));
    assertMatch((await run("export", folder)).stderr, /^Cannot export .*: it holds no history of a run\n$/);
  });
});

Deno.test("export of a full disk says so, leaves no part, and keeps what was exported before", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  await withRun(async (folder) => {
    Deno.writeTextFileSync(join(folder, "history.edn"), "of before");
    Deno.symlinkSync("/dev/full", join(folder, "history.edn.part"));
    const { status, stderr } = await run("export", folder, "--format", "edn");
    assertMatch(
      stderr,
      /^Cannot write .*history\.edn: the disk is full, expected room for it and permission to write it\n$/,
    );
    assertEquals(status, 3);
    assertEquals([...Deno.readDirSync(folder)].some(({ name }) => name === "history.edn.part"), false);
    assertEquals(Deno.readTextFileSync(join(folder, "history.edn")), "of before");
  });
});

Deno.test("export writes a part of a run under another name, and nothing of the rest", async () => {
  await withRun(async (folder) => {
    const { stdout } = await run("export", folder, "--format", "json", "--from", "1", "--to", "1.5");
    assertEquals(namesOf({ stdout } as Run), ["history.1-1.5s.jsonl", "journal.1-1.5s.jsonl"]);
    const { history } = await readHistory(folder);
    const within = history.filter(({ time }) => time >= 1e9 && time <= 1.5e9);
    const lines = Deno.readTextFileSync(join(folder, "history.1-1.5s.jsonl")).trim().split("\n");
    assertEquals([lines.length > 3, lines], [true, within.map((operation) => JSON.stringify(operation))]);
    const end = await run("export", folder, "--format", "text", "--from", "2", "--gzip");
    assertEquals(namesOf(end), ["history.2-s.txt.gz"]);
    const { stderr } = await run("export", folder, "--from", "2", "--to", "1");
    assertEquals(stderr, "Cannot use --from and --to: 2 is after 1, expected a time that begins before it ends\n");
  });
});

Deno.test("export writes nothing where that would become more than is wanted, and says what it would be", async () => {
  await withRun(async (folder) => {
    const before = [...Deno.readDirSync(folder)].length;
    const { status, stderr } = await run("export", folder, "--format", "json,text", "--max-gb", "0.000001");
    assertMatch(
      stderr,
      /^Cannot export .*: it would take about \d+ kB of text: history\.jsonl [\d.]+ kB, history\.txt \d+ bytes, journal\.jsonl [\d.]+ kB, expected at most 1 kB; --format names fewer forms, --from and --to seconds of the run, and --max-gb another limit\n$/,
    );
    assertEquals([status, [...Deno.readDirSync(folder)].length], [3, before]);
    const options = { formats: EXPORT_FORMATS, valueKind: "element", folder, gzip: false } as const;
    const files = exportFiles(folder, options);
    assertEquals(files.map(({ name }) => name), ["history.jsonl", "history.edn", "history.txt", "journal.jsonl"]);
    for (const { textBytes, write } of files) assertEquals(await write(() => {}), textBytes);
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
