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
import type { Effort } from "./cycle_search.ts";
import type { CycleShape } from "./cycle_specs.ts";
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
  /** Edges from the start. */
  readonly length: number;
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

  /** @param hashes `trieHash` of the index of each vertex's operation. */
  constructor(graph: CsrGraph, hashes: Int32Array) {
    this.#graph = graph;
    this.#hashes = hashes;
  }

  /**
   * Finds a cycle; its vertices in turn, or undefined where there is none.
   *
   * @param effort Edges that this search may look at.
   */
  find(spec: CycleShape, effort: Effort): readonly number[] | undefined | typeof GAVE_UP {
    const search = new SpecSearch(this.#successors(spec), spec, this.#hashes, effort);
    for (const vertex of this.#vertices(spec)) {
      const found = search.from(vertex);
      if (found !== undefined) return found;
      if (effort.exhausted) return GAVE_UP;
    }
    return undefined;
  }

  /** Vertices with an edge that the kind of cycle may use. */
  #vertices(spec: CycleShape): number[] {
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

  #successors(spec: CycleShape): Successors {
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
  readonly #spec: CycleShape;
  readonly #hashes: Int32Array;
  readonly #effort: Effort;
  readonly #legal: number;

  constructor(successors: Successors, spec: CycleShape, hashes: Int32Array, effort: Effort) {
    this.#successors = successors;
    this.#spec = spec;
    this.#hashes = hashes;
    this.#effort = effort;
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
        const steps = successors(path.vertex);
        // Telling whether a path closes takes a walk back along it.
        this.#effort.spend(steps.length * (path.length + 1));
        if (this.#effort.exhausted) return undefined;
        for (const step of steps) this.#extend(path, step, paths);
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
        return { vertex, parent: undefined, length: 0, wanted, hopsWanted: 0, mode: "never" };
      case "one":
        return { vertex, parent: undefined, length: 0, wanted, hopsWanted: 1, mode: "once" };
      case "apart":
        return { vertex, parent: undefined, length: 0, wanted, hopsWanted: 2, mode: "free" };
      case "adjacent":
        return { vertex, parent: undefined, length: 0, wanted, hopsWanted: 2, mode: "never" };
    }
  }

  /** Adds the paths that one more edge makes: as a hop, as each of the labels wanted, as any other label. */
  #extend(path: Path, { target, labels }: Step, extended: Path[]): void {
    const { wanted, hopsWanted } = path;
    const length = path.length + 1;
    const isFirst = path.parent === undefined;
    const hops = hopsWanted > 0 || path.mode === "once" || path.mode === "free" ? RW : 0;
    if ((labels & hops) !== 0) {
      const mode = this.#modeAfterHop(path.mode);
      const left = path.mode === "once" ? 0 : Math.max(0, hopsWanted - 1);
      if (mode !== undefined) extended.push({ vertex: target, parent: path, length, wanted, hopsWanted: left, mode });
    }
    // A cycle can be turned so that it begins with what it must have.
    if (isFirst && hopsWanted > 0) return;
    const mode = path.mode === "taken" ? "free" : path.mode;
    for (let label = 1; label <= wanted; label *= 2) {
      if ((labels & wanted & label & ~hops) === 0) continue;
      extended.push({ vertex: target, parent: path, length, wanted: wanted & ~label, hopsWanted, mode });
    }
    if (isFirst && wanted !== 0) return;
    if ((labels & this.#legal & ~hops & ~wanted) !== 0) {
      extended.push({ vertex: target, parent: path, length, wanted, hopsWanted, mode });
    }
  }

  /** The mode after an rw edge, undefined where none may be taken. */
  #modeAfterHop(mode: HopMode): HopMode | undefined {
    if ((this.#legal & RW) !== 0) return mode;
    if (mode === "once") return "never";
    return mode === "free" ? "taken" : undefined;
  }
}

function usableLabels({ follow, antiDependencies }: CycleShape): number {
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
