/**
 * The rows of a comparison of two runs.
 *
 * @module
 */

/** What stands in one row: a name, the two sides, and what is between them. */
export interface Row {
  readonly name: string;
  readonly meaning: string;
  readonly cells: readonly [string, string];
  readonly difference: string;
  readonly judgement: "" | "better" | "worse";
  readonly isSame: boolean;
}

/** Rows under a title. */
export interface RowGroup {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Whether the second value speaks more for the nodes than the first, where that is known. */
export function judged(difference: number, better: "less" | "more" | undefined): Row["judgement"] {
  if (better === undefined || difference === 0) return "";
  return (difference < 0) === (better === "less") ? "better" : "worse";
}

/** A difference with its sign; empty where there is none. */
export function differenceText(difference: number, write: (value: number) => string): string {
  return difference === 0 ? "" : `${difference > 0 ? "+" : "−"}${write(Math.abs(difference))}`;
}
