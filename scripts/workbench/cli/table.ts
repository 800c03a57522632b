/**
 * Tables as text.
 *
 * @module
 */

/** A column. */
export interface Column {
  readonly heading: string;
  readonly alignsRight?: boolean;
}

/**
 * Lays out rows under headings, two blanks between columns, no blanks at line ends.
 *
 * @param decorate Colours a cell that has been laid out already.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  decorate: (cell: string, row: number, column: number) => string = (cell) => cell,
): string {
  const headings = columns.map(({ heading }) => heading);
  const widths = columns.map((_, column) =>
    Math.max(...[headings, ...rows].map((cells) => width(cells[column] ?? "")))
  );
  const layOut = (cells: readonly string[], row: number) => {
    const line = columns.map(({ alignsRight }, column) => {
      const cell = cells[column] ?? "";
      const blanks = " ".repeat((widths[column] ?? 0) - width(cell));
      const isLast = column === columns.length - 1;
      const shown = row < 0 ? cell : decorate(cell, row, column);
      return alignsRight ? blanks + shown : isLast ? shown : shown + blanks;
    });
    return line.join("  ").trimEnd();
  };
  const rule = widths.map((count) => "-".repeat(count)).join("  ");
  return `${[layOut(headings, -1), rule, ...rows.map(layOut)].join("\n")}\n`;
}

/** Number of characters as people count them. */
function width(text: string): number {
  return [...text].length;
}
