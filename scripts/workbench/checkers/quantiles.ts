/**
 * Quantiles by Jepsen's rule: of n sorted values the quantile q is the one at index floor(n * q), at most n - 1.
 *
 * @module
 */

/** The quantiles of every result, as Maelstrom names them. */
export const QUANTILES = [0, 0.5, 0.95, 0.99, 1] as const;

/**
 * Returns quantile → value for {@linkcode QUANTILES}; undefined where there are no values.
 *
 * @param values In any order; not changed.
 */
export function quantiles(values: readonly number[]): Readonly<Record<string, number>> | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const last = sorted.length - 1;
  return Object.fromEntries(QUANTILES.map((quantile) => {
    const position = Math.min(last, Math.floor(sorted.length * quantile));
    return [String(quantile), sorted[position] ?? 0];
  }));
}
