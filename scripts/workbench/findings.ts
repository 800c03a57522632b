/**
 * Every finding that a run can have: its name, the rule that it breaks, and how it bears on the verdict.
 *
 * To add a finding, add its row to {@linkcode FINDINGS}; then `{ ...labelOf("its-name"), text, operations }` is an
 * explanation. A name without a row does not compile, and a row without its rule does not either. The page shows the
 * rule above the findings of a name.
 *
 * @module
 */

/** The gravest first: `error` makes a run invalid, `unknown` unknown; a `warning` is ours and changes no verdict. */
export const SEVERITIES = ["error", "unknown", "warning"] as const;

/** How a finding bears on the verdict. */
export type Severity = typeof SEVERITIES[number];

/** What is said of all findings of one name. */
export interface FindingKind {
  /** How such a finding bears on the verdict, unless who finds it says otherwise: `labelOf(name, severity)`. */
  readonly severity: Severity;
  /** What must hold and did not, or what was missing to judge; a whole sentence. */
  readonly rule: string;
  /** True where it needs the end of the run, such as its final reads: nothing of the kind is told of a run that was cut. */
  readonly needsEnd?: boolean;
}

/** The findings with a row of their own, by what finds them. */
export const FINDINGS = {
  // Every workload.
  "availability": error("The share of operations that ended ok must reach what was demanded."),
  "no-success": atTheEnd(error("Every kind of operation must succeed at least once.")),
  "malformed-reply": warning("A reply has exactly the fields that the workload's protocol names, with their types."),
  "unknown-error-code": warning(
    "The code of an error reply must be a number of the protocol's table, or one from 1000 on of the node's own.",
  ),
  "unknown-destination": warning("A message must be addressed to a node, a service or a client of the run."),
  "late-fault": warning("A fault must begin before the main phase ends, or else the run says nothing about it."),
  "wrong-src": warning("A node must send in its own name."),
  "second-message": warning("A line must hold one message and nothing else."),
  "no-line-end": warning("Every message must end with a line end."),
  "unasked-reply": warning("A client must get one reply for each request, while it still waits for it."),
  "no-messages-between-nodes": warning(
    "What one node is told must reach the others, as the stages with several nodes ask, or the state is not shared.",
  ),
  "few-operations": warning(
    "Most of the operations that were asked for must be carried out, or the verdict says little.",
  ),
  "mostly-unanswered": warning("Nodes must answer requests of each kind in time where no fault keeps them from it."),
  "flood": warning("Nodes must not send messages faster than others can take them."),
  "shared-state": warning("Nodes know of each other by messages only."),
  "not-repeatable": unknown("In virtual time the same seed must give the same run."),
  "busy-node": warning("A node must wait for what it wants, or else it keeps a processor core of a real machine busy."),
  "full-disk": warning("What a node writes must fit on its disk."),
  "node-failed": error("A node must go on running and print nothing but messages, whatever the order of events."),

  "nothing-done": unknown("At least one operation must be carried out, or else there is nothing to judge."),
  "nothing-checked": unknown("Something must be read, or else whatever was written may have gone anywhere."),

  // echo, unique-ids.
  "wrong-echo": error("A reply must hold exactly what the request held."),
  "duplicated": error("No value may occur twice."),
  "incomparable-ids": unknown("Ids of different types have no order, so the genuine checker cannot judge them."),

  // broadcast, g-set.
  "lost": atTheEnd(error("A value that was acknowledged or seen must never be missing from the reads invoked last.")),
  "nothing-stable": atTheEnd(
    unknown("Without one value that stayed in the reads, nothing can be said about the rest."),
  ),
  "malformed-read": unknown("A read must return a list of values."),
  "never-read": atTheEnd(warning("A value that no read ever saw counts neither as stable nor as lost.")),
  "invented": warning("A read must hold only values that somebody had added by then."),
  "forgotten": warning("A value that a node has returned must be in every later read of that node."),
  "missing-in-final-read": atTheEnd(warning("The final read of every node must hold every value.")),

  // g-counter, pn-counter.
  "wrong-final-read": error(
    "A final read must be the sum of the acknowledged adds plus any choice of the unknown ones.",
  ),
  "no-final-read": atTheEnd(
    unknown("At least one final read must end ok, or else nothing tells what nodes hold in the end."),
  ),
  "impossible-read": warning("A read must return a sum that the adds requested by then allow."),
  "malformed-add": unknown("Every add must have a number as its delta."),
  "too-many-possible-values": unknown(
    "The adds of unknown outcome must leave few enough values to tell right from wrong.",
  ),

  // kafka.
  "lost-write": atTheEnd(
    error("An acknowledged message must be polled by somebody before or when a later one of its key is."),
  ),
  "unseen": atTheEnd(error("Every acknowledged message must be polled by the end of the run.")),
  "poll-skip": error("The next poll of a process goes on where its last one ended, without leaving messages out."),
  "int-poll-skip": error("Within one poll no message of a key may be left out."),
  "nonmonotonic-poll": error("A later poll of a process must not go back in a key's log."),
  "int-nonmonotonic-poll": error("Within one poll the messages of a key must come in the order of the log."),
  "nonmonotonic-send": error("Later sends of a process to a key must get higher offsets."),
  "int-send-skip": warning(
    "Within one transaction the messages sent to a key should stand next to each other in its log.",
  ),
  "int-nonmonotonic-send": error("Within one transaction later messages sent to a key must get higher offsets."),
  "inconsistent-offsets": error("One offset of a key holds one message, whoever looks."),
  "duplicate": error("One message stands at one offset."),
  "precommitted-read": error("A transaction must not poll what it sends itself, because that is not committed yet."),
  "no-writer-of-value": unknown("Every message polled must have been sent by somebody."),
  "nonmonotonic-commit": warning("Committed offsets must not go back."),
  "empty-history": atTheEnd(unknown("At least one client must do something, or else there is nothing to judge.")),
  "only-empty-polls": atTheEnd(
    warning("A poll should name only keys of which it returns messages, for the original's sake."),
  ),
  "negative-offset": unknown("Offsets count from 0."),

  // lin-kv.
  "nonlinearizable": error("All operations on a key must fit into one order that agrees with real time."),
  "stale-read": error("A read must not return a value that was already replaced when it was invoked."),
  "stale-cas": error("A compare-and-set must not succeed on a value that was already replaced when it was invoked."),
  "failed-write-visible": error("An operation that failed must leave no value behind."),
  "future-value": error("A value must not be seen before the operation that writes it begins."),
  "unwritten-value": error("Every value seen must have been written by somebody."),
  "search-limit": unknown("The search for an order of a key's operations must come to an end within its limit."),
  "odd-operation": unknown("A history must hold only reads, writes and compare-and-sets."),

  // Transactions.
  "G0": error("Writes of two transactions must not interleave (dirty write)."),
  "G1a": error("No read may see a write of an aborted transaction (aborted read)."),
  "G1b": error("No read may see a value that its writer overwrote in the same transaction (intermediate read)."),
  "G1c": error("Transactions must not depend on each other's writes in a circle (circular information flow)."),
  "G-single-item": error("No circle of dependencies may contain exactly one read that missed a write (read skew)."),
  "G-nonadjacent-item": error("No circle of dependencies may contain missed writes that are not next to each other."),
  "G2-item": error("No circle of dependencies may contain reads that missed writes (write skew)."),
  "internal": error("A transaction must see its own earlier reads and writes."),
  "future-read": error("A transaction must not read what it writes only later."),
  "lost-update": error("Two transactions must not both read a version and both replace it."),
  "dirty-update": error("A committed version must not build upon an aborted one."),
  "incompatible-order": error("All reads of a list must agree on the order of its elements."),
  "duplicate-elements": error("An element is appended once and so must occur once."),
  "cyclic-versions": error("The versions of a key must have an order."),
  "garbage-read": error("Every value read must have been written by somebody."),
  "null-reads": atTheEnd(warning("A read must return what was written.")),
  "altered-reply": warning("A reply must repeat the transaction of its request and fill in what was read."),
  "empty-transaction-graph": atTheEnd(
    error("At least two operations must depend on each other, or else no order was tested."),
  ),
  "cycle-search-timeout": unknown("The search for circles of dependencies must come to an end within its limit."),
  "ambiguous-write": unknown("Every value must be written once per key, so that a read tells whose write it saw."),
  "duplicate-appends": unknown(
    "Every element must be appended once per key, so that a read tells whose append it saw.",
  ),
  "unexpected-txn-micro-op-types": unknown("A transaction must hold only micro-operations of its workload."),
  "mixed-key-types": unknown("The keys of a history must all have one type."),
  "vacuous-models": unknown("At least one of the consistency models must rule out an anomaly that can be looked for."),
  "unknown-consistency-model": unknown("The consistency model to check must be one that is known."),
} as const satisfies Readonly<Record<string, FindingKind>>;

/** A kind of cycle of reads and writes. */
export type BaseCycle = "G0" | "G1c" | "G-single-item" | "G-nonadjacent-item" | "G2-item";

/** The same with at least one edge that says what a process did next, or what ended before the other began. */
export type CycleName = BaseCycle | `${BaseCycle}-${"process" | "realtime"}`;

/** A cycle that rules out the model whose canonical name stands in front. */
export type ExistingCycle = `${string}-cycle-exists`;

/** The name of a finding, as in the results. */
export type FindingName = keyof typeof FINDINGS | CycleName | ExistingCycle;

/** What every finding carries. */
export interface FindingLabel {
  readonly anomaly: FindingName;
  readonly severity: Severity;
}

/** Begins an explanation. `severity` stands where this finding bears on the verdict in another way than is usual. */
export function labelOf(anomaly: FindingName, severity: Severity = findingKind(anomaly).severity): FindingLabel {
  return { anomaly, severity };
}

/** The row of a finding; that of a cycle in time says more than that of the same cycle without. */
export function findingKind(name: FindingName): FindingKind {
  if (isListed(name)) return FINDINGS[name];
  const base = name.slice(0, name.lastIndexOf("-"));
  if (!isListed(base)) return error("Transactions must not depend on each other in a circle that this model forbids.");
  const order = name.endsWith("-process") ? "one process did them" : "they happened in real time";
  return error(`${FINDINGS[base].rule} The order in which ${order} counts as a dependency as well.`);
}

function isListed(name: string): name is keyof typeof FINDINGS {
  return Object.hasOwn(FINDINGS, name);
}

function error(rule: string) {
  return { severity: "error", rule } as const;
}

function unknown(rule: string) {
  return { severity: "unknown", rule } as const;
}

function warning(rule: string) {
  return { severity: "warning", rule } as const;
}

function atTheEnd<Kind extends FindingKind>(kind: Kind): Kind & { readonly needsEnd: true } {
  return { ...kind, needsEnd: true };
}
