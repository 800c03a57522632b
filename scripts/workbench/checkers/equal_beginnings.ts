/**
 * Why ids were issued twice, where their order tells: generators that began with the same seed issue the same ids in the
 * same order from the first on.
 *
 * @module
 */
import { type ValueKey, valueKey } from "./values.ts";
import type { OperationLookup } from "./wording.ts";

/** So many ids must be the same, one after another from the first on, to speak of one seed. */
const ALIKE_MIN = 3;

/** What nodes issued, each in the order of its answers. */
export class IssuedIds {
  readonly #byNode = new Map<string, ValueKey[]>();

  constructor(positions: Iterable<number>, lookup: OperationLookup) {
    for (const position of positions) {
      const node = lookup.who(position);
      const ids = this.#byNode.get(node) ?? [];
      this.#byNode.set(node, ids);
      ids.push(valueKey(lookup.at(position).value ?? null));
    }
  }

  /** A sentence with the likely cause of an id that these nodes issued; empty where nothing tells. */
  likelyCause(nodes: readonly string[]): string {
    const different = [...new Set(nodes)];
    const [first = ""] = different;
    const ids = this.#byNode.get(first) ?? [];
    const alike = different.slice(1).find((other) => isBeginning(ids, this.#byNode.get(other) ?? []));
    if (alike !== undefined) {
      return ` Likely cause: ${first} and ${alike} issued the same ids in the same order from the first on, so their ` +
        "generators began with the same seed or number, such as the time at which they started; put the name of the " +
        "node into the ids.";
    }
    const again = ids.findIndex((id, position) => position > 0 && id === ids[0]);
    if (different.length > 1 || again < 0 || !isBeginning(ids, ids.slice(again))) return "";
    return ` Likely cause: ${first} issued its ids again in the same order from the first on, as a generator does that ` +
      "begins with the same seed or number after a restart; begin with something that no start has in common with another.";
  }
}

function isBeginning(ids: readonly ValueKey[], others: readonly ValueKey[]): boolean {
  return others.length >= ALIKE_MIN && others.slice(0, ALIKE_MIN).every((id, position) => id === ids[position]);
}
