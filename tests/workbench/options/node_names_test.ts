import { assertEquals, assertThrows } from "@std/assert";
import { nodeNames } from "../../../scripts/workbench/options/node_names.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const named = (...args: string[]) => nodeNames(parseOptions(TEST_OPTIONS, ["-w", "echo", ...args]).values);

function namedInFile(text: string, ...args: string[]): readonly string[] {
  const file = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(file, text);
    return named("--nodes-file", file, ...args);
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replace(file, "FILE");
    throw error;
  } finally {
    Deno.removeSync(file);
  }
}

const FILES: readonly (readonly [what: string, text: string, names: readonly string[]])[] = [
  ["one name a line", "n1\nn2\n", ["n1", "n2"]],
  ["comments, also behind names", "# nodes\nn1 # first\n; none\n\nn#2\n", ["n1", "n#2"]],
  ["commas and blanks", "n1, n2,n3 n4\n,\n", ["n1", "n2", "n3", "n4"]],
  ["a byte order mark and line ends of Windows", "\uFEFFn1\r\nn2\r\n", ["n1", "n2"]],
];

for (const [what, text, names] of FILES) {
  Deno.test(`nodeNames() reads a file with ${what}`, () => {
    assertEquals(namedInFile(text), names);
  });
}

Deno.test("nodeNames() refuses a file that names nothing, rather than to take other nodes", () => {
  for (const text of ["", "\n\n", "# n1\n", " , ,\n"]) {
    const { message } = assertThrows(() => namedInFile(text, "--nodes", "a"), UsageError);
    assertEquals(message, "Cannot use --nodes-file FILE: it names no node, expected one name a line");
  }
});

const REFUSED: readonly (readonly [args: readonly string[], message: string])[] = [
  [["--node", " "], 'Cannot name a node " ": it is blank, expected names such as n1'],
  [["--node", "a\u0000b"], "it has characters that cannot be seen or read"],
  [["--node", "a\u001b[31m"], 'Cannot name a node "a\\u001b[31m"'],
  [["--node", "a\u200bb"], 'Cannot name a node "a\\u200bb"'],
  [["--node", "x".repeat(256)], "it has 256 characters, more than 255"],
  [["--nodes", '["n1","n2"]'], "it has quotes or brackets, as a list in JSON has"],
  [["--node", "a b"], 'Cannot name a node "a b": it has a blank, expected names such as n1'],
  [["--node", "-"], "it is a dash, as in a list in YAML"],
  [["--nodes", "a,b,a"], 'Cannot name two nodes "a"'],
  [["--nodes", "lin-kv"], "a service has this name"],
  [["--nodes", "client"], 'names that begin with "c" belong to clients'],
];

for (const [args, message] of REFUSED) {
  Deno.test(`nodeNames() refuses ${JSON.stringify(args).slice(0, 60)}`, () => {
    assertThrows(() => named(...args), UsageError, message);
  });
}

Deno.test("nodeNames() takes names that are paths, or mean something to a system or to JavaScript", () => {
  const names = ["../../up", ".", "..", "a/b", "nul", "ünï", "__proto__", "a%b"];
  assertEquals(named(...names.flatMap((name) => ["--node", name])), names);
});
