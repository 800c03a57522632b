/**
 * Workload `txn-rw-register`: transactions that read and write registers, judged under a chosen consistency model.
 *
 * @module
 */
import { checkRwRegister } from "../checkers/elle/mod.ts";
import { transactionalWorkload } from "./transactions.ts";
import type { Workload } from "./workload.ts";

/** The txn-rw-register workload. */
export const txnRwRegister: Workload = transactionalWorkload({
  name: "txn-rw-register",
  description: "Nodes keep registers. Transactions read and write several of them, and must be isolated from each " +
    "other as --consistency-models demands.",
  write: "w",
  isReadValue: () => true,
  readValue: "any value",
  rpc: {
    description: 'A client asks for a transaction: micro-operations in order, ["r", key, null] to read a key and ' +
      '["w", key, value] to write it. The node answers with the same list, in each read the value that it saw, null ' +
      "where the key was never written. Keys and values are integers; a value is written to a key once only. Error 30 " +
      "where the transaction was aborted.",
    example: { type: "txn", txn: [["r", 1, null], ["w", 1, 6], ["w", 2, 9]] },
    replyExample: { type: "txn_ok", txn: [["r", 1, 3], ["w", 1, 6], ["w", 2, 9]] },
  },
  checker: checkRwRegister,
});
