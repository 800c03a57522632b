/**
 * The checker of the kafka workload.
 *
 * @module
 */
export { checkKafka } from "./check.ts";
