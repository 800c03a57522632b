/**
 * Tables as text.
 *
 * @module
 */

/** A column. */
export interface Column {
  readonly heading: string;
  readonly alignsRight?: boolean;
  /** At least so many characters. */
  readonly width?: number;
}

/** Colours a cell that has been laid out already. */
export type Decorate = (cell: string, row: number, column: number) => string;

/** Lays out rows under headings, two blanks between columns, no blanks at line ends. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  decorate: Decorate = (cell) => cell,
): string {
  const fitted = columns.map((column, position) => ({
    ...column,
    width: Math.max(widthOf(column), ...rows.map((cells) => length(cells[position] ?? ""))),
  }));
  const lines = rows.map((cells, row) => renderRow(fitted, cells, (cell, column) => decorate(cell, row, column)));
  return `${renderHead(fitted)}${lines.join("")}`;
}

/** The headings and the rule below them. */
export function renderHead(columns: readonly Column[]): string {
  const rule = columns.map((column) => "-".repeat(widthOf(column))).join("  ");
  return `${renderRow(columns, columns.map(({ heading }) => heading))}${rule}\n`;
}

/** One row. Cells wider than their columns push the rest of the row to the right. */
export function renderRow(
  columns: readonly Column[],
  cells: readonly string[],
  decorate: (cell: string, column: number) => string = (cell) => cell,
): string {
  const shown = columns.map((column, position) => {
    const cell = cells[position] ?? "";
    const blanks = " ".repeat(Math.max(0, widthOf(column) - length(cell)));
    return column.alignsRight ? blanks + decorate(cell, position) : decorate(cell, position) + blanks;
  });
  return `${shown.join("  ").trimEnd()}\n`;
}

function widthOf({ heading, width = 0 }: Column): number {
  return Math.max(length(heading), width);
}

/** Number of characters as people count them. */
function length(text: string): number {
  return [...text].length;
}
