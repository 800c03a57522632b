/**
 * The rules that a run is judged by, in one sentence each.
 *
 * @module
 */

/** What each workload asks of the nodes, and how its checker decides. */
const WORKLOAD_RULES: Readonly<Record<string, string>> = {
  "echo": "Every reply must hold exactly what the request held.",
  "unique-ids": "Every id that a node gave out must be different from every other.",
  "broadcast": "Every value that was acknowledged, or seen in a read, must be in the reads invoked last.",
  "g-set": "Every element whose add was acknowledged, or that was seen in a read, must be in the reads invoked last.",
  "g-counter":
    "Every final read must be the sum of all acknowledged adds plus any choice of those whose outcome is unknown.",
  "pn-counter":
    "Every final read must be the sum of all acknowledged adds plus any choice of those whose outcome is unknown.",
  "kafka":
    "No acknowledged message may be lost or skipped, offsets of a key keep one message each and only grow, and polls go forwards.",
  "lin-kv":
    "For each key there must be one order of all operations that agrees with real time and with every value read.",
  "txn-rw-register": "No group of transactions may depend on each other in a way that the consistency model forbids.",
  "txn-list-append": "No group of transactions may depend on each other in a way that the consistency model forbids.",
};

/** The rule of a workload; a general sentence for one that is not known here. */
export function workloadRule(workload: string): string {
  return WORKLOAD_RULES[workload] ?? "The history must pass the checker of its workload.";
}
