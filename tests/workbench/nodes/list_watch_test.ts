import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseJson } from "../../../scripts/workbench/json.ts";
import { parseNodeLine } from "../../../scripts/workbench/nodes/node_output.ts";
import { ListWatch } from "../../../scripts/workbench/nodes/list_watch.ts";
import { partIn } from "../../../scripts/workbench/shared_list.ts";

/** Numbers whose text is long enough for a list to be noticed. */
const numbers = (count: number) => Array.from({ length: count }, (_, index) => 1000 + index);

const line = (list: unknown, fields: object = {}) =>
  JSON.stringify({ src: "n0", dest: "c1", body: { type: "read_ok", messages: list, ...fields } });

/** What of the line's list is shared, in items; undefined where nothing is. */
function sharedCount(watch: ListWatch, text: string): number | undefined {
  const parsed = watch.parse(text);
  assertEquals(JSON.stringify(parsed), JSON.stringify(parseJson(text)));
  return partIn((parsed as { readonly body?: unknown }).body, "messages")?.count;
}

Deno.test("ListWatch shares a list from the line on that repeats it and goes on", () => {
  const watch = new ListWatch();
  const counts = [1000, 1000, 1001, 1400].map((count) =>
    sharedCount(watch, line(numbers(count), { in_reply_to: count }))
  );
  assertEquals(counts, [undefined, 1000, 1001, 1400]);
});

Deno.test("ListWatch shares no list of another kind, in another place, or that does not go on", () => {
  const list = numbers(1000);
  const odd: readonly (readonly [string, string])[] = [
    ["another beginning", line([7, ...list])],
    ["a shorter list", line(list.slice(0, 999))],
    ["a float", line(list).replace("1999]", "1999,1.0]")],
    ["a large integer", line(list).replace("1999]", "1999,12345678901234567]")],
    ["a negative number", line([...list, -0]).replace(",0]", ",-0]")],
    ["a text", line([...list, "x"])],
    ["a list in it", line([...list, [1]])],
    ["spaces", line(list).replaceAll(",1", ", 1")],
    ["a list in a field of a field", line({ inner: list })],
    ["a text that looks like one", line(JSON.stringify(list))],
  ];
  for (const [what, text] of odd) {
    const watch = new ListWatch();
    assertEquals([sharedCount(watch, line(list)), sharedCount(watch, text)], [undefined, undefined], what);
    // And what is odd is no beginning of anything, nor does it end what was known.
    sharedCount(watch, text);
    sharedCount(watch, line(list));
    assertEquals(sharedCount(watch, line([...list, 5])), 1001, what);
  }
});

Deno.test("ListWatch refuses what is no JSON like parseJson, also behind a list that it knows", () => {
  const watch = new ListWatch();
  watch.parse(line(numbers(1000)));
  for (const text of [line(numbers(1001)).slice(0, -1), line(numbers(1001)).replace("1999,", "1999,,")]) {
    assertThrows(() => watch.parse(text), SyntaxError);
    assertEquals(parseNodeLine(text, (one) => watch.parse(one)), parseNodeLine(text));
  }
});

Deno.test("ListWatch gives whatever parseJson gives, whatever comes in which order", () => {
  const list = fc.array(fc.oneof(fc.nat(), fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true })), {
    maxLength: 5,
  });
  const step = fc.record({ keep: fc.nat(1200), add: list, field: fc.constantFrom("messages", "type", "0", "value") });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const watch = new ListWatch();
      let items: readonly unknown[] = numbers(1100);
      for (const { keep, add, field } of steps) {
        items = [...items.slice(0, Math.max(keep, 1000)), ...add];
        const text = line(null, { [field]: items, in_reply_to: keep });
        assertEquals(JSON.stringify(watch.parse(text)), JSON.stringify(parseJson(text)));
      }
    }),
    { numRuns: 60 },
  );
});
