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
import { checkAvailability } from "../checkers/availability.ts";
import { checkStats } from "../checkers/stats.ts";
import type { Checker } from "../verdict.ts";
import type { Workload } from "./workload.ts";

/** Name to workload, sorted by name. */
export const WORKLOADS: ReadonlyMap<string, Workload> = new Map(
  [broadcast, echo, gCounter, gSet, kafka, linKv, pnCounter, txnListAppend, txnRwRegister, uniqueIds].map((
    workload,
  ) => [workload.name, workload]),
);

/** Checkers by the name of their workload, as in recorded cases; `availability` and `stats` judge every run beside it. */
export const CHECKERS: ReadonlyMap<string, Checker> = new Map<string, Checker>([
  ["availability", checkAvailability] as const,
  ["stats", checkStats] as const,
  ...[...WORKLOADS].map(([name, { checker }]) => [name, checker] as const),
].toSorted(([a], [b]) => (a < b ? -1 : 1)));
