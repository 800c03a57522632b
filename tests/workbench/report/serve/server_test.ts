import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { handleRequest, serveStore } from "../../../../scripts/workbench/report/serve/server.ts";
import { resolveFile } from "../../../../scripts/workbench/report/serve/resolve_file.ts";
import { HOSTILE } from "../hostile_run.ts";

/** A store with two runs, a link to the newer one, and a secret beside it, all removed afterwards. */
async function withStore(act: (store: string) => Promise<void>): Promise<void> {
  const root = Deno.makeTempDirSync();
  const store = join(root, "store");
  try {
    Deno.writeTextFileSync(join(Deno.makeTempDirSync({ dir: root, prefix: "secret" }), "key.txt"), "secret");
    Deno.writeTextFileSync(join(root, "secret.txt"), "secret");
    addRun(store, "broadcast/20260101T100000.000Z", { valid: true, messages: 12.5, title: "3d Broadcast" });
    addRun(store, "kafka/20260102T100000.000Z", { valid: false, messages: 3, title: HOSTILE });
    Deno.symlinkSync(join(store, "kafka/20260102T100000.000Z"), join(store, "latest"));
    Deno.symlinkSync(join(root, "secret.txt"), join(store, "kafka/20260102T100000.000Z/outside.txt"));
    Deno.symlinkSync(root, join(store, "kafka/outside"));
    await act(store);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

function addRun(store: string, path: string, run: { valid: boolean; messages: number; title: string }): void {
  const folder = join(store, path);
  Deno.mkdirSync(folder, { recursive: true });
  const results = { valid: run.valid, stats: { count: 7 }, net: { servers: { "msgs-per-op": run.messages } } };
  Deno.writeTextFileSync(join(folder, "results.json"), JSON.stringify(results));
  const about = { title: run.title, options: { seed: run.messages }, targets: [{}], "targets-met": run.valid };
  Deno.writeTextFileSync(join(folder, "run.json"), JSON.stringify(about));
  Deno.writeTextFileSync(join(folder, "index.html"), "<!DOCTYPE html>report");
  Deno.writeTextFileSync(join(folder, "history.jsonl"), "");
  Deno.writeTextFileSync(join(folder, "journal.jsonl"), "");
}

async function get(store: string, path: string): Promise<{ status: number; text: string; type: string | null }> {
  const response = await handleRequest(store, new Request(`http://127.0.0.1:8080${path}`));
  return { status: response.status, text: await response.text(), type: response.headers.get("content-type") };
}

Deno.test("handleRequest() lists runs newest first with verdict and figures, and no link twice", async () => {
  await withStore(async (store) => {
    const { status, text } = await get(store, "/");
    assertEquals(status, 200);
    const order = [...text.matchAll(/name="run"\s+value="([^"]+)"/g)].map(([, path]) => path);
    assertEquals(order, ["kafka/20260102T100000.000Z", "broadcast/20260101T100000.000Z"]);
    assertStringIncludes(text, '<td class="invalid">');
    assertStringIncludes(text, "12.50");
    assert(!text.includes("<img"), "titles are shown as text");
  });
});

Deno.test("handleRequest() serves the files of a run with their types", async () => {
  await withStore(async (store) => {
    const report = await get(store, "/broadcast/20260101T100000.000Z/index.html");
    assertEquals([report.status, report.text, report.type], [200, "<!DOCTYPE html>report", "text/html; charset=utf-8"]);
    const latest = await get(store, "/latest/results.json");
    assertEquals([latest.status, latest.type], [200, "application/json; charset=utf-8"]);
    assertStringIncludes((await get(store, "/kafka/20260102T100000.000Z/")).text, "journal.jsonl");
  });
});

Deno.test("resolveFile() finds nothing outside the store, however it is asked", async () => {
  await withStore(async (store) => {
    const attempts = [
      "/../secret.txt",
      "/%2e%2e/secret.txt",
      "/%2E%2E%2Fsecret.txt",
      "/..%2fsecret.txt",
      "/..%5csecret.txt",
      "/..\\secret.txt",
      "/kafka/../../secret.txt",
      "/kafka/%2e%2e/%2e%2e/secret.txt",
      "//etc/passwd",
      "/%2fetc%2fpasswd",
      "/C:%5cWindows",
      "/secret.txt%00.html",
      "/kafka/20260102T100000.000Z/outside.txt",
      "/kafka/outside/secret.txt",
      "/kafka/outside",
      "/%252e%252e/secret.txt",
      "/%zz",
      "/nothing",
    ];
    for (const attempt of attempts) assertEquals((await resolveFile(store, attempt)).kind, "nothing", attempt);
  });
});

Deno.test("resolveFile() is not taken in by a neighbour whose name begins like the store's", async () => {
  await withStore(async (store) => {
    Deno.mkdirSync(`${store}-other`);
    Deno.symlinkSync(`${store}-other`, join(store, "other"));
    assertEquals((await resolveFile(store, "/other")).kind, "nothing");
  });
});

Deno.test("handleRequest() compares two runs side by side", async () => {
  await withStore(async (store) => {
    const path = "/compare?run=broadcast/20260101T100000.000Z&run=kafka/20260102T100000.000Z";
    const { status, text } = await get(store, path);
    assertEquals(status, 200);
    for (const part of ["net.servers.msgs-per-op", "12.5", "-9.5", "option seed"]) assertStringIncludes(text, part);
    assert(!text.includes("<img"));
  });
});

Deno.test("handleRequest() refuses comparisons of other than two runs of the store", async () => {
  await withStore(async (store) => {
    const run = "run=broadcast/20260101T100000.000Z";
    assertEquals((await get(store, `/compare?${run}`)).status, 400);
    assertEquals((await get(store, `/compare?${run}&${run}&${run}`)).status, 400);
    assertEquals((await get(store, `/compare?${run}&run=../..`)).status, 404);
    assertEquals((await get(store, `/compare?${run}&run=kafka/outside`)).status, 404);
  });
});

Deno.test("handleRequest() answers only reads that are meant for this computer", async () => {
  await withStore(async (store) => {
    const foreign = await handleRequest(store, new Request("http://rebound.example:8080/"));
    assertEquals(foreign.status, 403);
    assert(!(await foreign.text()).includes("kafka"));
    const post = await handleRequest(store, new Request("http://127.0.0.1:8080/", { method: "POST" }));
    assertEquals(post.status, 405);
    await post.body?.cancel();
  });
});

Deno.test("handleRequest() shows an empty page for a store that does not exist", async () => {
  assertStringIncludes((await get("/nowhere/store", "/")).text, "No runs yet");
});

Deno.test("handleRequest() lists a run whose files are damaged without verdict", async () => {
  await withStore(async (store) => {
    Deno.writeTextFileSync(join(store, "kafka/20260102T100000.000Z/results.json"), "{");
    assertStringIncludes((await get(store, "/")).text, "no results");
  });
});

Deno.test("serveStore() listens on 127.0.0.1 and ends with its signal", async () => {
  await withStore(async (store) => {
    const controller = new AbortController();
    const url = Promise.withResolvers<string>();
    const server = serveStore(store, { port: 0, signal: controller.signal, onListen: url.resolve });
    const response = await fetch(await url.promise);
    assert((await url.promise).startsWith("http://127.0.0.1:"));
    assertStringIncludes(await response.text(), "kafka");
    controller.abort();
    await server;
  });
});
