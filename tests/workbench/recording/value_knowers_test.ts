import { assertEquals } from "@std/assert";
import { ValueKnowers } from "../../../scripts/workbench/recording/value_knowers.js";

Deno.test("ValueKnowers lets nodes carry a value once they have got it, and a message is news once", () => {
  const knowers = new ValueKnowers<string>({ trustsClients: true, trustsFirst: false });
  assertEquals(knowers.canCarry("n1", false), false);
  assertEquals(knowers.canCarry("c1", true), true);
  knowers.sent("c1");
  assertEquals([knowers.received("n1", false), knowers.received("n1", false)], [true, false]);
  assertEquals(knowers.canCarry("n1", false), true);
  assertEquals(knowers.canCarry("n2", false), false);
  assertEquals(knowers.received("c2", true), false, "clients learn nothing that they could pass on");
});

Deno.test("ValueKnowers trusts the first sender alone where it is told so", () => {
  const knowers = new ValueKnowers<string>({ trustsClients: false, trustsFirst: true });
  assertEquals(knowers.canCarry("n1", false), true);
  knowers.sent("n1");
  assertEquals(knowers.canCarry("c1", true), false, "its request only looks alike");
  assertEquals([knowers.canCarry("n1", false), knowers.canCarry("n2", false)], [true, false]);
});
