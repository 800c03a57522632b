import { assertEquals } from "@std/assert";
import { excerpt } from "../../../scripts/workbench/text/excerpt.ts";

Deno.test("excerpt() takes out colours, makes control characters visible and leaves tabs and letters alone", () => {
  assertEquals(excerpt("\x1b[1;31mred\x1b[0m\tä\x1b[2J\u0000\u009b", 80), "red\tä\\u001b[2J\\u0000\\u009b");
});

Deno.test("excerpt() cuts a long text and says how long it was", () => {
  assertEquals(excerpt("abcdef", 3), "abc... (6 characters)");
});
