/**
 * Instances of the anomalies that cycles of dependencies show.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import type { CsrGraph } from "../graph/csr_graph.ts";
import { count } from "../wording.ts";
import type { AnomalyInstance } from "./anomalies.ts";
import { friendlyModelName } from "./consistency_models.ts";
import type { CycleExists } from "./cycle_existence.ts";
import { type Cycle, CycleSearch, Effort } from "./cycle_search.ts";
import type { AntiDependencies, ExistenceSpec } from "./cycle_specs.ts";
import { labelName } from "./dependencies.ts";
import { type CycleWording, describeCycle } from "./describe_cycle.ts";

/** Operations that an explanation without a particular cycle lists. */
const OPERATIONS_LISTED_MAX = 16;

/** What the search for an example of a cycle may spend, in edges looked at: some milliseconds. */
const EXAMPLE_EFFORT_MAX = 1_000_000;

/** A strongly connected part of the graph of dependencies. */
interface Component {
  readonly graph: CsrGraph;
  /** Transaction of each vertex. */
  readonly members: readonly number[];
  readonly wording: CycleWording;
}

/** A cycle that was found; `members` are the transactions of the vertices. */
export function cycleInstance(cycle: Cycle, members: readonly number[], wording: CycleWording): AnomalyInstance {
  const transactions = transactionsOf(cycle, members);
  return {
    summary() {
      const indices = transactions.map((transaction) => wording.index(transaction));
      return { cycle: [...indices, indices[0] ?? null], steps: cycle.labels.map(labelName) };
    },
    explain: () => describeCycle(transactions, cycle.labels, wording),
  };
}

/** A model that a component rules out; told by an example of a cycle. */
export function existenceInstance({ spec, size }: CycleExists, component: Component): AnomalyInstance {
  const { members, wording } = component;
  const model = friendlyModelName(spec.model);
  return {
    summary: () => ({
      type: spec.anomaly,
      not: model,
      subgraph: spec.hop === 0 ? union(spec.follow) : ["extension", union(spec.follow), union(spec.hop)],
      "scc-size": size,
    }),
    explain() {
      const rule = `${model} allows no cycle of ${labelNames(spec.follow | spec.hop).join(", ")} edges` +
        (spec.hop === 0 ? "" : ` in which no two ${labelNames(spec.hop).join(", ")} edges meet`);
      const example = exampleOf(spec, component.graph);
      if (example !== undefined) {
        const described = describeCycle(transactionsOf(example, members), example.labels, wording);
        return { ...described, text: `${described.text} And ${rule}.` };
      }
      return {
        text: `Among ${
          count(members.length, "transaction")
        } that depend on each other there is such a cycle, but ${rule}.`,
        operations: members.slice(0, OPERATIONS_LISTED_MAX).map((transaction) => wording.index(transaction)),
      };
    },
  };
}

/** The search for a kind of cycle was given up; `absent` are the kinds sought in vain before. */
export function timeoutInstance(sought: string, absent: readonly string[], size: number): AnomalyInstance {
  return {
    summary: () => ({
      type: "cycle-search-timeout",
      "anomaly-spec-type": sought,
      "does-not-contain": absent,
      "scc-size": size,
    }),
    explain: () => ({
      text:
        `The search for a cycle of the kind ${sought} among ${count(size, "transaction")} was given up: there may be ` +
        "anomalies that are not listed.",
      operations: [],
    }),
  };
}

/** A cycle of the edges that a model does not allow, every edge told by a label that counts. */
function exampleOf({ follow, hop }: ExistenceSpec, graph: CsrGraph): Cycle | undefined {
  const effort = new Effort(EXAMPLE_EFFORT_MAX);
  const counting = graph.labels.map((labels) => {
    const followed = labels & follow;
    return followed === 0 ? labels & hop : followed & -followed;
  });
  const search = new CycleSearch({ ...graph, labels: counting }, effort);
  const kinds: readonly AntiDependencies[] = hop === 0 ? ["none"] : ["none", "one", "apart"];
  for (const antiDependencies of kinds) {
    const cycle = search.find({ follow, required: [], antiDependencies });
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function transactionsOf({ vertices }: Cycle, members: readonly number[]): number[] {
  return vertices.map((vertex) => members[vertex] as number);
}

function union(labels: number): Json {
  return ["union", ...labelNames(labels)];
}

function labelNames(labels: number): string[] {
  return [1, 2, 4, 8, 16].filter((label) => (labels & label) !== 0).map(labelName);
}
