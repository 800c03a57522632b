/** The README's walk "Learn by breaking", step by step, with the line of sed that it gives. */
import { assert, assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { shellCommand } from "../../scripts/workbench/text/shell.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
}

async function shell(line: string): Promise<Ended> {
  const { code, stdout } = await new Deno.Command("sh", { args: ["-c", line], cwd: ROOT, stderr: "null" }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

/** The first of the lines that begin so, without its beginning. */
function lineAfter(text: string, beginning: string): string {
  const found = text.split("\n").map((line) => line.trim()).find((line) => line.startsWith(beginning));
  assert(found !== undefined, `no line "${beginning}" in:\n${text}`);
  return found.slice(beginning.length).trim();
}

Deno.test("The README's walk: one line of 3c broken, found, shrunk, explained and replayed", async () => {
  const readme = Deno.readTextFileSync(`${ROOT}README.md`);
  const broken = "challenges/my_3c.ts";
  const sed = lineAfter(readme, "sed ");
  assert(sed.endsWith(`challenges/3c_broadcast_fault_tolerant.ts > ${broken}`));
  // Beside challenges/, so that `../lib` is the same.
  const folder = await Deno.makeTempDir({ dir: ROOT, prefix: "walk" });
  const inFolder = (line: string) => line.replaceAll(broken, shellCommand([`${folder}/my_3c.ts`]));
  try {
    await shell(inFolder(`sed ${sed}`));
    const [before, after] = [`${ROOT}challenges/3c_broadcast_fault_tolerant.ts`, `${folder}/my_3c.ts`]
      .map((path) => Deno.readTextFileSync(path).split("\n"));
    assertEquals(before!.filter((line, index) => line !== after![index]).length, 1, "the walk breaks one line");

    const sweepLine = `deno task workbench sweep ${broken}`;
    const sweep = await shell(inFolder(`${sweepLine} ${lineAfter(readme, sweepLine)}`));
    assertEquals(sweep.code, 1);
    assertStringIncludes(sweep.stdout, "invalid with lost");

    const shrunk = await shell(lineAfter(sweep.stdout, "Shrink "));
    const [, nodes, operations] = /Smallest of \d+ tried: (\d+) nodes?, (\d+) operations?/.exec(shrunk.stdout)!;
    assertLessOrEqual(Number(nodes), 2);
    assertLessOrEqual(Number(operations), 10);
    const [, shown = ""] = /```\n([^`]*lost: [^`]*)```/.exec(readme) ?? [];
    for (const line of shown.trimEnd().split("\n")) {
      assertStringIncludes(shrunk.stdout, line.trim().replace(/ \.\.\.$/, ""), "README.md shows another explanation");
    }

    const again = await shell(`${lineAfter(shrunk.stdout, "Again ")} --store ${shellCommand([`${folder}/store`])}`);
    assertEquals(again.code, 1);
    assertStringIncludes(again.stdout, "the same run: the journal has the hash");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
