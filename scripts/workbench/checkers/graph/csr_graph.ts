/**
 * Directed graphs with labelled edges in compressed sparse rows (CSR): the successors of a vertex are one slice of one
 * typed array. Vertices are 0 to vertexCount - 1; the labels of an edge are a bit set of up to eight kinds.
 *
 * @module
 */

/** A graph in compressed sparse rows; read-only by agreement. */
export interface CsrGraph {
  readonly vertexCount: number;
  /** Edges of vertex v are the positions offsets[v] to offsets[v + 1] - 1; length vertexCount + 1. */
  readonly offsets: Int32Array;
  /** Successor at each edge position. */
  readonly targets: Int32Array;
  /** Bit set of the kinds of each edge. */
  readonly labels: Uint8Array;
}

const INITIAL_CAPACITY = 1024;

/** Collects edges, then lays them out. Parallel edges become one edge with the labels of all. */
export class EdgeList {
  #from = new Int32Array(INITIAL_CAPACITY);
  #to = new Int32Array(INITIAL_CAPACITY);
  #labels = new Uint8Array(INITIAL_CAPACITY);
  #count = 0;

  /** Edges added so far, parallel ones counted each. */
  get count(): number {
    return this.#count;
  }

  add(from: number, to: number, label: number): void {
    if (this.#count === this.#from.length) this.#grow();
    this.#from[this.#count] = from;
    this.#to[this.#count] = to;
    this.#labels[this.#count] = label;
    this.#count++;
  }

  /** Takes back all edges but the first `count`. */
  truncate(count: number): void {
    this.#count = Math.min(this.#count, count);
  }

  /** Lays the edges out; successors keep the order in which they were first added. Linear in vertices and edges. */
  toGraph(vertexCount: number): CsrGraph {
    const offsets = new Int32Array(vertexCount + 1);
    for (let edge = 0; edge < this.#count; edge++) {
      const row = (this.#from[edge] as number) + 1;
      offsets[row] = (offsets[row] as number) + 1;
    }
    for (let row = 0; row < vertexCount; row++) {
      offsets[row + 1] = (offsets[row + 1] as number) + (offsets[row] as number);
    }
    const next = offsets.slice(0, vertexCount);
    const targets = new Int32Array(this.#count);
    const labels = new Uint8Array(this.#count);
    for (let edge = 0; edge < this.#count; edge++) {
      const from = this.#from[edge] as number;
      const position = next[from] as number;
      next[from] = position + 1;
      targets[position] = this.#to[edge] as number;
      labels[position] = this.#labels[edge] as number;
    }
    return mergeParallelEdges({ vertexCount, offsets, targets, labels });
  }

  #grow(): void {
    const capacity = this.#from.length * 2;
    const from = new Int32Array(capacity);
    const to = new Int32Array(capacity);
    const labels = new Uint8Array(capacity);
    from.set(this.#from);
    to.set(this.#to);
    labels.set(this.#labels);
    this.#from = from;
    this.#to = to;
    this.#labels = labels;
  }
}

/**
 * Cuts a graph down to some vertices, renumbered by their position in `vertices`, and to the edges among them.
 *
 * @param numbering Scratch space of length `graph.vertexCount`, filled with -1; it is so again on return.
 */
export function subgraph(graph: CsrGraph, vertices: ArrayLike<number>, numbering: Int32Array): CsrGraph {
  for (let position = 0; position < vertices.length; position++) numbering[vertices[position] as number] = position;
  const edges = new EdgeList();
  for (let position = 0; position < vertices.length; position++) {
    const vertex = vertices[position] as number;
    const end = graph.offsets[vertex + 1] as number;
    for (let edge = graph.offsets[vertex] as number; edge < end; edge++) {
      const target = numbering[graph.targets[edge] as number] as number;
      if (target >= 0) edges.add(position, target, graph.labels[edge] as number);
    }
  }
  for (let position = 0; position < vertices.length; position++) numbering[vertices[position] as number] = -1;
  return edges.toGraph(vertices.length);
}

/** Joins edges with the same ends, in place; the arrays of the result are views of the given ones. */
function mergeParallelEdges(graph: CsrGraph): CsrGraph {
  const { vertexCount, offsets, targets, labels } = graph;
  const positionOf = new Int32Array(vertexCount).fill(-1);
  let kept = 0;
  let edge = 0;
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    const rowStart = kept;
    const end = offsets[vertex + 1] as number;
    offsets[vertex] = rowStart;
    for (; edge < end; edge++) {
      const target = targets[edge] as number;
      const earlier = positionOf[target] as number;
      if (earlier >= rowStart) {
        labels[earlier] = (labels[earlier] as number) | (labels[edge] as number);
        continue;
      }
      positionOf[target] = kept;
      targets[kept] = target;
      labels[kept] = labels[edge] as number;
      kept++;
    }
  }
  offsets[vertexCount] = kept;
  return { vertexCount, offsets, targets: targets.subarray(0, kept), labels: labels.subarray(0, kept) };
}
