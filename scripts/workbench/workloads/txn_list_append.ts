/**
 * Workload `txn-list-append`: transactions that read lists and append to them, judged under a chosen consistency model.
 * Lists show in which order they grew, so this workload finds more anomalies than `txn-rw-register`.
 *
 * @module
 */
import { checkListAppend } from "../checkers/elle/mod.ts";
import { transactionalWorkload } from "./transactions.ts";
import type { Workload } from "./workload.ts";

/** The txn-list-append workload. */
export const txnListAppend: Workload = transactionalWorkload({
  name: "txn-list-append",
  description: "Nodes keep lists. Transactions read them and append to them, and must be isolated from each other as " +
    "--consistency-models demands.",
  write: "append",
  isReadValue: (value) => value === null || Array.isArray(value),
  readValue: "null or a list",
  rpc: {
    description: 'A client asks for a transaction: micro-operations in order, ["r", key, null] to read a list and ' +
      '["append", key, element] to add an element at its end. The node answers with the same list, in each read the ' +
      "list that it saw, null or [] where nothing was appended yet. Keys and elements are integers; an element is " +
      "appended to a key once only. Error 30 where the transaction was aborted.",
    example: { type: "txn", txn: [["r", 1, null], ["append", 1, 6]] },
    replyExample: { type: "txn_ok", txn: [["r", 1, [3]], ["append", 1, 6]] },
  },
  checker: checkListAppend,
});
