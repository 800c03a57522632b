import { assertEquals } from "@std/assert";
import { formatSpan } from "../../../scripts/workbench/report/client/format.js";
import { FANNED_LINES_MAX, fanOut } from "../../../scripts/workbench/report/client/fan.js";

function line(row: number, [x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]) {
  return { row, x1, y1, x2, y2 };
}

Deno.test("fanOut() puts the ends of what one sender sends at one moment side by side, in order", () => {
  const lines = [line(0, [10, 50], [10, 5]), line(1, [10, 50], [11, 90]), line(2, [10, 50], [10, 20])];
  assertEquals(fanOut(lines).map(({ x1, x2 }) => [x1, x2]), [[10, 16], [10, 35], [10, 52]]);
});

Deno.test("fanOut() leaves lines that differ by themselves, and those of other senders and moments", () => {
  const lines = [
    line(0, [10, 50], [10, 5]),
    line(1, [10, 50], [40, 5]),
    line(2, [10, 60], [10, 5]),
    line(3, [30, 50], [30, 5]),
  ];
  assertEquals(fanOut(lines), lines);
});

Deno.test("fanOut() keeps a fan of many lines narrow, and leaves very many alone", () => {
  const many = Array.from({ length: 100 }, (_, row) => line(row, [0, 0], [0, row]));
  assertEquals(Math.max(...fanOut(many).map(({ x2 }) => x2)) < 116, true);
  const all = Array.from({ length: FANNED_LINES_MAX + 1 }, (_, row) => line(row, [0, 0], [0, row]));
  assertEquals(fanOut(all), all);
});

Deno.test("formatSpan() writes as many digits as tell two times apart", () => {
  assertEquals(formatSpan(685_000, 12_000_000), "0.685 s to 12.000 s");
  assertEquals(formatSpan(685_000, 687_500), "0.6850 s to 0.6875 s");
  assertEquals(formatSpan(684_977, 685_497), "0.684977 s to 0.685497 s");
});
