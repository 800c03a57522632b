import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { formatStart, linkLatest, RunFolder } from "../../../scripts/workbench/report/store.ts";

const START = new Date(2026, 10, 22, 17, 57, 9, 671);

/** Runs a test in a folder that is removed afterwards. */
function inFolder(name: string, test: (folder: string) => void): void {
  Deno.test(name, () => {
    const folder = Deno.makeTempDirSync();
    try {
      test(folder);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });
}

const isWindows = Deno.build.os === "windows";

Deno.test("formatStart() writes local time with milliseconds and the zone", () => {
  assertMatch(formatStart(START), /^20261122T175709\.671(Z|[-+]\d{4})$/);
});

inFolder("RunFolder writes results, lines and logs under workload and time", (root) => {
  const folder = new RunFolder(join(root, "store"), "broadcast", START);
  folder.openLog("n2");
  folder.log("n0", "first");
  folder.log("n1", "other");
  folder.log("n0", "second");
  folder.writeJson("results.json", { valid: true });
  folder.writeLines("history.jsonl", [{ index: 0 }, { index: 1 }], (entry) => JSON.stringify(entry));
  folder.close();

  const path = join(root, "store", "broadcast", formatStart(START));
  assertEquals(folder.path, path);
  assertEquals(Deno.readTextFileSync(join(path, "results.json")), '{\n  "valid": true\n}\n');
  assertEquals(Deno.readTextFileSync(join(path, "history.jsonl")), '{"index":0}\n{"index":1}\n');
  assertEquals(Deno.readTextFileSync(join(path, "node-logs", "n0.log")), "first\nsecond\n");
  assertEquals(Deno.readTextFileSync(join(path, "node-logs", "n1.log")), "other\n");
  assertEquals(Deno.readTextFileSync(join(path, "node-logs", "n2.log")), "");
  assertEquals(folder.problems, []);
});

inFolder("linkLatest() links the last of some runs, in whatever order they ended", (root) => {
  const [first, second, third] = [0, 1000, 2000].map((ms, place) =>
    new RunFolder(root, place === 2 ? "kafka" : "echo", new Date(START.getTime() + ms))
  );
  for (const folder of [third, second, first]) folder?.close();
  const runs = [first, second, third].map((folder, place) => ({
    workload: place === 2 ? "kafka" : "echo",
    folder: folder?.path ?? "",
  }));
  linkLatest(root, runs);
  assertEquals(Deno.realPathSync(join(root, "latest")), Deno.realPathSync(third?.path ?? ""));
  assertEquals(Deno.realPathSync(join(root, "echo", "latest")), Deno.realPathSync(second?.path ?? ""));
});

inFolder("RunFolder links current at the start and latest at the end, relative", (root) => {
  const first = new RunFolder(root, "echo", START);
  first.close();
  const second = new RunFolder(root, "echo", new Date(START.getTime() + 1000));
  assertEquals(Deno.realPathSync(join(root, "current")), Deno.realPathSync(second.path ?? ""));
  assertEquals(Deno.realPathSync(join(root, "latest")), Deno.realPathSync(first.path ?? ""));
  second.close();
  assertEquals(Deno.realPathSync(join(root, "latest")), Deno.realPathSync(second.path ?? ""));
  assertEquals(Deno.realPathSync(join(root, "echo", "latest")), Deno.realPathSync(second.path ?? ""));
  if (!isWindows) assertEquals(Deno.readLinkSync(join(root, "echo", "latest")), second.path?.split("/").at(-1));
});

inFolder("RunFolder gives runs of the same millisecond folders of their own", (root) => {
  const paths = [1, 2, 3].map(() => new RunFolder(root, "echo", START).path);
  assertEquals(new Set(paths).size, 3);
  assertEquals(paths[1], `${paths[0]}-2`);
});

inFolder("RunFolder reports a store that is a file, and goes on", (root) => {
  const store = join(root, "store");
  Deno.writeTextFileSync(store, "");
  const folder = new RunFolder(store, "echo", START);
  assertEquals(folder.newProblems(), [`Cannot make a folder for the run in ${store}: a file is in the way`]);
  folder.log("n0", "line");
  folder.writeJson("results.json", {});
  folder.close();
  assertEquals(folder.path, undefined);
  assertEquals([folder.problems.length, folder.newProblems()], [1, []]);
});

inFolder("RunFolder reports one file that cannot be written, once, and writes the others", (root) => {
  const folder = new RunFolder(root, "echo", START);
  Deno.mkdirSync(join(folder.path ?? "", "results.json"));
  folder.writeJson("results.json", {});
  folder.writeJson("results.json", {});
  folder.write("report.html", "<p>");
  folder.close();
  assertEquals(folder.problems.length, 1);
  assertStringIncludes(folder.problems[0] ?? "", "results.json: ");
  assertEquals(Deno.readTextFileSync(join(folder.path ?? "", "report.html")), "<p>");
});

inFolder("RunFolder writes a text file where a link cannot be made", (root) => {
  Deno.mkdirSync(join(root, "latest", "kept"), { recursive: true });
  const folder = new RunFolder(root, "echo", START);
  folder.close();
  assertEquals(Deno.readTextFileSync(join(root, "latest.txt")).trim(), join("echo", formatStart(START)));
  assertEquals(folder.problems, []);
});

inFolder("RunFolder keeps the logs of nodes in their folder, whatever the nodes are called", (root) => {
  const store = join(root, "deep", "store");
  const folder = new RunFolder(store, "echo", START);
  const nodes = ["../../../../victim", "a/b", ".", "..", "n1", "N1", "\u0000", "x".repeat(300)];
  for (const node of nodes) folder.openLog(node);
  for (const node of nodes) folder.log(node, `I am ${node}`);
  folder.close();
  const logs = [...Deno.readDirSync(join(folder.path ?? "", "node-logs"))].map(({ name }) => name);
  assertEquals([folder.problems, logs.length], [[], nodes.length]);
  assertEquals(logs.filter((name) => name.startsWith(".")), []);
  assertEquals([...Deno.readDirSync(root)].map(({ name }) => name), ["deep"]);
  assertEquals(Deno.readTextFileSync(join(folder.path ?? "", "node-logs", "a%2Fb.log")), "I am a/b\n");
});

Deno.test({
  name: "RunFolder says so when the disk is full, and leaves no part of the file",
  ignore: Deno.build.os !== "linux",
  fn() {
    const root = Deno.makeTempDirSync();
    const folder = new RunFolder(root, "echo", START);
    Deno.symlinkSync("/dev/full", join(folder.path ?? "", "history.jsonl"));
    folder.writeLines("history.jsonl", [1, 2], String);
    folder.close();
    assertEquals(folder.problems, [`Cannot write ${join(folder.path ?? "", "history.jsonl")}: the disk is full`]);
    assertThrows(() => Deno.lstatSync(join(folder.path ?? "", "history.jsonl")), Deno.errors.NotFound);
    Deno.removeSync(root, { recursive: true });
  },
});
