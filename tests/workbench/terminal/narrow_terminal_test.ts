import { assert, assertEquals } from "@std/assert";
import { TEST_HELP } from "../../../scripts/workbench/cli/commands/test.ts";
import { renderHelp } from "../../../scripts/workbench/options/help.ts";
import { ProgressLine } from "../../../scripts/workbench/terminal/progress.ts";
import type { Terminal } from "../../../scripts/workbench/terminal/terminal.ts";

/** The longest line, of those that can be broken, in characters. */
function widthOf(text: string): number {
  const descriptions = text.split("\n").filter((line) => /^ {34}\S+ /.test(line));
  return Math.max(...descriptions.map((line) => line.length));
}

Deno.test("renderHelp() breaks lines for the terminal, and leaves them at 110 characters without one", () => {
  const [wide, usual] = [widthOf(renderHelp(TEST_HELP)), widthOf(renderHelp(TEST_HELP, 80))];
  assert(wide > 100 && wide <= 110, `${wide} characters`);
  assert(usual > 70 && usual <= 80, `${usual} characters`);
  assertEquals(renderHelp(TEST_HELP, 500), renderHelp(TEST_HELP));
});

Deno.test("ProgressLine cuts what would break over two lines, which could not be written over", () => {
  const shown: string[] = [];
  const terminal: Terminal = {
    out: () => {},
    err: (text) => shown.push(text),
    showsProgress: true,
    columns: 12,
    colour: (text) => text,
  };
  const progress = new ProgressLine(terminal);
  progress.show(() => "3d  main  12.3 s  1203 operations");
  progress.clear();
  assertEquals(shown, ["\r\x1b[K3d  main  1", "\r\x1b[K"]);
});
