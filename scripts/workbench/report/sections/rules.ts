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

/** What each kind of finding breaks. Names that are not here are explained by the finding's own text. */
const ANOMALY_RULES: Readonly<Record<string, string>> = {
  "lost": "A value that was acknowledged or seen must never be missing from the reads invoked last.",
  "nothing-stable": "Without one value that stayed in the reads, nothing can be said about the rest.",
  "never-read": "A value that no read ever saw counts neither as stable nor as lost.",
  "duplicated": "No value may occur twice.",
  "wrong-echo": "A reply must hold exactly what the request held.",
  "wrong-final-read": "A final read must be the sum of the acknowledged adds plus any choice of the unknown ones.",
  "no-success": "Every kind of operation must succeed at least once.",
  "availability": "The share of operations that ended ok must reach what was demanded.",
  "incomparable-ids": "Ids of different types have no order, so the genuine checker cannot judge them.",
  "lost-write": "An acknowledged message must be polled by somebody before or when a later one of its key is.",
  "unseen": "Every acknowledged message must be polled by the end of the run.",
  "poll-skip": "The next poll of a process goes on where its last one ended, without leaving messages out.",
  "int-poll-skip": "Within one poll no message of a key may be left out.",
  "nonmonotonic-poll": "A later poll of a process must not go back in a key's log.",
  "int-nonmonotonic-poll": "Within one poll the messages of a key must come in the order of the log.",
  "nonmonotonic-send": "Later sends of a process to a key must get higher offsets.",
  "inconsistent-offsets": "One offset of a key holds one message, whoever looks.",
  "duplicate": "One message stands at one offset.",
  "no-writer-of-value": "Every message polled must have been sent by somebody.",
  "nonmonotonic-commit": "Committed offsets must not go back.",
  "G0": "Writes of two transactions must not interleave (dirty write).",
  "G1a": "No read may see a write of an aborted transaction (aborted read).",
  "G1b": "No read may see a value that its writer overwrote in the same transaction (intermediate read).",
  "G1c": "Transactions must not wait for each other's writes in a circle (circular information flow).",
  "G-single": "No circle of dependencies may contain exactly one read that missed a write (read skew).",
  "G-nonadjacent": "No circle of dependencies may contain missed writes that are not next to each other.",
  "G2": "No circle of dependencies may contain reads that missed writes (write skew).",
  "internal": "A transaction must see its own earlier reads and writes.",
  "lost-update": "Two transactions must not both read a version and both replace it.",
  "dirty-update": "A committed version must not build upon an aborted one.",
  "incompatible-order": "All reads of a list must agree on the order of its elements.",
  "duplicate-elements": "An element is appended once and so must occur once.",
  "cyclic-versions": "The versions of a key must have an order.",
  "malformed-reply": "A reply has exactly the fields that the workload's protocol names, with their types.",
  "shared-state": "Nodes know of each other by messages only.",
  "real-time": "In a simulation nothing waits but timers and messages.",
  "null-reads": "A read must return what was written.",
  "garbage-read": "Every value read must have been written by somebody.",
  "stale-read": "A read must not return a value that was already replaced when it was invoked.",
  "nonlinearizable": "All operations on a key must fit into one order that agrees with real time.",
};

/** The rule of a workload; a general sentence for one that is not known here. */
export function workloadRule(workload: string): string {
  return WORKLOAD_RULES[workload] ?? "The history must pass the checker of its workload.";
}

/** The rule that a finding breaks, or undefined. `G-single-item-realtime` falls under `G-single`. */
export function anomalyRule(anomaly: string): string | undefined {
  for (let name = anomaly; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf("-")))) {
    const rule = ANOMALY_RULES[name];
    if (rule !== undefined) return rule;
  }
  return undefined;
}
