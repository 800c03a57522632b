import { assertEquals } from "@std/assert";
import { LinKv } from "../../../scripts/workbench/services/lin_kv.ts";
import { parseJson } from "../../../scripts/workbench/json.ts";
import type { Json } from "../../../scripts/workbench/history.ts";
import type { Service } from "../../../scripts/workbench/services/service.ts";

function ask(service: Service, type: string, fields: Record<string, Json> = {}): unknown {
  return service.handle({ src: "n0", body: { type, msg_id: 1, ...fields } })?.body;
}

Deno.test("LinKv.handle() answers error 20 when the key does not exist", () => {
  const service = new LinKv();
  const missing = { type: "error", code: 20, text: "key does not exist" };
  assertEquals(ask(service, "read", { key: "x" }), missing);
  assertEquals(ask(service, "cas", { key: "x", from: 1, to: 2 }), missing);
  assertEquals(ask(service, "cas", { key: "x", from: 1, to: 2, create_if_not_exists: false }), missing);
});

Deno.test("LinKv.handle() reads what was written last", () => {
  const service = new LinKv();
  assertEquals(ask(service, "write", { key: "x", value: [1] }), { type: "write_ok" });
  assertEquals(ask(service, "write", { key: "x", value: [2] }), { type: "write_ok" });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: [2] });
});

Deno.test("LinKv.handle() stores null as a value, which is not the same as no key", () => {
  const service = new LinKv();
  ask(service, "write", { key: "x", value: null });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: null });
});

Deno.test("LinKv.handle() compares values by structure when it serves a cas", () => {
  const service = new LinKv();
  ask(service, "write", { key: "x", value: { a: 1, b: [2] } });
  assertEquals(ask(service, "cas", { key: "x", from: { b: [2], a: 1 }, to: 3 }), { type: "cas_ok" });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: 3 });
});

Deno.test("LinKv.handle() names both values in EDN when a cas does not match", () => {
  const service = new LinKv();
  ask(service, "write", { key: "x", value: { a: null, "b c": [true, 'q"', 1.5] } });
  assertEquals(ask(service, "cas", { key: "x", from: null, to: 1 }), {
    type: "error",
    code: 22,
    text: 'current value {"a" nil, "b c" [true "q\\"" 1.5]} is not nil',
  });
  assertEquals(ask(service, "cas", { key: "x", from: "1", to: 1 }), {
    type: "error",
    code: 22,
    text: 'current value {"a" nil, "b c" [true "q\\"" 1.5]} is not "1"',
  });
});

Deno.test("LinKv.handle() keeps the value when a cas fails", () => {
  const service = new LinKv();
  ask(service, "write", { key: "x", value: 1 });
  ask(service, "cas", { key: "x", from: "1", to: 2 });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: 1 });
});

Deno.test("LinKv.handle() creates the key whatever `from` is when create_if_not_exists is true", () => {
  const service = new LinKv();
  assertEquals(ask(service, "cas", { key: "x", from: 7, to: 2, create_if_not_exists: true }), { type: "cas_ok" });
  assertEquals(ask(service, "read", { key: "x" }), { type: "read_ok", value: 2 });
});

Deno.test("LinKv.handle() compares as usual when create_if_not_exists is true and the key exists", () => {
  const service = new LinKv();
  ask(service, "write", { key: "x", value: 1 });
  assertEquals(ask(service, "cas", { key: "x", from: 7, to: 2, create_if_not_exists: true }), {
    type: "error",
    code: 22,
    text: "current value 1 is not 7",
  });
});

Deno.test("LinKv.handle() tells keys apart by structure and type", () => {
  const service = new LinKv();
  ask(service, "write", { key: 1, value: "number" });
  ask(service, "write", { key: "1", value: "string" });
  ask(service, "write", { key: { a: 1, b: 2 }, value: "object" });
  assertEquals(ask(service, "read", { key: 1 }), { type: "read_ok", value: "number" });
  assertEquals(ask(service, "read", { key: "1" }), { type: "read_ok", value: "string" });
  assertEquals(ask(service, "read", { key: { b: 2, a: 1 } }), { type: "read_ok", value: "object" });
  assertEquals(ask(service, "read", { key: "constructor" }), { type: "error", code: 20, text: "key does not exist" });
});

Deno.test("LinKv.handle() takes a missing field for null", () => {
  const service = new LinKv();
  assertEquals(ask(service, "write"), { type: "write_ok" });
  assertEquals(ask(service, "read", { key: null }), { type: "read_ok", value: null });
  assertEquals(ask(service, "cas", { to: 5 }), { type: "cas_ok" });
  assertEquals(ask(service, "read"), { type: "read_ok", value: 5 });
});

Deno.test("LinKv.handle() does not answer when the type is unknown", () => {
  assertEquals(ask(new LinKv(), "delete", { key: "x" }), undefined);
});

Deno.test("LinKv.handle() tells integers beyond 2^53 apart and prints all their digits", () => {
  const service = new LinKv();
  ask(service, "write", { key: "x", value: parseJson("9007199254740993") });
  assertEquals(ask(service, "cas", { key: "x", from: parseJson("9007199254740992"), to: 1 }), {
    type: "error",
    code: 22,
    text: "current value 9007199254740993 is not 9007199254740992",
  });
  assertEquals(ask(service, "cas", { key: "x", from: parseJson("9007199254740993"), to: 1 }), { type: "cas_ok" });
});

Deno.test("LinKv.handle() takes a float for another value than the integer, as the original does", () => {
  const service = new LinKv();
  ask(service, "write", { key: "x", value: 5 });
  assertEquals(ask(service, "cas", { key: "x", from: parseJson("5.0"), to: 1 }), {
    type: "error",
    code: 22,
    text: "current value 5 is not 5.0",
  });
  ask(service, "write", { key: "x", value: parseJson("0.5e1") });
  assertEquals(ask(service, "cas", { key: "x", from: parseJson("5.00"), to: 1 }), { type: "cas_ok" });
});
