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
import type { CycleWording } from "./describe_cycle.ts";
import { trieHash } from "./hash_trie_order.ts";
import { GAVE_UP, PathSearch } from "./path_search.ts";

/** The search for cycles of a component was given up. */
export const SEARCH_TIMEOUT = "cycle-search-timeout";

/**
 * What the search in Elle's order may spend on one kind of cycle in one component and in all; the latter takes about 2 s.
 * Elle gives each such search a second: that one was given up says nothing of the next.
 */
const PATH_EFFORT: EffortLimits = { each: 3_000_000, total: 20_000_000 };

/** What the thorough search may spend on one component and in all; the latter takes about 2 s. */
const CYCLE_EFFORT: EffortLimits = { each: 20_000_000, total: 200_000_000 };

/** In edges looked at. */
interface EffortLimits {
  readonly each: number;
  readonly total: number;
}

/** What the search works on. */
export interface CycleContext {
  readonly graph: CsrGraph;
  readonly wording: CycleWording;
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
    const component = { members, pathEfforts, effort: cycleEfforts.grant() };
    searchComponent({ ...context, graph: part }, component, anomalies);
  }
}

/** Divides effort among searches: each gets its maximum until nothing is left. */
class Budget {
  readonly #limits: EffortLimits;
  #left: number;
  #granted: Effort | undefined;

  constructor(limits: EffortLimits) {
    this.#limits = limits;
    this.#left = limits.total;
  }

  /** The effort for the next search; what the one before did not spend is saved. */
  grant(): Effort {
    this.#left += this.#granted?.left ?? 0;
    const edges = Math.min(this.#left, this.#limits.each);
    this.#left -= edges;
    this.#granted = new Effort(edges);
    return this.#granted;
  }
}

interface Component {
  /** Transaction of each vertex of the component's graph. */
  readonly members: readonly number[];
  /** For the search in Elle's order. */
  readonly pathEfforts: Budget;
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
    const { cycle, isThorough } = search.find(spec);
    if (cycle !== undefined && isThorough) {
      anomalies.addThorough(classifyCycle(cycle.labels), cycleInstance(cycle, members, wording));
    } else if (cycle !== undefined) {
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
  readonly #pathEfforts: Budget;
  readonly #cycles: CycleSearch;
  readonly #labelled: CsrGraph;

  constructor(context: CycleContext, { members, pathEfforts, effort }: Component) {
    const { graph, wording, primaryLabel } = context;
    const hashes = Int32Array.from(members, (transaction) => trieHash(wording.index(transaction)));
    this.#labelled = { ...graph, labels: graph.labels.map(primaryLabel) };
    this.#paths = new PathSearch(graph, hashes);
    this.#pathEfforts = pathEfforts;
    this.#cycles = new CycleSearch(this.#labelled, effort);
  }

  /** A cycle, and whether the search in Elle's order had been given up before it was found. */
  find(spec: CycleSpec): { readonly cycle: Cycle | undefined; readonly isThorough: boolean } {
    const found = this.#paths.find(spec, this.#pathEfforts.grant());
    if (found === GAVE_UP) return { cycle: this.#cycles.find(spec), isThorough: true };
    if (found === undefined) return { cycle: undefined, isThorough: false };
    const cycle = labelCycle(this.#labelled, found);
    // Cycles with several rw edges, or one, must be explained as what they were sought as.
    const isMeant = spec.antiDependencies === "none" || classifyCycle(cycle.labels) === spec.anomaly;
    return { cycle: isMeant ? cycle : undefined, isThorough: false };
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
