/**
 * Loads one workload by its name, for workers that carry out runs of it: the checkers of all others are a quarter of what
 * such a worker would load, and each run waits for that.
 *
 * @module
 */
import type { Workload } from "./workload.ts";

/** By the name of the workload; registry.ts has the same ones. */
const LOADERS: Readonly<Record<string, () => Promise<Workload>>> = {
  "broadcast": async () => (await import("./broadcast.ts")).broadcast,
  "echo": async () => (await import("./echo.ts")).echo,
  "g-counter": async () => (await import("./g_counter.ts")).gCounter,
  "g-set": async () => (await import("./g_set.ts")).gSet,
  "kafka": async () => (await import("./kafka.ts")).kafka,
  "lin-kv": async () => (await import("./lin_kv.ts")).linKv,
  "pn-counter": async () => (await import("./pn_counter.ts")).pnCounter,
  "txn-list-append": async () => (await import("./txn_list_append.ts")).txnListAppend,
  "txn-rw-register": async () => (await import("./txn_rw_register.ts")).txnRwRegister,
  "unique-ids": async () => (await import("./unique_ids.ts")).uniqueIds,
};

/** Loads a workload. @throws {RangeError} where there is none of this name. */
export async function loadWorkload(name: string): Promise<Workload> {
  const load = Object.hasOwn(LOADERS, name) ? LOADERS[name] : undefined;
  if (load === undefined) throw new RangeError(`Cannot find the workload "${name}"`);
  return await load();
}
