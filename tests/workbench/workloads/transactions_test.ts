import { assertEquals } from "@std/assert";
import type { Json } from "../../../scripts/workbench/history.ts";
import { complaintsOf } from "../../../scripts/workbench/workloads/reply_schema.ts";
import { txnListAppend } from "../../../scripts/workbench/workloads/txn_list_append.ts";
import { txnRwRegister } from "../../../scripts/workbench/workloads/txn_rw_register.ts";
import type { Workload } from "../../../scripts/workbench/workloads/workload.ts";
import { OPTIONS, perform, streamOf, take } from "./generator_driver.ts";

function accepts(workload: Workload, txn: Json): boolean {
  const schema = workload.rpcs[0]?.reply;
  return schema !== undefined && complaintsOf(schema, { type: "txn_ok", in_reply_to: 1, txn }).length === 0;
}

function functionsOf(workload: Workload): string[] {
  const operations = take(workload.generators(OPTIONS, streamOf(1)).main, { count: 300, threads: 4 });
  const functions = operations.flatMap(({ value }) => (value as [string, number, number][]).map(([f]) => f));
  return [...new Set(functions)].sort();
}

Deno.test("txn-rw-register generates transactions of reads and writes without end, all of one kind", () => {
  assertEquals(functionsOf(txnRwRegister), ["r", "w"]);
  assertEquals(take(txnRwRegister.generators(OPTIONS, streamOf(1)).main, { count: 1, threads: 1 })[0]?.f, "txn");
  assertEquals(txnRwRegister.generators(OPTIONS, streamOf(1)).final, undefined);
});

Deno.test("txn-list-append generates appends in place of writes", () => {
  assertEquals(functionsOf(txnListAppend), ["append", "r"]);
});

Deno.test("the transactional workloads take the replied transaction for the value", () => {
  for (const workload of [txnRwRegister, txnListAppend]) {
    const txn = [["r", 1, null]];
    assertEquals(perform(workload, "txn", txn, { txn: [["r", 1, [7]]] }), {
      requests: [{ type: "txn", txn }],
      outcome: { type: "ok", value: [["r", 1, [7]]] },
    });
    assertEquals(perform(workload, "txn", txn, { txn: null }).outcome, { type: "ok", value: [] });
  }
});

Deno.test("the reply schema of txn-rw-register wants lists of three with a known function", () => {
  assertEquals(accepts(txnRwRegister, [["r", 1, null], ["w", "a", { any: 1 }]]), true);
  assertEquals(accepts(txnRwRegister, []), true);
  assertEquals(accepts(txnRwRegister, [["append", 1, 2]]), false);
  assertEquals(accepts(txnRwRegister, [["r", 1]]), false);
  assertEquals(accepts(txnRwRegister, [["r", 1, 2, 3]]), false);
  assertEquals(accepts(txnRwRegister, { "0": ["r", 1, 2] }), false);
});

Deno.test("the reply schema of txn-list-append wants lists, or null, where reads were", () => {
  assertEquals(accepts(txnListAppend, [["r", 1, [2, 3]], ["r", 2, null], ["append", 1, 4]]), true);
  assertEquals(accepts(txnListAppend, [["r", 1, 2]]), false);
  assertEquals(accepts(txnListAppend, [["w", 1, 2]]), false);
});

Deno.test("the transactional workloads never repeat an operation as a harmless one and keep their clients", () => {
  for (const workload of [txnRwRegister, txnListAppend]) {
    assertEquals(workload.idempotent.size, 0);
    assertEquals(workload.indeterminateErrors, false);
    assertEquals(workload.reusesClients, true);
    assertEquals(workload.requestTimeoutMs(OPTIONS), 5000);
  }
});
