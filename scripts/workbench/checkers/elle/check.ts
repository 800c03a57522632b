/**
 * The two checkers, from history to verdict.
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import type { History } from "../../history.ts";
import type { Checker, CheckerOptions, CheckerResult, Explanation } from "../../verdict.ts";
import type { EdgeList } from "../graph/csr_graph.ts";
import { stronglyConnectedComponents } from "../graph/scc.ts";
import { show } from "../wording.ts";
import { Anomalies } from "./anomalies.ts";
import { CONSISTENCY_MODEL_NAMES, DEFAULT_CONSISTENCY_MODELS } from "./consistency_models.ts";
import { timeOrderOf } from "./cycle_specs.ts";
import { findCycles } from "./cycles.ts";
import { type Dependencies, PROCESS, REALTIME, WR } from "./dependencies.ts";
import { findDirtyReads } from "./dirty_reads.ts";
import { findDuplicateElements, findFutureReads, findInternalListReads } from "./list_anomalies.ts";
import { inferListDependencies } from "./list_dependencies.ts";
import { findDirtyUpdates, findGarbageReads, findIncompatibleOrders } from "./list_order_anomalies.ts";
import { listOrders } from "./list_orders.ts";
import { findLostUpdates } from "./lost_updates.ts";
import { warnOfNullReads } from "./null_reads.ts";
import { findInternalRegisterReads, warnOfGarbageReads } from "./register_anomalies.ts";
import { inferRegisterDependencies } from "./register_dependencies.ts";
import { EMPTY_GRAPH, judgeAnomalies } from "./results.ts";
import { ownWord } from "../empty_graph.ts";
import { TransactionWording } from "./transaction_wording.ts";
import { addProcessOrder, addRealtimeOrder, addTimeline, explainTimeOrder } from "./time_order.ts";
import { type ObjectKind, readTransactions, type Transactions } from "./transactions.ts";
import { findUnreadable, type Unreadable, warnOfAlteredReplies } from "./unreadable.ts";

/** Judges transactions over registers (txn-rw-register). */
export const checkRwRegister: Checker = (history, options) => check("register", history, options);

/** Judges transactions over lists (txn-list-append). */
export const checkListAppend: Checker = (history, options) => check("list", history, options);

interface Analysis {
  readonly transactions: Transactions;
  readonly wording: TransactionWording;
  readonly anomalies: Anomalies;
}

function check(kind: ObjectKind, history: History, options: CheckerOptions): CheckerResult {
  const models = options["consistency-models"] ?? DEFAULT_CONSISTENCY_MODELS;
  const unknownModel = models.find((model) => !CONSISTENCY_MODEL_NAMES.includes(model));
  if (unknownModel !== undefined) return undecided(unknownModelReason(unknownModel));
  const transactions = readTransactions(history, kind);
  const unreadable = findUnreadable(transactions);
  if (unreadable !== undefined) return undecided(unreadable);
  const analysis: Analysis = {
    transactions,
    wording: new TransactionWording(transactions),
    anomalies: new Anomalies(),
  };
  const dependencies = kind === "register" ? analyseRegisters(analysis) : analyseLists(analysis);
  if ("error" in dependencies) return undecided(dependencies);
  addCycles(analysis, dependencies, timeOrderOf(models));
  const { verdict, explanations } = judgeAnomalies(analysis.anomalies, { kind, models });
  return ownWord({ verdict, explanations: [...explanations, ...warnings(analysis)] });
}

function analyseRegisters({ transactions, wording, anomalies }: Analysis): Dependencies | Unreadable {
  findInternalRegisterReads(transactions, wording, anomalies);
  findDirtyReads(transactions, wording, anomalies);
  findLostUpdates(transactions, wording, anomalies);
  const dependencies = inferRegisterDependencies(transactions, anomalies);
  if (!("writers" in dependencies)) return dependencies;
  const { version, writers } = dependencies;
  const { versions } = transactions;
  return {
    error: "ambiguous-write",
    text: `Cannot tell whose write was read: key ${show(versions.keyOf(version))} had the value ` +
      `${
        show(versions.valueOf(version))
      }, which ${writers.length} transactions wrote, expected every value once a key.`,
    operations: writers.map((writer) => wording.index(writer)),
  };
}

function analyseLists({ transactions, wording, anomalies }: Analysis): Dependencies {
  const orders = listOrders(transactions);
  const context = { transactions, orders, wording, anomalies };
  findInternalListReads(transactions, wording, anomalies);
  findFutureReads(transactions, wording, anomalies);
  findDuplicateElements(transactions, wording, anomalies);
  findDirtyReads(transactions, wording, anomalies);
  findLostUpdates(transactions, wording, anomalies);
  findIncompatibleOrders(context);
  findGarbageReads(context);
  findDirtyUpdates(context);
  return inferListDependencies(transactions, orders);
}

function addCycles(
  { transactions, wording, anomalies }: Analysis,
  dependencies: Dependencies,
  timeOrder: number,
): void {
  const { edges, selfDependent } = dependencies;
  if (!addTimeOrder(transactions, edges, timeOrder) && !selfDependent) {
    anomalies.add(EMPTY_GRAPH, { summary: () => true, explain: () => ({ text: EMPTY_GRAPH_TEXT, operations: [] }) });
  }
  const prefersWr = transactions.kind === "register";
  findCycles({
    graph: edges.toGraph(transactions.count),
    wording: {
      index: (transaction) => wording.index(transaction),
      introduce: (transaction) => wording.introduce(transaction),
      reason: (from, to, label) =>
        label === PROCESS || label === REALTIME
          ? explainTimeOrder(transactions, from, to, label)
          : dependencies.explain(from, to, label),
    },
    // Of several labels the lowest bit explains an edge; over registers a read does before all else, as in Elle.
    primaryLabel: (labels) => prefersWr && (labels & WR) !== 0 ? WR : labels & -labels,
  }, anomalies);
}

/** Adds the order in time as far as cycles need it. Returns false where no two transactions are in order. */
function addTimeOrder(transactions: Transactions, edges: EdgeList, timeOrder: number): boolean {
  if (timeOrder === PROCESS) addProcessOrder(transactions, edges);
  if (timeOrder !== REALTIME) return edges.count > 0;
  const dataEdges = edges.count;
  const vertexCount = addTimeline(transactions, edges);
  const isOrdered = edges.count > 0;
  const { offsets, targets } = edges.toGraph(vertexCount);
  edges.truncate(dataEdges);
  addRealtimeOrder(transactions, stronglyConnectedComponents(vertexCount, offsets, targets), edges);
  return isOrdered;
}

const EMPTY_GRAPH_TEXT =
  "No two transactions could be put in order: nobody read what another one wrote, so the history " +
  "tests nothing. Did any transaction succeed, and do reads return what was written?";

function warnings({ transactions, wording }: Analysis): Explanation[] {
  const garbage = transactions.kind === "register" ? warnOfGarbageReads(transactions, wording) : [];
  return [...garbage, ...warnOfNullReads(transactions, wording), ...warnOfAlteredReplies(transactions, wording)];
}

function undecided({ error, text, operations }: Unreadable): CheckerResult {
  return {
    verdict: { valid: "unknown", error: { type: error, message: text } },
    explanations: [{ ...labelOf(error), text, operations }],
  };
}

function unknownModelReason(model: string): Unreadable {
  const text = `Cannot check the history: "${model}" is no consistency model, expected one of ` +
    `${CONSISTENCY_MODEL_NAMES.join(", ")}.`;
  return { error: "unknown-consistency-model", text, operations: [] };
}
