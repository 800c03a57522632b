import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import type { Block } from "../../../scripts/workbench/record_list.ts";
import { BlockFile } from "../../../scripts/workbench/report/block_file.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

/** Runs a test with a new file of blocks in a folder of its own; gives it the path and the problems told. */
function withFile(name: string, test: (file: BlockFile, path: string, problems: readonly string[]) => void): void {
  Deno.test(name, () => {
    const folder = Deno.makeTempDirSync();
    const problems: string[] = [];
    const path = join(folder, "journal.record");
    const file = new BlockFile(path, (problem) => problems.push(problem));
    try {
      test(file, path, problems);
    } finally {
      file.close();
      Deno.removeSync(folder, { recursive: true });
    }
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);
const block = (entries: string, lists = ""): Block => ({ entries: bytes(entries), lists: bytes(lists) });
const facts = (count: number) => ({ count, fromNs: -count, toNs: 1e12 + count });

function partsOf(file: BlockFile): string[] {
  const decode = (place: number, part: keyof Block) => new TextDecoder().decode(file.read(place, part));
  return file.facts.map((_, place) => `${decode(place, "entries").slice(0, 3)} ${decode(place, "lists")}`);
}

withFile("BlockFile gives back what was added, while it is written and opened again", (file, path) => {
  for (const count of [1, 2, 3]) {
    assertEquals(file.append(block(`${count} `.repeat(100_000), count === 2 ? "list" : ""), facts(count)), true);
    assertEquals(partsOf(file).at(-1)?.[0], String(count));
  }
  using again = BlockFile.open(path);
  for (const one of [file, again]) {
    assertEquals(one.facts, [1, 2, 3].map(facts));
    assertEquals(partsOf(one), ["1 1 ", "2 2 list", "3 3 "]);
    assertEquals([one.size, one.rawSize], [Deno.statSync(path).size, 600_004]);
  }
  assertEquals(file.size < 10_000, true);
});

withFile("BlockFile leaves out a block at the end that was not written whole", (file, path) => {
  for (const count of [1, 2]) file.append(block(`block ${count}`), facts(count));
  for (const cut of [1, 20, 60]) {
    Deno.truncateSync(path, file.size - cut);
    using again = BlockFile.open(path);
    assertEquals(again.facts, [facts(1)]);
  }
});

withFile("BlockFile says so when the file became shorter than what was written", (file, path) => {
  file.append(block("one"), facts(1));
  Deno.truncateSync(path, file.size - 1);
  const error = assertThrows(() => file.read(0, "entries"), UsageError);
  assertEquals(
    error.message,
    `Cannot read ${path} back: it has ${file.size - 1} bytes, expected the ${file.size} written`,
  );
});

withFile("BlockFile refuses a file of another kind, and none at all", (_, path) => {
  assertEquals(
    assertThrows(() => BlockFile.open(path), UsageError).message,
    `Cannot read ${path}: there is no such file or folder`,
  );
  for (const content of ["", "gossip", "gossip-glomers record 2\n and more of it that is long enough"]) {
    Deno.writeTextFileSync(path, content);
    assertEquals(
      assertThrows(() => BlockFile.open(path), UsageError).message,
      `Cannot read ${path}: it does not begin with "gossip-glomers record 1", expected a record that this version of ` +
        "the bench has written",
    );
  }
});

Deno.test({
  name: "BlockFile refuses blocks when the disk is full, and tells why",
  ignore: Deno.build.os !== "linux",
  fn() {
    const problems: string[] = [];
    const folder = Deno.makeTempDirSync();
    const path = join(folder, "history.record");
    Deno.symlinkSync("/dev/full", path);
    const file = new BlockFile(path, (problem) => problems.push(problem));
    assertEquals([file.append(block("one"), facts(1)), file.facts], [false, []]);
    assertEquals(problems, [`Cannot write ${path}: the disk is full; what was written before is in ${path}.part`]);
    file.close();
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["history.record.part"]);
    Deno.removeSync(folder, { recursive: true });
  },
});
