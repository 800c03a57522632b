/**
 * The package that `deno publish` would send: what deno.json promises must be there.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);

const BENCH = "./scripts/workbench.ts";
const LIB_FILES = Object.values(config.exports).filter((path) => path !== BENCH);

const text = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));

Deno.test("deno.json exports and publishes files that exist, every public file of lib among them", () => {
  for (const path of config.publish.include) Deno.statSync(new URL(path, ROOT));
  const files = [...Deno.readDirSync(new URL("lib/", ROOT))].map(({ name }) => name);
  const modules = files.filter((name) => name.endsWith(".ts") && !name.startsWith("_")).map((name) => `./lib/${name}`);
  assertEquals(LIB_FILES.toSorted(), modules.toSorted());
  assertEquals(config.exports["./bench"], BENCH);
});

Deno.test("the newest version of the changelog is that of deno.json, which is a semantic version", () => {
  const [newest] = text("lib/CHANGELOG.md").matchAll(/^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$/gm);
  assertEquals(newest?.[1], config.version);
});

Deno.test("examples of lib import it by the name of the package, as whoever copies them must", () => {
  for (const path of LIB_FILES) {
    const examples = text(path).match(/^ *\* import .*$/gm) ?? [];
    assertEquals(examples.filter((line) => /from "\./.test(line)), [], path);
    assertStringIncludes(examples.join("\n"), `"${config.name}`, path);
  }
});
