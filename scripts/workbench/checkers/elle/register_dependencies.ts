/**
 * The order of transactions over registers, as Elle infers it when told only that writes follow reads.
 *
 * A read tells who came before: the writer of its value (wr). The order of the versions of a key is known in part: null
 * comes first, and where a transaction read v and then wrote v', v comes before v'. A version's writer comes before the
 * writer of a later version (ww), and so do its readers (rw). Only first reads and last writes of successful
 * transactions count. Where the order of any key's versions has a cycle, the cycle is an anomaly (`cyclic-versions`) and
 * only "null comes first" is used, for all keys.
 *
 * @module
 */
import { type CsrGraph, EdgeList } from "../graph/csr_graph.ts";
import { membersOfComponents, stronglyConnectedComponents } from "../graph/scc.ts";
import { show, showList } from "../wording.ts";
import type { Anomalies } from "./anomalies.ts";
import { type Dependencies, type Reason, RW, WR, WW } from "./dependencies.ts";
import { ABSENT, ScratchMap } from "./scratch_map.ts";
import { FAIL, OK, OPEN, type Transactions } from "./transactions.ts";

/** A value that two transactions wrote and somebody read: nobody can tell whose value was read. */
export interface AmbiguousWrite {
  readonly version: number;
  readonly writers: readonly number[];
}

/** What the transactions read and wrote, as others see it; successors of a version are transactions. */
interface ExternalEffects {
  readonly writersOf: CsrGraph;
  readonly readersOf: CsrGraph;
  /** From null to every version. */
  readonly initialOrder: CsrGraph;
  /** The initial order and the versions that replaced others in one transaction. */
  readonly fullOrder: CsrGraph;
}

/** Infers dependencies, and adds `cyclic-versions` where there are any. */
export function inferRegisterDependencies(
  transactions: Transactions,
  anomalies: Anomalies,
): Dependencies | AmbiguousWrite {
  const effects = externalEffects(transactions);
  const { writersOf, readersOf } = effects;
  const order = acyclicOrder(transactions, effects, anomalies);
  const edges = new EdgeList();
  let selfDependent = false;
  const link = (from: number, to: number, label: number) => {
    if (from === to) selfDependent = true;
    else edges.add(from, to, label);
  };
  for (let version = 0; version < transactions.versions.count; version++) {
    const writers = successors(writersOf, version);
    const readers = successors(readersOf, version);
    if (readers.length > 0 && writers.length > 1) return { version, writers: [...writers] };
    const writer = writers[0];
    // A transaction that read its own later write depends on itself; the search may find that cycle, so it is kept.
    if (writer !== undefined) { for (const reader of readers) edges.add(writer, reader, WR); }
    for (const later of successors(order, version)) {
      for (const laterWriter of successors(writersOf, later)) {
        for (const earlierWriter of writers) link(earlierWriter, laterWriter, WW);
        for (const reader of readers) link(reader, laterWriter, RW);
      }
    }
  }
  const reasons = new RegisterReasons(transactions, effects, order);
  return { edges, selfDependent, explain: (from, to, label) => reasons.explain(from, to, label) };
}

function externalEffects(transactions: Transactions): ExternalEffects {
  const { versions, outcomes, microStarts, isRead, keys, lastVersions } = transactions;
  const writes = new EdgeList();
  const reads = new EdgeList();
  const initial = new EdgeList();
  const full = new EdgeList();
  const nulls = nullVersions(transactions);
  const linkNull = (version: number) => {
    if (versions.isNull(version)) return;
    const from = nulls[versions.keyNumberOf(version)] as number;
    initial.add(from, version, WW);
    full.add(from, version, WW);
  };
  const firstReads = new ScratchMap(versions.keyCount);
  const lastWrites = new ScratchMap(versions.keyCount);
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    const outcome = outcomes[transaction];
    if (outcome === FAIL || outcome === OPEN) continue;
    const start = microStarts[transaction] as number;
    const end = microStarts[transaction + 1] as number;
    firstReads.clear();
    lastWrites.clear();
    for (let microOp = start; microOp < end; microOp++) {
      const key = keys[microOp] as number;
      const version = lastVersions[microOp] as number;
      if (isRead[microOp] === 0) lastWrites.set(key, version);
      else if (firstReads.get(key) === ABSENT && lastWrites.get(key) === ABSENT) firstReads.set(key, version);
    }
    for (let microOp = start; microOp < end; microOp++) {
      const key = keys[microOp] as number;
      const version = lastVersions[microOp] as number;
      if (isRead[microOp] === 0) {
        if (lastWrites.get(key) !== version) continue;
        linkNull(version);
        if (outcome === OK) writes.add(version, transaction, WW);
      } else if (outcome === OK && firstReads.get(key) === version) {
        linkNull(version);
        reads.add(version, transaction, WR);
        const written = lastWrites.get(key);
        if (written !== ABSENT && !versions.isNull(version) && !versions.isNull(written)) {
          full.add(version, written, WW);
        }
      }
    }
  }
  const count = versions.count;
  return {
    writersOf: writes.toGraph(count),
    readersOf: reads.toGraph(count),
    initialOrder: initial.toGraph(count),
    fullOrder: full.toGraph(count),
  };
}

/** The null version of each key. */
function nullVersions({ versions }: Transactions): Int32Array {
  return Int32Array.from({ length: versions.keyCount }, (_, key) => versions.intern(key, null));
}

/** The order of versions to use, after recording its cycles. */
function acyclicOrder(transactions: Transactions, effects: ExternalEffects, anomalies: Anomalies): CsrGraph {
  const { fullOrder, initialOrder } = effects;
  const components = stronglyConnectedComponents(fullOrder.vertexCount, fullOrder.offsets, fullOrder.targets);
  const cyclic = membersOfComponents(components, 2);
  for (const members of cyclic) addCyclicVersions(members, transactions, effects, anomalies);
  return cyclic.length > 0 ? initialOrder : fullOrder;
}

function addCyclicVersions(
  members: readonly number[],
  { versions, history, positions }: Transactions,
  { writersOf }: ExternalEffects,
  anomalies: Anomalies,
): void {
  const key = versions.keyOf(members[0] as number);
  const values = members.map((version) => versions.valueOf(version));
  const writers = members.flatMap((version) => [...successors(writersOf, version)]);
  anomalies.add("cyclic-versions", {
    summary: () => ({ key, scc: values, sources: ["initial-state", "wfr-keys"] }),
    explain: () => ({
      text:
        `The values ${showList(values)} of key ${show(key)} have no order: transactions read one of them and then ` +
        "wrote another in such a way that each value came before itself.",
      operations: writers.map((writer) => history[positions[writer] as number]?.index ?? 0),
      value: key,
    }),
  });
}

/** Finds the values that justify an edge. */
class RegisterReasons {
  readonly #transactions: Transactions;
  readonly #effects: ExternalEffects;
  readonly #order: CsrGraph;

  constructor(transactions: Transactions, effects: ExternalEffects, order: CsrGraph) {
    this.#transactions = transactions;
    this.#effects = effects;
    this.#order = order;
  }

  explain(from: number, to: number, label: number): Reason {
    const { versions } = this.#transactions;
    const { writersOf, readersOf } = this.#effects;
    const fromVersions = this.#versionsOf(from, label === RW ? readersOf : writersOf);
    if (label === WR) {
      const version = fromVersions.find((candidate) => successors(readersOf, candidate).includes(to));
      if (version === undefined) throw new RangeError(`No value that ${to} read from ${from}`);
      const value = versions.valueOf(version);
      const key = versions.keyOf(version);
      return {
        key,
        value,
        because: (first, second) => `${second} read key ${show(key)}'s value ${show(value)}, which ${first} wrote`,
      };
    }
    const toVersions = this.#versionsOf(to, writersOf);
    for (const version of fromVersions) {
      const later = toVersions.find((candidate) => successors(this.#order, version).includes(candidate));
      if (later !== undefined) return this.#explainOrder(version, later, { to, label });
    }
    throw new RangeError(`No reason for the edge ${from} -> ${to} with label ${label}`);
  }

  #explainOrder(version: number, later: number, { to, label }: { to: number; label: number }): Reason {
    const { versions } = this.#transactions;
    const key = versions.keyOf(version);
    const value = versions.valueOf(version);
    const replacedItself = successors(this.#effects.readersOf, version).includes(to);
    const laterText = show(versions.valueOf(later));
    const verb = label === RW ? "read" : "wrote";
    return {
      key,
      value,
      because: (first, second) => {
        const did = `${first} ${verb} key ${show(key)}'s value ${show(value)}`;
        if (versions.isNull(version)) return `${did}, its initial state, and ${second} wrote ${laterText} to it`;
        if (replacedItself) return `${did}, and ${second} read it too and replaced it by ${laterText}`;
        return `${did}, and ${second} wrote ${laterText}, which came later`;
      },
    };
  }

  /** Versions of the transaction's micro-operations to which an index of effects assigns the transaction. */
  #versionsOf(transaction: number, index: CsrGraph): number[] {
    const { microStarts, lastVersions } = this.#transactions;
    const start = microStarts[transaction] as number;
    const touched = lastVersions.subarray(start, microStarts[transaction + 1] as number);
    return [...touched].filter((version) => successors(index, version).includes(transaction));
  }
}

function successors({ offsets, targets }: CsrGraph, vertex: number): Int32Array {
  return targets.subarray(offsets[vertex] as number, offsets[vertex + 1] as number);
}
