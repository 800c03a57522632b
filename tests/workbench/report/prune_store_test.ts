import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { pruneStore, sizeText } from "../../../scripts/workbench/report/prune_store.ts";

const STARTS = ["20261127T100000.000Z", "20261127T110000.000Z", "20261127T120000.000Z-2"];

function withStore(test: (store: string) => void): void {
  const store = Deno.makeTempDirSync();
  try {
    for (const [position, start] of STARTS.entries()) {
      const folder = join(store, position === 1 ? "kafka" : "echo", start);
      Deno.mkdirSync(join(folder, "node-logs"), { recursive: true });
      Deno.writeTextFileSync(join(folder, "run.json"), "12345");
    }
    test(store);
  } finally {
    Deno.removeSync(store, { recursive: true });
  }
}

function runsIn(store: string): string[] {
  return [...Deno.readDirSync(store)].filter(({ isDirectory }) => isDirectory)
    .flatMap(({ name }) => [...Deno.readDirSync(join(store, name))].map((run) => `${name}/${run.name}`)).sort();
}

Deno.test("pruneStore() keeps the newest runs of all workloads together, and tells what it removed", () => {
  withStore((store) => {
    assertEquals(pruneStore(store, 2), { runCount: 1, sizeBytes: 5, problems: [] });
    assertEquals(runsIn(store), ["echo/20261127T120000.000Z-2", "kafka/20261127T110000.000Z"]);
    assertEquals(pruneStore(store, 2).runCount, 0);
    assertEquals(pruneStore(store, 0).runCount, 2);
  });
});

Deno.test("pruneStore() touches nothing that the bench has not made", () => {
  withStore((store) => {
    const mine = [join("echo", "notes"), join("echo", "20251127T100000.000Z"), join("photos", "20240101T000000.000Z")];
    for (const path of mine) {
      Deno.mkdirSync(join(store, path), { recursive: true });
      Deno.writeTextFileSync(join(store, path, "precious.txt"), "mine");
    }
    const elsewhere = Deno.makeTempDirSync();
    Deno.writeTextFileSync(join(elsewhere, "run.json"), "{}");
    Deno.symlinkSync(elsewhere, join(store, "echo", "20200101T000000.000Z"), { type: "dir" });
    assertEquals(pruneStore(store, 0).runCount, 3);
    for (const path of mine) assertEquals(Deno.readTextFileSync(join(store, path, "precious.txt")), "mine");
    assertEquals(Deno.statSync(join(elsewhere, "run.json")).isFile, true);
    Deno.removeSync(elsewhere, { recursive: true });
  });
});

Deno.test("pruneStore() finds nothing in a store that is not there", () => {
  assertEquals(pruneStore("/no/such/store", 0), { runCount: 0, sizeBytes: 0, problems: [] });
});

Deno.test("sizeText() gives two digits and a unit", () => {
  assertEquals([0, 999, 12_345, 1.25e9].map(sizeText), ["0 bytes", "1000 bytes", "12 kB", "1.3 GB"]);
});
