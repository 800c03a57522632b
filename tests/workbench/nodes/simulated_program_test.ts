import { assertEquals, assertRejects } from "@std/assert";
import { pathToFileURL } from "node:url";
import { loadModule } from "../../../scripts/workbench/nodes/load_module.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const READS_AT_ONCE = new URL("../../fixtures/nodes/reads_stdin_at_once.ts", import.meta.url).href;

Deno.test("loadModule() refuses a module that reads stdin at once, in place of waiting for a terminal", async () => {
  await assertRejects(() => loadModule(READS_AT_ONCE), UsageError, 'expected "if (import.meta.main)"');
  assertEquals(Object.hasOwn(Deno.stdin, "readable"), false);
});

Deno.test("loadModule() says that the bench's import map counts where a module's own one names what it imports", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/deno.json`, '{ "imports": { "mine/": "./util/" } }');
    await Deno.writeTextFile(`${folder}/node.ts`, 'import { x } from "mine/x.ts"; export default () => x;');
    await assertRejects(
      () => loadModule(pathToFileURL(`${folder}/node.ts`).href),
      UsageError,
      'it imports "mine/x.ts", which the import map of the bench does not have',
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("loadModule() refuses a module that starts timers, ends itself or imports threads while it is loaded", async () => {
  for (
    const [code, problem] of [
      ["setInterval(() => {}, 1000);", "it starts a timer as soon as it is loaded"],
      [
        'import { Worker } from "node:worker_threads"; new Worker("");',
        "it imports node:worker_threads, which no simulated",
      ],
    ] as const
  ) {
    const url = `data:text/javascript,${encodeURIComponent(`${code} export default () => {};`)}`;
    await assertRejects(() => loadModule(url), UsageError, problem);
  }
});
