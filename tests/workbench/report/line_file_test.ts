import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { LineFile } from "../../../scripts/workbench/report/line_file.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

/** Runs a test with a new file of lines in a folder of its own; gives it the path and the problems told. */
function withFile(name: string, test: (file: LineFile, path: string, problems: readonly string[]) => void): void {
  Deno.test(name, () => {
    const folder = Deno.makeTempDirSync();
    const problems: string[] = [];
    const path = join(folder, "journal.jsonl");
    const file = new LineFile(path, (problem) => problems.push(problem));
    try {
      test(file, path, problems);
    } finally {
      file.close();
      Deno.removeSync(folder, { recursive: true });
    }
  });
}

withFile("LineFile gives back what was added, letters of several bytes and lines across reads too", (file, path) => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `${index} ${"ä€😀".repeat(index % 7)} end`);
  for (let start = 0; start < lines.length; start += 1000) {
    assertEquals(file.append(lines.slice(start, start + 1000).map((line) => `${line}\n`).join("")), true);
  }
  assertEquals(Deno.statSync(path).size > 1 << 20, true);
  assertEquals([...file.lines()], lines);
  assertEquals(Deno.readTextFileSync(path), `${lines.join("\n")}\n`);
});

withFile("LineFile can be read twice at a time and added to in between", (file) => {
  const line = "x".repeat(700_000);
  file.append(`a${line}\nb${line}\nc${line}\n`);
  const first = file.lines()[Symbol.iterator]();
  const second = file.lines()[Symbol.iterator]();
  const starts: (string | undefined)[] = [first, second, first, second].map((reader) => reader.next().value?.[0]);
  file.append("d\n");
  starts.push(first.next().value?.[0], first.next().value?.[0]);
  assertEquals(starts, ["a", "a", "b", "b", "c", "d"]);
  assertEquals([...file.lines()].map((text) => text[0]), ["a", "b", "c", "d"]);
});

withFile("LineFile says so when the file became shorter than what was written", (file, path) => {
  file.append("one\ntwo\n");
  Deno.truncateSync(path, 4);
  const error = assertThrows(() => [...file.lines()], UsageError);
  assertEquals(error.message, `Cannot read ${path} back: it has 4 bytes, expected the 8 written`);
});

Deno.test({
  name: "LineFile refuses lines when the disk is full, and tells why",
  ignore: Deno.build.os !== "linux",
  fn() {
    const problems: string[] = [];
    const folder = Deno.makeTempDirSync();
    const path = join(folder, "history.jsonl");
    Deno.symlinkSync("/dev/full", path);
    const file = new LineFile(path, (problem) => problems.push(problem));
    assertEquals(file.append("line\n"), false);
    assertEquals([...file.lines()], []);
    assertEquals(problems, [
      `Cannot write ${path}: the disk is full; what was written before is in ${path}.part`,
    ]);
    file.close();
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["history.jsonl.part"]);
    Deno.removeSync(folder, { recursive: true });
  },
});
