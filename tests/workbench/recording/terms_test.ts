import { assertEquals } from "@std/assert";
import { holdsTerms, isSetupType, parseTerms } from "../../../scripts/workbench/recording/terms.js";

Deno.test("holdsTerms() finds numbers as values, not as parts of others", () => {
  const seventeen = parseTerms("17");
  assertEquals(holdsTerms('{"values":[3,17,40]}', seventeen), true);
  assertEquals(holdsTerms('{"values":[170,117],"a":1.17}', seventeen), false);
  assertEquals(holdsTerms('{"value":"17"}', seventeen), true);
  assertEquals(holdsTerms('{"text":"17 of them"}', seventeen), false);
});

Deno.test("holdsTerms() finds strings only where they are whole values or keys", () => {
  assertEquals(holdsTerms('{"key":"k1","msg":4}', parseTerms('"k1"')), true);
  assertEquals(holdsTerms('{"k1":[[0,4]]}', parseTerms('"k1"')), true);
  assertEquals(holdsTerms('{"text":"say \\"k1\\" again"}', parseTerms('"k1"')), false);
});

Deno.test("holdsTerms() wants every word of a query", () => {
  assertEquals(holdsTerms('{"key":"k1","msg":4}', parseTerms("k1 4")), true);
  assertEquals(holdsTerms('{"key":"k1","msg":5}', parseTerms("k1 4")), false);
});

Deno.test("holdsTerms() keeps digits of integers beyond 2^53", () => {
  assertEquals(holdsTerms('{"id":9007199254740993}', parseTerms("9007199254740993")), true);
  assertEquals(holdsTerms('{"id":9007199254740993}', parseTerms("9007199254740992")), false);
});

Deno.test("isSetupType() knows the requests that set a node up, and their replies", () => {
  const types = ["init", "init_ok", "topology", "topology_ok", "broadcast", "read_ok"];
  assertEquals(types.filter(isSetupType), ["init", "init_ok", "topology", "topology_ok"]);
});
