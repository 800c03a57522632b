import { assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { LogNames } from "../../../scripts/workbench/report/log_name.ts";

const nameOf = (node: string) => new LogNames().of(node);

Deno.test("LogNames.of() gives the names of the original for usual nodes", () => {
  assertEquals(["n1", "n25", "a-b_c.d", "N1"].map(nameOf), ["n1.log", "n25.log", "a-b_c.d.log", "N1.log"]);
});

Deno.test("LogNames.of() makes a file's name of paths, hidden names and devices", () => {
  const names: readonly (readonly [node: string, file: string])[] = [
    ["../../../../victim", "%2E.%2F..%2F..%2F..%2Fvictim.log"],
    ["a/b", "a%2Fb.log"],
    ["a\\\\b:c", "a%5C%5Cb%3Ac.log"],
    [".", "%2E.log"],
    ["..", "%2E..log"],
    [".hidden", "%2Ehidden.log"],
    ["con", "%63on.log"],
    ["NUL.txt", "%4EUL.txt.log"],
    ["console", "console.log"],
    ["é", "%C3%A9.log"],
    ["", "%.log"],
  ];
  for (const [node, file] of names) assertEquals(nameOf(node), file);
});

Deno.test("LogNames.of() gives names that differ only by case, or far behind, files of their own", () => {
  const names = new LogNames();
  const long = "x".repeat(200);
  assertEquals(["n1", "N1", "n1"].map((node) => names.of(node)), ["n1.log", "N1~2.log", "n1.log"]);
  assertEquals(names.of(`${long}1`).length, 124);
  assertEquals(names.of(`${long}2`), `${"x".repeat(120)}~2.log`);
  assertEquals(names.of("n1~2"), "n1%7E2.log");
});

Deno.test("LogNames.of() names one visible file of the folder for any name, and never the same for two", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: "binary" })), (nodes) => {
    const names = new LogNames();
    const files = nodes.map((node) => names.of(node));
    files.forEach((file) => assertMatch(file, /^[\w%-][\w.%~-]{0,130}\.log$/));
    assertEquals(new Set(files.map((file) => file.toLowerCase())).size, nodes.length);
  }));
});
