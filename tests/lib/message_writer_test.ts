import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { GrowingSet } from "../../lib/growing_set.ts";
import { MessageWriter } from "../../lib/_message_writer.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, place) => (place * 7919) % 100_003);

/** Both, so that a wrong line shows as a difference. */
function lines(bodies: readonly Record<string, unknown>[]): [string[], string[]] {
  const writer = new MessageWriter();
  return [
    bodies.map((body) => writer.write("n1", "c2", body).join("")),
    bodies.map((body) => JSON.stringify({ src: "n1", dest: "c2", body })),
  ];
}

Deno.test("MessageWriter.write() writes what JSON.stringify writes while a list grows", () => {
  const all = numbers(5000);
  const [written, expected] = lines(
    [0, 999, 1000, 1000, 1001, 2500, 2400, 5000].map((count, place) => ({
      type: "read_ok",
      messages: all.slice(0, count),
      in_reply_to: place,
    })),
  );
  assertEquals(written, expected);
});

Deno.test("MessageWriter.write() notices items that changed in a list that it has written", () => {
  const messages: unknown[] = numbers(2000);
  const writer = new MessageWriter();
  writer.write("n1", "c2", { type: "read_ok", messages });
  messages[5] = -1;
  const changed = { type: "read_ok", messages };
  assertEquals(writer.write("n1", "c2", changed).join(""), JSON.stringify({ src: "n1", dest: "c2", body: changed }));
  messages[5] = [7];
  assertEquals(writer.write("n1", "c2", changed).join(""), JSON.stringify({ src: "n1", dest: "c2", body: changed }));
});

Deno.test("MessageWriter.write() keeps texts that look like what stands for the list", () => {
  const [written, expected] = lines([
    { type: "read_ok", messages: numbers(1500), note: "\0growing list" },
    { type: "read_ok", note: "\0growing list", messages: numbers(1500) },
  ]);
  assertEquals(written, expected);
});

Deno.test("MessageWriter.write() writes long lists of anything as JSON.stringify does", () => {
  const item = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(undefined), fc.constant(-0));
  const body = fc.record({
    messages: fc.oneof(
      fc.array(item, { minLength: 1, maxLength: 3 }).map((some) => [...numbers(1200), ...some]),
      fc.array(item, { minLength: 1, maxLength: 3 }).map((some) => [...some, ...numbers(1200)]),
      fc.nat(1400).map(numbers),
    ),
    others: fc.array(item, { maxLength: 4 }),
  });
  fc.assert(fc.property(fc.array(body, { maxLength: 6 }), (bodies) => {
    const [written, expected] = lines(bodies);
    assertEquals(written, expected);
  }));
});

Deno.test("MessageWriter.write() gives the full pieces of a growing set again, also between other sets and lists", () => {
  const [first, second] = [new GrowingSet<number>(), new GrowingSet<number>()];
  for (const value of numbers(6000)) first.add(value);
  for (const value of numbers(5000).reverse()) second.add(value);
  const writer = new MessageWriter();
  const before = writer.write("n1", "c2", { type: "read_ok", messages: first });
  writer.write("n1", "c2", { type: "read_ok", messages: second });
  writer.write("n1", "c2", { type: "read_ok", messages: numbers(2000) });
  first.add(-1);
  const after = writer.write("n1", "c2", { type: "read_ok", messages: first });
  assertEquals(after.length, before.length + 1);
  assertEquals(after.slice(0, before.length - 1), before.slice(0, -1));
  assertEquals(after.slice(before.length - 1), [",-1", "]}}"]);
});

Deno.test("MessageWriter.write() writes growing sets of anything as JSON.stringify does", () => {
  const item = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(-0));
  const step = fc.record({
    add: fc.oneof(fc.array(item, { maxLength: 5 }), fc.nat(3000).map(numbers)),
    other: fc.array(item, { maxLength: 4 }),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
    const [values, writer] = [new GrowingSet<number | string>(), new MessageWriter()];
    for (const { add, other } of steps) {
      for (const value of add) values.add(value);
      const body = { type: "read_ok", other, messages: values };
      const expected = JSON.stringify({ src: "n1", dest: "c2", body: { ...body, messages: [...values] } });
      assertEquals(writer.write("n1", "c2", body).join(""), expected);
    }
  }));
});
