/**
 * Sums up the figures of many seeds.
 *
 * @module
 */
import type { Figures } from "./experiment.ts";

/** The middle and the worst of some figures. */
export interface Spread {
  readonly middle: number;
  readonly worst: number;
}

/** Figures for which less is better: the worst is the largest. Runs without the figure count as infinite. */
export function spreadOf(runs: readonly Figures[], figure: (run: Figures) => number | undefined): Spread {
  const values = runs.map((run) => figure(run) ?? Infinity).toSorted((a, b) => a - b);
  return { middle: values[values.length >> 1] ?? Infinity, worst: values.at(-1) ?? Infinity };
}

/** Seeds 1 to `count`. */
export function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** A table in Markdown, laid out as `deno fmt` does; headings with a trailing colon align their column to the right. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = headings.map((heading, position) => {
    const name = heading.replace(/:$/, "");
    const width = Math.max(3, name.length, ...rows.map((cells) => cells[position]?.length ?? 0));
    return { name, width, alignsRight: heading.endsWith(":") };
  });
  const rule = columns.map(({ width, alignsRight }) => alignsRight ? `${"-".repeat(width - 1)}:` : "-".repeat(width));
  const lines = [columns.map(({ name }) => name), rule, ...rows].map((cells) =>
    columns.map(({ width, alignsRight }, position) => {
      const cell = cells[position] ?? "";
      return alignsRight ? cell.padStart(width) : cell.padEnd(width);
    })
  );
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** Three significant digits, as far as that makes sense. */
export function formatFigure(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(value < 0.1 ? 3 : 2);
}

/** The middle value; of two the larger one, and NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
