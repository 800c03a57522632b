import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Json } from "../../../scripts/workbench/history.ts";
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

/** A line in parts: its list cut at these characters, between head and tail. */
function partsOf(text: string, cuts: readonly number[]): string[] {
  const [start, end] = [text.indexOf("[") + 1, text.indexOf("]")];
  const places = [start, ...cuts.map((cut) => Math.min(start + cut, end)), end].sort((a, b) => a - b);
  return [text.slice(0, start), ...places.slice(1).map((to, at) => text.slice(places[at], to)), text.slice(end)];
}

/** As `Cluster` parses a line in parts. */
function parseParts(watch: ListWatch, parts: readonly string[]): Json {
  return watch.parseParts(parts) ?? watch.parse(parts.join(""));
}

Deno.test("ListWatch.parseParts() shares a list that goes on, and lists that do not are caught", () => {
  const watch = new ListWatch();
  const cuts = [1500, 3000, 4500, 6000];
  const count = (items: readonly unknown[]) => {
    const text = line(items);
    const parsed = parseParts(watch, partsOf(text, cuts));
    assertEquals(JSON.stringify(parsed), JSON.stringify(parseJson(text)));
    return partIn((parsed as { readonly body?: unknown }).body, "messages")?.count;
  };
  const list = numbers(1200);
  assertEquals([count(list), count(list), count([...list, 5]), count([...list, 5, 6])], [undefined, 1200, 1201, 1202]);
  assertEquals(count(list.with(700, 9999)), undefined, "another value in the middle");
  assertEquals(count(list.toSpliced(700, 1)), undefined, "a value less in the middle");
  assertEquals(count(list.toSpliced(700, 0, 9999)), undefined, "a value more in the middle");
  assertEquals(count(list.toReversed()), undefined, "another order");
});

Deno.test("ListWatch.parseParts() shares what parse() shares, however a line is cut", () => {
  const step = fc.record({
    kind: fc.constantFrom("more", "more", "more", "fewer", "another"),
    add: fc.array(fc.nat(), { maxLength: 3 }),
    odd: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.tuple(fc.double({ noNaN: true }))),
    field: fc.constantFrom("messages", "messages", "messages", "type"),
    cuts: fc.oneof(fc.constant([3000, 4000]), fc.array(fc.nat(7000), { maxLength: 4 })),
    comesWhole: fc.nat(5).map((one) => one === 0),
  });
  let sharedCount = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 10 }), (steps) => {
      const [parted, whole] = [new ListWatch(), new ListWatch()];
      let items = numbers(1200);
      for (const { kind, add, odd, field, cuts, comesWhole } of steps) {
        if (kind === "fewer") items = items.slice(0, 1100);
        if (kind === "another") items[600] = (items[600] ?? 0) + 1;
        items.push(...add);
        const text = line(null, { [field]: [...items, ...odd] });
        const expected = whole.parse(text);
        const parsed = comesWhole ? parted.parse(text) : parseParts(parted, partsOf(text, cuts));
        assertEquals(JSON.stringify(parsed), JSON.stringify(parseJson(text)));
        const [part, expectedPart] = [parsed, expected].map((one) => partIn((one as { body?: unknown }).body, field));
        assertEquals([part?.count, part?.digest], [expectedPart?.count, expectedPart?.digest]);
        if (part !== undefined) sharedCount++;
      }
    }),
    { numRuns: 60 },
  );
  // Otherwise little was compared.
  assertEquals(sharedCount > 60, true, String(sharedCount));
});

Deno.test("ListWatch.parseParts() takes no parts that are something else", () => {
  const watch = new ListWatch();
  const text = line(numbers(1200));
  for (let round = 0; round < 2; round++) parseParts(watch, partsOf(text, []));
  const [head = "", list = "", tail = ""] = partsOf(text, []);
  const odd: readonly (readonly string[])[] = [
    [],
    [""],
    [text],
    ["", head, list, tail],
    [head, list + tail],
    [head + list, tail],
    [head, list, "", tail.slice(1)],
    [head, list, ",x", tail],
    [head, `${list}]`, tail],
    [head, list, tail.slice(0, -1)],
  ];
  for (const parts of odd) assertEquals(watch.parseParts(parts), undefined, JSON.stringify(parts).slice(0, 100));
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
