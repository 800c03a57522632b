/**
 * Which checker judges which workload; `availability` and `stats` judge every run beside it.
 *
 * @module
 */
import type { Checker } from "../verdict.ts";
import { checkAvailability } from "./availability.ts";
import { checkCounter } from "./counter.ts";
import { checkEcho } from "./echo.ts";
import { checkListAppend, checkRwRegister } from "./elle/mod.ts";
import { checkKafka } from "./kafka/mod.ts";
import { checkLinKv } from "./linearizability/mod.ts";
import { checkBroadcast, checkGSet } from "./set_full/set_full.ts";
import { checkStats } from "./stats.ts";
import { checkUniqueIds } from "./unique_ids.ts";

/** Name of a workload, as in recorded cases and after `--workload`, to its checker. */
export const CHECKERS: ReadonlyMap<string, Checker> = new Map<string, Checker>([
  ["availability", checkAvailability],
  ["broadcast", checkBroadcast],
  ["echo", checkEcho],
  ["g-counter", checkCounter],
  ["g-set", checkGSet],
  ["kafka", checkKafka],
  ["lin-kv", checkLinKv],
  ["pn-counter", checkCounter],
  ["stats", checkStats],
  ["txn-list-append", checkListAppend],
  ["txn-rw-register", checkRwRegister],
  ["unique-ids", checkUniqueIds],
]);
