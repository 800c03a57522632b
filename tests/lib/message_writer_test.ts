import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { MessageWriter } from "../../lib/_message_writer.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, place) => (place * 7919) % 100_003);

/** Both, so that a wrong line shows as a difference. */
function lines(bodies: readonly Record<string, unknown>[]): [string[], string[]] {
  const writer = new MessageWriter();
  return [
    bodies.map((body) => writer.write("n1", "c2", body)),
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
  assertEquals(writer.write("n1", "c2", changed), JSON.stringify({ src: "n1", dest: "c2", body: changed }));
  messages[5] = [7];
  assertEquals(writer.write("n1", "c2", changed), JSON.stringify({ src: "n1", dest: "c2", body: changed }));
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
