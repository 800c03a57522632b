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
    for (const part of ["msgs/op", "12.5", "−9.5 better", "seed"]) assertStringIncludes(text, part);
    assertStringIncludes(text, "There is nothing to plot");
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
  assertStringIncludes((await get("/nowhere/store", "/")).text, "No runs yet: there is no folder /nowhere/store.");
});

Deno.test("handleRequest() lists a run whose files are damaged as damaged, and one without results as such", async () => {
  await withStore(async (store) => {
    const folder = join(store, "kafka/20260102T100000.000Z");
    for (const name of ["results.json", "run.json"]) Deno.writeTextFileSync(join(folder, name), "{");
    Deno.removeSync(join(folder, "index.html"));
    Deno.removeSync(join(store, "broadcast/20260101T100000.000Z/results.json"));
    const { text } = await get(store, "/");
    assertStringIncludes(text, "results.json and run.json cannot be read");
    assertEquals(rowsOf(text), ["damaged kafka", "no results 3d Broadcast"]);
  });
});

/** Verdict and title of each row of the list. */
function rowsOf(page: string): string[] {
  const rows = [...page.matchAll(/<tr>\s*<td><input[\s\S]*?<\/tr>/g)].map(([row]) => row);
  return rows.map((row) => {
    const verdict = /<td class="(?:valid|invalid|unknown)">([a-z ]+)/.exec(row)?.[1] ?? "";
    return `${verdict} ${/<th scope="row"><a[^>]*>([^<]*)/.exec(row)?.[1]}`;
  });
}

/** A store of four runs of one program that differ in seed, nodes, faults and figures. */
async function withManyRuns(act: (store: string) => Promise<void>): Promise<void> {
  const store = Deno.makeTempDirSync();
  try {
    const options = [
      { seed: 9, "node-count": 5, mode: "sim", nemesis: "partition" },
      { seed: 10, "node-count": 25, mode: "sim", nemesis: "partition,kill" },
      { seed: 100, "node-count": 25, mode: "process" },
      { seed: 101, "node-count": 25, mode: "sim", "p-loss": 0.1 },
    ];
    options.forEach((option, number) => {
      const path = `broadcast/2026010${number + 1}T100000.000Z`;
      addRun(store, path, { valid: number !== 1, messages: [20, 3, 100, 7][number] ?? 0, title: `Run ${option.seed}` });
      const file = join(store, path, "run.json");
      Deno.writeTextFileSync(file, JSON.stringify({ title: `Run ${option.seed}`, options: option }));
    });
    await act(store);
  } finally {
    Deno.removeSync(store, { recursive: true });
  }
}

Deno.test("handleRequest() sorts the list by any column, numbers as numbers, and says by which", async () => {
  await withManyRuns(async (store) => {
    const sorted = async (query: string) =>
      rowsOf((await get(store, `/?${query}`)).text).map((row) => /\d+$/.exec(row)?.[0]);
    assertEquals(await sorted(""), ["101", "100", "10", "9"]);
    assertEquals(await sorted("sort=seed"), ["9", "10", "100", "101"]);
    assertEquals(await sorted("sort=-msgs-per-op"), ["100", "9", "101", "10"]);
    assertEquals(await sorted("sort=verdict"), ["10", "101", "100", "9"]);
    assertEquals(await sorted("sort=nonsense"), ["101", "100", "10", "9"]);
    const { text } = await get(store, "/?sort=-msgs-per-op&mode=sim");
    assertEquals(text.match(/aria-sort="descending"/g)?.length, 1);
    assertStringIncludes(text, "sort=msgs-per-op&amp;mode=sim");
  });
});

Deno.test("handleRequest() filters the list by what its columns hold, and by words", async () => {
  await withManyRuns(async (store) => {
    const shown = async (query: string) =>
      rowsOf((await get(store, `/?${query}`)).text).map((row) => /\d+$/.exec(row)?.[0]);
    assertEquals(await shown("mode=sim&nodes=25"), ["101", "10"]);
    assertEquals(await shown("verdict=invalid"), ["10"]);
    assertEquals(await shown("faults=loss+0.1"), ["101"]);
    assertEquals(await shown("search=KILL+run"), ["10"]);
    assertEquals(await shown("search=process"), ["100"]);
    assertEquals(await shown("verdict=%3Cb%3E"), []);
    assertStringIncludes((await get(store, "/?mode=sim")).text, "3 of 4 runs");
  });
});

Deno.test("handleRequest() compares findings, hides what is the same, and draws both runs on the same axes", async () => {
  await withManyRuns(async (store) => {
    const paths = ["broadcast/20260101T100000.000Z", "broadcast/20260102T100000.000Z"];
    paths.forEach((path, side) => {
      const lines = (entries: readonly unknown[]) => entries.map((entry) => JSON.stringify(entry)).join("\n");
      const operation = { index: 0, time: 0, process: 0, type: "invoke", f: "read", value: null };
      const end = { ...operation, index: 1, time: (side + 1) * 2e9, type: "ok" };
      Deno.writeTextFileSync(join(store, path, "history.jsonl"), lines([operation, end]));
      const message = { id: 0, src: "n0", dest: "n1", body: { type: `type${side}` } };
      Deno.writeTextFileSync(join(store, path, "journal.jsonl"), lines([{ id: 0, time: 0, type: "send", message }]));
    });
    const lost = { anomaly: "lost", severity: "error", text: "", operations: [], count: 17 };
    Deno.writeTextFileSync(join(store, paths[1] ?? "", "explanations.json"), JSON.stringify([lost]));
    const { status, text } = await get(store, `/compare?${paths.map((path) => `run=${path}`).join("&")}`);
    assertEquals(status, 200);
    assertStringIncludes(text, "+17 worse");
    const [differing = "", same = ""] = text.split("are the same on both sides");
    assertStringIncludes(differing, "node-count");
    assert(!differing.includes(">mode<") && same.includes("mode"), "what is the same is folded");
    const ticks = [...text.matchAll(/<g\s+class="axis">([\s\S]*?)<\/g>/g)].map(([, axis]) => axis);
    assertEquals(ticks.length, 16, "two axes in each of eight plots");
    for (let plot = 0; plot < 16; plot += 4) {
      assertEquals(ticks.slice(plot, plot + 2), ticks.slice(plot + 2, plot + 4));
    }
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    assertEquals(ids.length, new Set(ids).size, "no id stands twice in the page");
  });
});

Deno.test("handleRequest() compares runs that are too long for plots without these, and says so", async () => {
  await withManyRuns(async (store) => {
    const paths = ["broadcast/20260101T100000.000Z", "broadcast/20260102T100000.000Z"];
    // A block that says how many entries it has, and has none: whoever reads it fails.
    const told = async (count: number) => {
      const prefix = Float64Array.from([8, 0, 8, 0, count, 0, 1]);
      const file = new Blob(["gossip-glomers record 1\n", prefix, new Uint8Array(8)]);
      Deno.writeFileSync(join(store, paths[0] ?? "", "history.record"), await file.bytes());
      const { text } = await get(store, `/compare?${paths.map((path) => `run=${path}`).join("&")}`);
      assertStringIncludes(text, "node-count");
      return /There are no plots: .*/.exec(text)?.[0];
    };
    assertEquals(
      await told(2_000_001),
      "There are no plots: history.record of Run 9 has 2,000,001 entries, more than is drawn here.</p>",
    );
    assertEquals(await told(7), undefined);
  });
});

Deno.test("handleRequest() heads what went wrong by what it is", async () => {
  await withStore(async (store) => {
    assertStringIncludes((await get(store, "/nothing")).text, "<h1>Not found</h1>");
    assertStringIncludes(
      (await get(store, "/compare?run=kafka/20260102T100000.000Z")).text,
      "<h1>Cannot answer this</h1>",
    );
  });
});

Deno.test("handleRequest() lets no other page frame its own", async () => {
  await withStore(async (store) => {
    for (const [path, rule] of [["/", "frame-ancestors 'none'"], ["/latest/index.html", "frame-ancestors 'self'"]]) {
      const response = await handleRequest(store, new Request(`http://127.0.0.1:8080${path}`));
      assertStringIncludes(response.headers.get("content-security-policy") ?? "", rule ?? "");
      await response.body?.cancel();
    }
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

Deno.test("handleRequest() gives the messages of a span of time, and nothing for spans and places that are none", async () => {
  await withStore(async (store) => {
    const run = "/broadcast/20260101T100000.000Z";
    const events = Array.from({ length: 20 }, (_, id) => {
      const message = { id, src: "c1", dest: "n0", body: { type: "read", msg_id: id } };
      return JSON.stringify({ id, time: id * 1_000_000, type: "send", message });
    });
    Deno.writeTextFileSync(join(store, run, "journal.jsonl"), `${events.join("\n")}\n`);
    const { status, text, type } = await get(store, `${run}/messages?from=5000&to=9999`);
    assertEquals([status, type], [200, "application/json; charset=utf-8"]);
    const answer = JSON.parse(text);
    assertEquals([answer.from, answer.to, answer.types, answer.messages.src.length], [5000, 9999, ["read"], 5]);
    for (const span of ["", "?from=1", "?from=9&to=9", "?from=-1e3&to=5", "?from=0&to=1e9", "?from=a&to=b"]) {
      assertEquals((await get(store, `${run}/messages${span}`)).status, 400, span);
    }
    for (const place of ["/broadcast/nothing", "/%2e%2e/secret", "/kafka/outside", "/latest/node-logs"]) {
      assertEquals((await get(store, `${place}/messages?from=0&to=9`)).status, 404, place);
    }
    const foreign = await handleRequest(store, new Request(`http://rebound.example:8080${run}/messages?from=0&to=9`));
    assertEquals(foreign.status, 403);
    await foreign.body?.cancel();
    Deno.writeTextFileSync(join(store, run, "journal.jsonl"), "no journal\n");
    assertEquals((await get(store, `${run}/messages?from=0&to=9`)).status, 500);
  });
});
