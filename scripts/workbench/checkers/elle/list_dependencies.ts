/**
 * The order of transactions over lists, as Elle infers it. The longest list read of a key tells the order of appends;
 * an append that nobody read comes after all that was read. So for each append of an element e there is an element
 * before, or the initial state: its appender came before (ww), and so did every transaction that saw it as the last
 * element (rw). A transaction that saw e as the last element came after e's appender (wr).
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { type CsrGraph, EdgeList } from "../graph/csr_graph.ts";
import { show } from "../wording.ts";
import { type Dependencies, type Reason, RW, WR, WW } from "./dependencies.ts";
import { type ListOrders, NOBODY, writersOfVersions } from "./list_orders.ts";
import { FAIL, INFO, isList, microOps, NO_VERSION, OPEN, type Transactions } from "./transactions.ts";

/** Stands for the initial state where an element that comes before is asked for. */
const INITIAL_STATE = -1;
const NOT_IN_ORDER = -2;

/** Infers dependencies of transactions that may have happened. */
export function inferListDependencies(transactions: Transactions, orders: ListOrders): Dependencies {
  const inference = new ListInference(transactions, orders);
  return {
    edges: inference.edges(),
    selfDependent: false,
    explain: (from, to, label) => inference.explain(from, to, label),
  };
}

class ListInference {
  readonly #transactions: Transactions;
  readonly #orders: ListOrders;
  /** Per version the one before it in the order of its key, INITIAL_STATE or NOT_IN_ORDER. */
  readonly #predecessors: Int32Array;
  readonly #writers: Int32Array;
  /** Successors of version v: transactions that saw v as the last element. Behind the versions, by key: empty lists. */
  readonly #readers: CsrGraph;

  constructor(transactions: Transactions, orders: ListOrders) {
    this.#transactions = transactions;
    this.#orders = orders;
    this.#writers = writersOfVersions(transactions, (outcome) => outcome !== FAIL);
    this.#predecessors = new Int32Array(transactions.versions.count).fill(NOT_IN_ORDER);
    for (const order of orders.orders) {
      order.forEach((version, place) => this.#predecessors[version] = order[place - 1] ?? INITIAL_STATE);
    }
    this.#readers = this.#indexReaders();
  }

  edges(): EdgeList {
    const { count, outcomes, microStarts, isRead, lastVersions } = this.#transactions;
    const edges = new EdgeList();
    for (let transaction = 0; transaction < count; transaction++) {
      if (outcomes[transaction] === FAIL) continue;
      for (
        let microOp = microStarts[transaction] as number;
        microOp < (microStarts[transaction + 1] as number);
        microOp++
      ) {
        const version = lastVersions[microOp] as number;
        if (isRead[microOp] === 0) {
          this.#linkAppend(edges, transaction, version);
        } else if (version !== NO_VERSION) {
          const writer = this.#writers[version] as number;
          if (writer !== NOBODY && writer !== transaction) edges.add(writer, transaction, WR);
        }
      }
    }
    return edges;
  }

  explain(from: number, to: number, label: number): Reason {
    const { microStarts, isRead, lastVersions } = this.#transactions;
    for (let microOp = microStarts[to] as number; microOp < (microStarts[to + 1] as number); microOp++) {
      const version = lastVersions[microOp] as number;
      if (label === WR) {
        if (isRead[microOp] === 1 && version !== NO_VERSION && this.#writers[version] === from) {
          return this.#explainRead(version);
        }
        continue;
      }
      if (isRead[microOp] === 1) continue;
      const before = this.#before(version);
      if (label === WW && before !== INITIAL_STATE && this.#writers[before] === from) {
        return this.#explainAppend(before, version);
      }
      if (label === RW && this.#readersOf(before, version).includes(from)) {
        return this.#explainUnseen(before, version);
      }
    }
    throw new RangeError(`No reason for the edge ${from} -> ${to} with label ${label}`);
  }

  #linkAppend(edges: EdgeList, transaction: number, version: number): void {
    // An append of unknown fate that nobody saw says nothing.
    const unseen = this.#predecessors[version] === NOT_IN_ORDER;
    if (unseen && this.#transactions.outcomes[transaction] === OPEN) return;
    const before = this.#before(version);
    if (before !== INITIAL_STATE) {
      const writer = this.#writers[before] as number;
      if (writer !== NOBODY && writer !== transaction) edges.add(writer, transaction, WW);
    }
    for (const reader of this.#readersOf(before, version)) {
      if (reader !== transaction) edges.add(reader, transaction, RW);
    }
  }

  /** The version before an appended one, or INITIAL_STATE. */
  #before(version: number): number {
    const predecessor = this.#predecessors[version] as number;
    if (predecessor !== NOT_IN_ORDER) return predecessor;
    const key = this.#transactions.versions.keyNumberOf(version);
    return this.#orders.orders[key]?.at(-1) ?? INITIAL_STATE;
  }

  /** Transactions that saw the list end with `before`; with the initial state: that saw the key of `version` empty. */
  #readersOf(before: number, version: number): Int32Array {
    const { versions } = this.#transactions;
    const row = before === INITIAL_STATE ? this.#predecessors.length + versions.keyNumberOf(version) : before;
    return this.#readers.targets.subarray(
      this.#readers.offsets[row] as number,
      this.#readers.offsets[row + 1] as number,
    );
  }

  #indexReaders(): CsrGraph {
    const { count, versions, outcomes, microStarts, isRead, keys, lastVersions } = this.#transactions;
    const reads = new EdgeList();
    for (let reader = 0; reader < count; reader++) {
      const outcome = outcomes[reader] as number;
      if (outcome === FAIL || outcome === OPEN) continue;
      for (let microOp = microStarts[reader] as number; microOp < (microStarts[reader + 1] as number); microOp++) {
        if (isRead[microOp] === 0) continue;
        const version = lastVersions[microOp] as number;
        // The null of a transaction with unknown outcome is the null of its request, not what it saw.
        if (version === NO_VERSION && outcome === INFO && !this.#sawList(reader, microOp)) continue;
        reads.add(version === NO_VERSION ? this.#predecessors.length + (keys[microOp] as number) : version, reader, RW);
      }
    }
    return reads.toGraph(this.#predecessors.length + versions.keyCount);
  }

  #sawList(transaction: number, microOp: number): boolean {
    const { history, positions, microStarts } = this.#transactions;
    const all = microOps(history[positions[transaction] as number]);
    const read = all[microOp - (microStarts[transaction] as number)];
    return isList(read) && isList(read[2]);
  }

  #explainRead(version: number): Reason {
    const [key, element] = this.#shown(version);
    return {
      ...this.#subject(version),
      because: (first, second) =>
        `${second} read key ${key} as a list that ends with ${element}, which ${first} appended`,
    };
  }

  #explainAppend(before: number, version: number): Reason {
    const [key, element] = this.#shown(version);
    const [, earlier] = this.#shown(before);
    const seen = this.#predecessors[version] !== NOT_IN_ORDER;
    return {
      ...this.#subject(version),
      because: (first, second) =>
        seen
          ? `${second} appended ${element} to key ${key} right behind ${earlier}, which ${first} appended`
          : `${second} appended ${element} to key ${key}, which is missing from the longest list read and so came after ` +
            `its last element ${earlier}, which ${first} appended`,
    };
  }

  #explainUnseen(before: number, version: number): Reason {
    const [key, element] = this.#shown(version);
    const [, earlier] = before === INITIAL_STATE ? [] : this.#shown(before);
    return {
      ...this.#subject(version),
      because: (first, second) =>
        earlier === undefined
          ? `${first} read key ${key} as empty and so did not see ${element}, which ${second} appended`
          : `${first} read key ${key} as a list that ends with ${earlier} and so did not see ${element}, which ` +
            `${second} appended behind it`,
    };
  }

  #shown(version: number): readonly [key: string, element: string] {
    const { versions } = this.#transactions;
    return [show(versions.keyOf(version)), show(versions.valueOf(version))];
  }

  #subject(version: number): { readonly key: Json; readonly value: Json } {
    const { versions } = this.#transactions;
    return { key: versions.keyOf(version), value: versions.valueOf(version) };
  }
}
