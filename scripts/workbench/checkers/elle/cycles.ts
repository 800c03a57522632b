/**
 * Looks for cycles of dependencies: in each strongly connected component the models that it rules out, then one cycle of
 * each kind that is not implied by one already found.
 *
 * @module
 */
import { type CsrGraph, subgraph } from "../graph/csr_graph.ts";
import { membersOfComponents, stronglyConnectedComponents } from "../graph/scc.ts";
import type { Anomalies } from "./anomalies.ts";
import { anomaliesForbiddenBy, impliedAnomalies, modelsRuledOutWith } from "./consistency_models.ts";
import { cycleExistenceCases, type CycleExists } from "./cycle_existence.ts";
import { type Cycle, CycleSearch, Effort, labelCycle } from "./cycle_search.ts";
import { classifyCycle, CYCLE_SPECS, type CycleSpec, EXISTENCE_SPECS } from "./cycle_specs.ts";
import { cycleInstance, existenceInstance, timeoutInstance } from "./cycle_instances.ts";
import type { CycleTeller } from "./describe_cycle.ts";
import { trieHash } from "./hash_trie_order.ts";
import { GAVE_UP, PathSearch } from "./path_search.ts";

/** The search for cycles of a component was given up. */
export const SEARCH_TIMEOUT = "cycle-search-timeout";

/** What the search in Elle's order may spend on one component and in all; the latter takes about 1 s. */
const PATH_EFFORT: EffortLimits = { component: 3_000_000, total: 10_000_000 };

/** What the thorough search may spend on one component and in all; the latter takes about 2 s. */
const CYCLE_EFFORT: EffortLimits = { component: 20_000_000, total: 200_000_000 };

/** In edges looked at. */
interface EffortLimits {
  readonly component: number;
  readonly total: number;
}

/** What the search works on. */
export interface CycleContext {
  readonly graph: CsrGraph;
  readonly wording: CycleTeller;
  /** The one label by which an edge with several is explained. */
  primaryLabel(labels: number): number;
}

/** Adds the anomalies that the cycles of the graph show. */
export function findCycles(context: CycleContext, anomalies: Anomalies): void {
  const { graph } = context;
  const components = stronglyConnectedComponents(graph.vertexCount, graph.offsets, graph.targets);
  const numbering = new Int32Array(graph.vertexCount).fill(-1);
  const pathEfforts = new Budget(PATH_EFFORT);
  const cycleEfforts = new Budget(CYCLE_EFFORT);
  for (const members of membersOfComponents(components, 2)) {
    const part = subgraph(graph, members, numbering);
    const component = { members, pathEffort: pathEfforts.grant(), effort: cycleEfforts.grant() };
    searchComponent({ ...context, graph: part }, component, anomalies);
  }
}

/** Divides effort among components: each gets its maximum until nothing is left. */
class Budget {
  readonly #limits: EffortLimits;
  #left: number;
  #granted: Effort | undefined;

  constructor(limits: EffortLimits) {
    this.#limits = limits;
    this.#left = limits.total;
  }

  /** The effort for the next component; what the one before did not spend is saved. */
  grant(): Effort {
    this.#left += this.#granted?.left ?? 0;
    const edges = Math.min(this.#left, this.#limits.component);
    this.#left -= edges;
    this.#granted = new Effort(edges);
    return this.#granted;
  }
}

interface Component {
  /** Transaction of each vertex of the component's graph. */
  readonly members: readonly number[];
  /** For the search in Elle's order. */
  readonly pathEffort: Effort;
  /** For the thorough search. */
  readonly effort: Effort;
}

function searchComponent(context: CycleContext, component: Component, anomalies: Anomalies): void {
  const { graph, wording } = context;
  const { members, effort } = component;
  const cases = cycleExistenceCases(graph);
  for (const found of cases) anomalies.add(found.spec.anomaly, existenceInstance(found, { graph, members, wording }));
  const search = new ComponentSearch(context, component);
  let settled = impossibleCycles(cases);
  const absent: string[] = [];
  for (const spec of CYCLE_SPECS) {
    if (settled.has(spec.anomaly)) continue;
    const cycle = search.find(spec);
    if (cycle !== undefined) {
      anomalies.add(classifyCycle(cycle.labels), cycleInstance(cycle, members, wording));
      settled = settled.union(impliedAnomalies([spec.anomaly]));
    } else if (effort.exhausted) {
      anomalies.add(SEARCH_TIMEOUT, timeoutInstance(spec.anomaly, absent, members.length));
      const fallback = search.findAny();
      if (fallback !== undefined) {
        anomalies.add(classifyCycle(fallback.labels), cycleInstance(fallback, members, wording));
      }
      return;
    } else {
      absent.push(spec.anomaly);
    }
  }
}

/** Finds cycles of one component: as Elle does while that is feasible, thoroughly where it is not. */
class ComponentSearch {
  readonly #paths: PathSearch;
  readonly #cycles: CycleSearch;
  readonly #labelled: CsrGraph;

  constructor(context: CycleContext, { members, pathEffort, effort }: Component) {
    const { graph, wording, primaryLabel } = context;
    const hashes = Int32Array.from(members, (transaction) => trieHash(wording.index(transaction)));
    this.#labelled = { ...graph, labels: graph.labels.map(primaryLabel) };
    this.#paths = new PathSearch(graph, hashes, pathEffort);
    this.#cycles = new CycleSearch(this.#labelled, effort);
  }

  find(spec: CycleSpec): Cycle | undefined {
    const found = this.#paths.find(spec);
    if (found === GAVE_UP) return this.#cycles.find(spec);
    if (found === undefined) return undefined;
    const cycle = labelCycle(this.#labelled, found);
    // Cycles with several rw edges, or one, must be explained as what they were sought as.
    return spec.antiDependencies === "none" || classifyCycle(cycle.labels) === spec.anomaly ? cycle : undefined;
  }

  findAny(): Cycle | undefined {
    return this.#cycles.findAny();
  }
}

/** Kinds of cycles that cannot be there, because a model that forbids them was not ruled out. */
function impossibleCycles(cases: readonly CycleExists[]): Set<string> {
  const ruledOut = modelsRuledOutWith(cases.map(({ spec }) => spec.model));
  return anomaliesForbiddenBy(EXISTENCE_SPECS.map(({ model }) => model).filter((model) => !ruledOut.has(model)));
}
