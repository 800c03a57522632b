/**
 * All workloads, by the name that `--workload` takes.
 *
 * @module
 */
import { broadcast } from "./broadcast.ts";
import { echo } from "./echo.ts";
import { gCounter } from "./g_counter.ts";
import { gSet } from "./g_set.ts";
import { kafka } from "./kafka.ts";
import { linKv } from "./lin_kv.ts";
import { pnCounter } from "./pn_counter.ts";
import { txnListAppend } from "./txn_list_append.ts";
import { txnRwRegister } from "./txn_rw_register.ts";
import { uniqueIds } from "./unique_ids.ts";
import type { Workload } from "./workload.ts";

/** Name to workload, sorted by name. */
export const WORKLOADS: ReadonlyMap<string, Workload> = new Map(
  [broadcast, echo, gCounter, gSet, kafka, linKv, pnCounter, txnListAppend, txnRwRegister, uniqueIds].map((
    workload,
  ) => [workload.name, workload]),
);
