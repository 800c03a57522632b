/**
 * Linearizability of registers.
 *
 * @module
 */
export { checkLinKv, linKvChecker, STEPS_PER_KEY_MAX } from "./check_lin_kv.ts";
