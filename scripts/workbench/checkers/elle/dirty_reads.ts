/**
 * Reads of what should never be read: G1a, the write of an aborted transaction, and G1b, a write that the same
 * transaction replaced (Adya 1999). Of a list every element counts for G1a, the last one for G1b.
 *
 * @module
 */
import type { FindingName } from "../../findings.ts";
import { show } from "../wording.ts";
import type { Anomalies, AnomalyInstance } from "./anomalies.ts";
import { ABSENT, ScratchMap } from "./scratch_map.ts";
import type { TransactionWording } from "./transaction_wording.ts";
import { FAIL, NO_VERSION, OK, type Transactions } from "./transactions.ts";

const NOBODY = -1;

/** A read, the version that it saw and the transaction that wrote this version. */
interface DirtyRead {
  readonly reader: number;
  readonly microOp: number;
  readonly writer: number;
  readonly version: number;
}

/** Adds every G1a and G1b of successful transactions. */
export function findDirtyReads(transactions: Transactions, wording: TransactionWording, anomalies: Anomalies): void {
  const { kind, outcomes, microStarts, isRead, lastVersions, elementStarts, elements } = transactions;
  const aborted = abortedWriters(transactions);
  const intermediate = intermediateWriters(transactions);
  const add = (name: FindingName, read: DirtyRead) => anomalies.add(name, instance(name, read, transactions, wording));
  for (let reader = 0; reader < transactions.count; reader++) {
    if (outcomes[reader] !== OK) continue;
    for (let microOp = microStarts[reader] as number; microOp < (microStarts[reader + 1] as number); microOp++) {
      if (isRead[microOp] === 0) continue;
      const last = lastVersions[microOp] as number;
      if (last === NO_VERSION) continue;
      const seen = kind === "register"
        ? [last]
        : elements.subarray(elementStarts[microOp] as number, elementStarts[microOp + 1] as number);
      for (const version of seen) {
        const writer = aborted[version] as number;
        if (writer !== NOBODY) add("G1a", { reader, microOp, writer, version });
      }
      const writer = intermediate[last] as number;
      if (writer !== NOBODY && writer !== reader) add("G1b", { reader, microOp, writer, version: last });
    }
  }
}

/** Per version the aborted transaction that wrote it, or NOBODY. */
function abortedWriters({ count, versions, outcomes, microStarts, isRead, lastVersions }: Transactions): Int32Array {
  const writers = new Int32Array(versions.count).fill(NOBODY);
  for (let writer = 0; writer < count; writer++) {
    if (outcomes[writer] !== FAIL) continue;
    for (let microOp = microStarts[writer] as number; microOp < (microStarts[writer + 1] as number); microOp++) {
      if (isRead[microOp] === 0) writers[lastVersions[microOp] as number] = writer;
    }
  }
  return writers;
}

/** Per version the transaction that wrote it and later wrote the same key again, or NOBODY. */
function intermediateWriters({ count, versions, microStarts, isRead, keys, lastVersions }: Transactions): Int32Array {
  const writers = new Int32Array(versions.count).fill(NOBODY);
  const latest = new ScratchMap(versions.keyCount);
  for (let writer = 0; writer < count; writer++) {
    latest.clear();
    for (let microOp = microStarts[writer] as number; microOp < (microStarts[writer + 1] as number); microOp++) {
      if (isRead[microOp] === 1) continue;
      const key = keys[microOp] as number;
      const replaced = latest.get(key);
      if (replaced !== ABSENT && !versions.isNull(replaced)) writers[replaced] = writer;
      latest.set(key, lastVersions[microOp] as number);
    }
  }
  return writers;
}

function instance(
  name: string,
  read: DirtyRead,
  transactions: Transactions,
  wording: TransactionWording,
): AnomalyInstance {
  const { reader, microOp, writer, version } = read;
  const { kind, versions } = transactions;
  const value = versions.valueOf(version);
  const element = kind === "list" ? { element: value } : {};
  return {
    summary: () => ({
      op: wording.reference(reader),
      mop: wording.microOp(reader, microOp),
      writer: wording.reference(writer),
      ...element,
    }),
    explain: () => {
      const seen = `T2 saw the ${kind === "list" ? "element" : "value"} ${show(value)} of key ${
        show(versions.keyOf(version))
      }`;
      const wrong = name === "G1a"
        ? "but T1, which wrote it, was aborted, so nobody may ever see it"
        : `but T1 wrote it only in passing and then ${
          kind === "list" ? "appended more" : "replaced it"
        } in the same transaction`;
      return {
        text: `Let T1 = ${wording.introduce(writer)}, T2 = ${wording.introduce(reader)}. ${seen}, ${wrong}.`,
        operations: [wording.index(reader), wording.index(writer)],
        value: { key: versions.keyOf(version), value },
      };
    },
  };
}
