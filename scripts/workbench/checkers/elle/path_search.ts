/**
 * Finds the cycle of a given kind that Elle 0.2.2 finds: breadth first over all paths, from one vertex after another, in
 * Elle's order of vertices.
 *
 * The number of paths can grow exponentially, so the search gives up after a number of paths (Elle: after a second);
 * cycle_search.ts serves then. What makes it worth having is that anomalies get the same names as in Elle: a cycle is
 * explained edge by edge, an edge of several kinds by one of them, so a cycle found as one kind may be explained as
 * another. Then it does not count, and Elle looks for no second one.
 *
 * @module
 */
import type { CsrGraph } from "../graph/csr_graph.ts";
import type { CycleSpec } from "./cycle_specs.ts";
import { RW } from "./dependencies.ts";
import { hashTrieOrder } from "./hash_trie_order.ts";

/** The search was given up before it found a cycle or could tell that there is none. */
export const GAVE_UP = "gave-up";

/** When a path may take an rw edge that the kind of cycle does not allow at any time. */
type HopMode = "never" | "once" | "free" | "taken";

/** A path from the start of a search, and what it must still do to become a cycle of the kind. */
interface Path {
  readonly vertex: number;
  readonly parent: Path | undefined;
  /** Labels of which it still needs one each. */
  readonly wanted: number;
  /** How many more rw edges it needs at least. */
  readonly hopsWanted: number;
  readonly mode: HopMode;
}

/** An edge to a vertex. */
interface Step {
  readonly target: number;
  readonly labels: number;
}

/** The part of the graph that a search may walk, successors in order. */
type Successors = (vertex: number) => readonly Step[];

/** Searches one graph, whose edges have all their labels, again and again. */
export class PathSearch {
  readonly #graph: CsrGraph;
  readonly #hashes: Int32Array;
  #pathsLeft: number;

  /**
   * @param hashes `trieHash` of the index of each vertex's operation.
   * @param pathsMax Paths that all searches together may make.
   */
  constructor(graph: CsrGraph, hashes: Int32Array, pathsMax: number) {
    this.#graph = graph;
    this.#hashes = hashes;
    this.#pathsLeft = pathsMax;
  }

  /** Paths that may still be made. */
  get pathsLeft(): number {
    return Math.max(0, this.#pathsLeft);
  }

  /** Finds a cycle; its vertices in turn, or undefined where there is none. */
  find(spec: CycleSpec): readonly number[] | undefined | typeof GAVE_UP {
    const search = new SpecSearch(this.#successors(spec), spec, this.#hashes, () => this.#pathsLeft-- > 0);
    for (const vertex of this.#vertices(spec)) {
      const found = search.from(vertex);
      if (found !== undefined) return found;
      if (this.#pathsLeft <= 0) return GAVE_UP;
    }
    return undefined;
  }

  /** Vertices with an edge that the kind of cycle may use. */
  #vertices(spec: CycleSpec): number[] {
    const mask = usableLabels(spec);
    const { vertexCount, offsets, targets, labels } = this.#graph;
    const used = new Set<number>();
    for (let vertex = 0; vertex < vertexCount; vertex++) {
      for (let edge = offsets[vertex] as number; edge < (offsets[vertex + 1] as number); edge++) {
        if (((labels[edge] as number) & mask) !== 0) used.add(vertex).add(targets[edge] as number);
      }
    }
    return hashTrieOrder([...used], this.#hashes);
  }

  #successors(spec: CycleSpec): Successors {
    const mask = usableLabels(spec);
    const { offsets, targets, labels } = this.#graph;
    const known = new Map<number, Step[]>();
    return (vertex) => {
      const steps = known.get(vertex);
      if (steps !== undefined) return steps;
      const byTarget = new Map<number, number>();
      for (let edge = offsets[vertex] as number; edge < (offsets[vertex + 1] as number); edge++) {
        const usable = (labels[edge] as number) & mask;
        if (usable !== 0) byTarget.set(targets[edge] as number, usable);
      }
      const made = inOrder(byTarget, this.#hashes);
      known.set(vertex, made);
      return made;
    };
  }
}

/** Searches for one kind of cycle. */
class SpecSearch {
  readonly #successors: Successors;
  readonly #spec: CycleSpec;
  readonly #hashes: Int32Array;
  readonly #mayGoOn: () => boolean;
  readonly #legal: number;

  constructor(successors: Successors, spec: CycleSpec, hashes: Int32Array, mayGoOn: () => boolean) {
    this.#successors = successors;
    this.#spec = spec;
    this.#hashes = hashes;
    this.#mayGoOn = mayGoOn;
    this.#legal = spec.follow | (spec.antiDependencies === "adjacent" ? RW : 0);
  }

  /** Finds the first cycle that paths from a vertex close, not necessarily one through this vertex. */
  from(start: number, successors = this.#successors): readonly number[] | undefined {
    let paths: Path[] = [this.#begin(start)];
    while (paths.length > 0) {
      const open: Path[] = [];
      for (const path of paths) {
        const closedAt = earlierVisit(path);
        if (closedAt === undefined) {
          open.push(path);
          continue;
        }
        if (!isComplete(path)) continue;
        const vertices = verticesOf(path);
        const found = closedAt.parent === undefined
          ? vertices.slice(0, -1)
          : this.#trim(vertices, path.vertex, successors);
        if (found !== undefined) return found;
      }
      paths = [];
      for (const path of open) {
        for (const step of successors(path.vertex)) this.#extend(path, step, paths);
        if (!this.#mayGoOn()) return undefined;
      }
    }
    return undefined;
  }

  /** Looks for a cycle within the loop at the end of a path, whose beginning leads up to it. */
  #trim(vertices: readonly number[], loopStart: number, successors: Successors): readonly number[] | undefined {
    const loop = vertices.slice(vertices.indexOf(loopStart));
    const within = new Set(loop);
    const restricted: Successors = (vertex) =>
      inOrder(
        new Map(
          successors(vertex).filter(({ target }) => within.has(target)).map(({ target, labels }) => [target, labels]),
        ),
        this.#hashes,
      );
    for (const vertex of loop) {
      const found = this.from(vertex, restricted);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #begin(vertex: number): Path {
    const { required, antiDependencies } = this.#spec;
    const wanted = required.reduce((labels, label) => labels | label, 0);
    switch (antiDependencies) {
      case "none":
        return { vertex, parent: undefined, wanted, hopsWanted: 0, mode: "never" };
      case "one":
        return { vertex, parent: undefined, wanted, hopsWanted: 1, mode: "once" };
      case "apart":
        return { vertex, parent: undefined, wanted, hopsWanted: 2, mode: "free" };
      case "adjacent":
        return { vertex, parent: undefined, wanted, hopsWanted: 2, mode: "never" };
    }
  }

  /** Adds the paths that one more edge makes: as a hop, as each of the labels wanted, as any other label. */
  #extend(path: Path, { target, labels }: Step, extended: Path[]): void {
    const isFirst = path.parent === undefined;
    const hops = path.hopsWanted > 0 || path.mode === "once" || path.mode === "free" ? RW : 0;
    if ((labels & hops) !== 0) {
      const hopped = this.#hop(path, target);
      if (hopped !== undefined) extended.push(hopped);
    }
    // A cycle can be turned so that it begins with what it must have.
    if (isFirst && path.hopsWanted > 0) return;
    const mode = path.mode === "taken" ? "free" : path.mode;
    for (let label = 1; label <= path.wanted; label *= 2) {
      if ((labels & path.wanted & label & ~hops) === 0) continue;
      extended.push({ ...path, vertex: target, parent: path, wanted: path.wanted & ~label, mode });
    }
    if (isFirst && path.wanted !== 0) return;
    if ((labels & this.#legal & ~hops & ~path.wanted) !== 0) {
      extended.push({ ...path, vertex: target, parent: path, mode });
    }
  }

  #hop(path: Path, target: number): Path | undefined {
    const hopsWanted = Math.max(0, path.hopsWanted - 1);
    if ((this.#legal & RW) !== 0) return { ...path, vertex: target, parent: path, hopsWanted };
    switch (path.mode) {
      case "once":
        return { ...path, vertex: target, parent: path, hopsWanted: 0, mode: "never" };
      case "free":
        return { ...path, vertex: target, parent: path, hopsWanted, mode: "taken" };
      default:
        return undefined;
    }
  }
}

function usableLabels({ follow, antiDependencies }: CycleSpec): number {
  return antiDependencies === "none" ? follow : follow | RW;
}

function inOrder(labelsByTarget: ReadonlyMap<number, number>, hashes: Int32Array): Step[] {
  return hashTrieOrder([...labelsByTarget.keys()], hashes)
    .map((target) => ({ target, labels: labelsByTarget.get(target) ?? 0 }));
}

/** Where a path was at its last vertex before; undefined where it was not. */
function earlierVisit({ vertex, parent }: Path): Path | undefined {
  for (let at = parent; at !== undefined; at = at.parent) if (at.vertex === vertex) return at;
  return undefined;
}

function isComplete({ wanted, hopsWanted, mode }: Path): boolean {
  return wanted === 0 && hopsWanted === 0 && mode !== "taken";
}

function verticesOf(path: Path): number[] {
  const vertices: number[] = [];
  for (let at: Path | undefined = path; at !== undefined; at = at.parent) vertices.push(at.vertex);
  return vertices.reverse();
}
