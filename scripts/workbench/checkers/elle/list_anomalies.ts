/**
 * What a single transaction over lists shows to be wrong: reads that contradict what the transaction itself did before
 * (`internal`, after the axiom INT of Cerone, Bernardi and Gotsman 2015), reads of what it appends only later
 * (`future-read`), and lists that hold an element twice (`duplicate-elements`).
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { count, show, showList } from "../wording.ts";
import type { Anomalies } from "./anomalies.ts";
import { ABSENT, ScratchMap } from "./scratch_map.ts";
import type { TransactionWording } from "./transaction_wording.ts";
import { FAIL, isList, OK, type Transactions } from "./transactions.ts";

/** Marks an expected list of which only the end is known, as the original writes it. */
const UNKNOWN_BEGINNING = "...";

/** What a transaction must see when it reads a key again; null where it read null. */
interface Expectation {
  readonly wholeListKnown: boolean;
  readonly elements: readonly number[];
}

/** Adds `internal` for the first contradiction within each successful transaction. */
export function findInternalListReads(
  transactions: Transactions,
  wording: TransactionWording,
  anomalies: Anomalies,
): void {
  const { count: transactionCount, versions, outcomes, microStarts, keys } = transactions;
  const touched = new ScratchMap(versions.keyCount);
  for (let transaction = 0; transaction < transactionCount; transaction++) {
    if (outcomes[transaction] !== OK) continue;
    touched.clear();
    let touchesTwice = false;
    for (
      let microOp = microStarts[transaction] as number;
      microOp < (microStarts[transaction + 1] as number);
      microOp++
    ) {
      const key = keys[microOp] as number;
      touchesTwice ||= touched.get(key) !== ABSENT;
      touched.set(key, microOp);
    }
    if (touchesTwice) checkTransaction(transaction);
  }

  function checkTransaction(transaction: number): void {
    const contradiction = firstContradiction(transactions, wording, transaction);
    if (contradiction === undefined) return;
    const { microOp, expected } = contradiction;
    const mop = wording.microOp(transaction, microOp);
    const elements = expected.elements.map((version) => versions.valueOf(version));
    const expectedList = expected.wholeListKnown ? elements : [UNKNOWN_BEGINNING, ...elements];
    anomalies.add("internal", {
      summary: () => ({ op: wording.reference(transaction), mop, expected: expectedList }),
      explain: () => ({
        text:
          `Let T1 = ${wording.introduce(transaction)}. T1 read key ${show(partOf(mop, 1))} as ${
            show(partOf(mop, 2))
          }, ` +
          `but after what T1 itself had read and appended before, that list had to ${
            expected.wholeListKnown ? "be" : "end with"
          } ${show(elements)}.`,
        operations: [wording.index(transaction)],
        value: partOf(mop, 1),
      }),
    });
  }
}

/** Adds `future-read` for the first element of each successful transaction that it read before it appended it. */
export function findFutureReads(transactions: Transactions, wording: TransactionWording, anomalies: Anomalies): void {
  const { versions, outcomes, microStarts, isRead, lastVersions, elementStarts, elements } = transactions;
  const seen = new ScratchMap(versions.count);
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    if (outcomes[transaction] !== OK) continue;
    seen.clear();
    for (
      let microOp = microStarts[transaction] as number;
      microOp < (microStarts[transaction + 1] as number);
      microOp++
    ) {
      if (isRead[microOp] === 1) {
        for (let at = elementStarts[microOp] as number; at < (elementStarts[microOp + 1] as number); at++) {
          if (seen.get(elements[at] as number) === ABSENT) seen.set(elements[at] as number, microOp);
        }
        continue;
      }
      const version = lastVersions[microOp] as number;
      const read = seen.get(version);
      if (read === ABSENT) continue;
      const element = versions.valueOf(version);
      anomalies.add("future-read", {
        summary: () => ({ op: wording.reference(transaction), mop: wording.microOp(transaction, read), element }),
        explain: () => ({
          text: `Let T1 = ${wording.introduce(transaction)}. T1 saw the element ${show(element)} of key ` +
            `${show(versions.keyOf(version))} before it appended this element itself.`,
          operations: [wording.index(transaction)],
          value: versions.keyOf(version),
        }),
      });
      break;
    }
  }
}

/** Adds `duplicate-elements` for each list with a repeated element, of transactions that may have happened. */
export function findDuplicateElements(
  transactions: Transactions,
  wording: TransactionWording,
  anomalies: Anomalies,
): void {
  const { versions, outcomes, microStarts, elementStarts, elements } = transactions;
  const counts = new ScratchMap(versions.count);
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    if (outcomes[transaction] === FAIL) continue;
    for (
      let microOp = microStarts[transaction] as number;
      microOp < (microStarts[transaction + 1] as number);
      microOp++
    ) {
      counts.clear();
      const repeated = new Set<number>();
      for (let at = elementStarts[microOp] as number; at < (elementStarts[microOp + 1] as number); at++) {
        const version = elements[at] as number;
        const before = counts.get(version);
        counts.set(version, before === ABSENT ? 1 : before + 1);
        if (before !== ABSENT) repeated.add(version);
      }
      if (repeated.size === 0) continue;
      const duplicates = [...repeated].map((
        version,
      ): [Json, number] => [versions.valueOf(version), counts.get(version)]);
      addDuplicates(transaction, microOp, duplicates);
    }
  }

  function addDuplicates(transaction: number, microOp: number, duplicates: readonly (readonly [Json, number])[]): void {
    const mop = wording.microOp(transaction, microOp);
    const key = partOf(mop, 1);
    anomalies.add("duplicate-elements", {
      summary: () => ({
        op: wording.reference(transaction),
        mop,
        duplicates: Object.fromEntries(duplicates.map(([element, times]) => [show(element), times])),
      }),
      explain: () => ({
        text: `Let T1 = ${wording.introduce(transaction)}. The list that T1 read of key ${show(key)} holds ` +
          `${count(duplicates.length, "element")} more than once: ${
            showList(duplicates.map(([element]) => element))
          }. ` +
          "Every element is appended once only.",
        operations: [wording.index(transaction)],
        value: key,
      }),
    });
  }
}

function firstContradiction(
  transactions: Transactions,
  wording: TransactionWording,
  transaction: number,
): { microOp: number; expected: Expectation } | undefined {
  const { microStarts, isRead, keys, lastVersions, elementStarts, elements } = transactions;
  const expectations = new Map<number, Expectation | null>();
  for (
    let microOp = microStarts[transaction] as number;
    microOp < (microStarts[transaction + 1] as number);
    microOp++
  ) {
    const key = keys[microOp] as number;
    const expected = expectations.get(key);
    if (isRead[microOp] === 0) {
      const { wholeListKnown, elements: before } = expected ?? { wholeListKnown: expected === null, elements: [] };
      expectations.set(key, { wholeListKnown, elements: [...before, lastVersions[microOp] as number] });
      continue;
    }
    const isNull = partOf(wording.microOp(transaction, microOp), 2) === null;
    const list = [...elements.subarray(elementStarts[microOp] as number, elementStarts[microOp + 1] as number)];
    if (expected && (isNull || !meets(list, expected))) return { microOp, expected };
    expectations.set(key, isNull ? null : { wholeListKnown: true, elements: list });
  }
  return undefined;
}

function meets(list: readonly number[], { wholeListKnown, elements }: Expectation): boolean {
  const surplus = list.length - elements.length;
  if (surplus < 0 || (wholeListKnown && surplus > 0)) return false;
  return elements.every((version, place) => version === list[surplus + place]);
}

function partOf(microOp: Json, place: number): Json {
  return isList(microOp) ? microOp[place] ?? null : null;
}
