import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { TypeChecker } from "../../../../scripts/playground/types/checker.ts";
import { libraryFiles } from "../../../../scripts/playground/types/library_files.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const BROADCAST = Deno.readTextFileSync(`${ROOT}challenges/3b_broadcast_multi_node.ts`);
const checker = new TypeChecker(await libraryFiles(ROOT));

/** The program with one change, and the number of the line that it is in. */
function changed(from: string, to: string): { source: string; line: number } {
  const before = BROADCAST.split(from)[0] ?? "";
  assert(before !== BROADCAST, from);
  return { source: BROADCAST.replace(from, to), line: before.split("\n").length };
}

Deno.test("check() finds nothing wrong with the challenges", () => {
  for (const name of ["1_echo", "4_g_counter_seq_kv", "extras/3e_broadcast_hub_tree"]) {
    assertEquals(checker.check(Deno.readTextFileSync(`${ROOT}challenges/${name}.ts`)), [], name);
  }
});

Deno.test("check() names the line of a syntax error, also within program<T>(", () => {
  const mistakes = [
    ["type Messages =", "type Messages = ="],
    ["const values = new", "const values == new"],
    ["values.has(value)) return", "values.has(value) return"],
    ["values.add(value);", "values.add(value;"],
    ['{ type: "topology_ok" };', '{ type: "topology_ok" ;'],
    ["({ src, body }) => learn", "({ src, body }) = > learn"],
  ] as const;
  for (const [from, to] of mistakes) {
    const { source, line } = changed(from, to);
    const [first] = checker.check(source);
    assertEquals([first?.kind, first?.line], ["syntax", line], to);
  }
});

Deno.test("check() knows the methods of lib and the types of messages", () => {
  const method = changed('node.on("read"', 'node.onn("read"');
  assertEquals(checker.check(method.source), [{
    kind: "types",
    line: method.line,
    column: 8,
    endLine: method.line,
    endColumn: 11,
    text: "Property 'onn' does not exist on type 'Node<Messages>'",
  }]);
  const type = changed('node.on("read"', 'node.on("raed"');
  const [found] = checker.check(type.source);
  assertEquals(found?.line, type.line);
  assertStringIncludes(found?.text ?? "", '"raed"');
});

Deno.test("complete() and describe() know the methods of a node", () => {
  const place = BROADCAST.indexOf('node.on("read"') + "node.".length;
  const names = checker.complete(BROADCAST, place).map(({ name }) => name);
  assertEquals(names, ["id", "log", "nodeIds", "on", "onInit", "peers", "reply", "rpc", "run", "send", "signal"]);
  const described = checker.describe(BROADCAST, place);
  assertStringIncludes(described?.type ?? "", "(method) Node<Messages>.on");
  assertStringIncludes(described?.text ?? "", "Sets the handler for messages");
});
