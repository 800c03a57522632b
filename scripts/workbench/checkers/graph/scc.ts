/**
 * Strongly connected components: Tarjan's algorithm (Tarjan 1972) with an explicit stack, so that a cycle through every
 * vertex of a large graph overflows nothing. Linear in vertices and edges.
 *
 * @module
 */
import { ANY_LABEL, type CsrGraph } from "./csr_graph.ts";

/** A partition of the vertices. An edge from one component to another leads to the smaller component number. */
export interface Components {
  readonly count: number;
  /** Component of each vertex. */
  readonly componentOf: Int32Array;
}

const UNSEEN = -1;

/**
 * Finds the strongly connected components of the graph that the edges with at least one label of `labelMask` form.
 *
 * @param labelMask Labels of the edges to follow; all by default.
 */
export function stronglyConnectedComponents(graph: CsrGraph, labelMask: number = ANY_LABEL): Components {
  const { vertexCount, offsets, targets, labels } = graph;
  const componentOf = new Int32Array(vertexCount).fill(UNSEEN);
  const order = new Int32Array(vertexCount).fill(UNSEEN);
  const low = new Int32Array(vertexCount);
  const nextEdge = new Uint32Array(vertexCount);
  const open = new Int32Array(vertexCount);
  const path = new Int32Array(vertexCount);
  let openCount = 0;
  let pathLength = 0;
  let visited = 0;
  let count = 0;

  function enter(vertex: number): void {
    order[vertex] = low[vertex] = visited++;
    nextEdge[vertex] = offsets[vertex] as number;
    open[openCount++] = vertex;
    path[pathLength++] = vertex;
  }

  function close(root: number): void {
    for (;;) {
      const vertex = open[--openCount] as number;
      componentOf[vertex] = count;
      if (vertex === root) break;
    }
    count++;
  }

  for (let start = 0; start < vertexCount; start++) {
    if (order[start] !== UNSEEN) continue;
    enter(start);
    while (pathLength > 0) {
      const vertex = path[pathLength - 1] as number;
      const edge = nextEdge[vertex] as number;
      if (edge < (offsets[vertex + 1] as number)) {
        nextEdge[vertex] = edge + 1;
        if (((labels[edge] as number) & labelMask) === 0) continue;
        const target = targets[edge] as number;
        if (order[target] === UNSEEN) enter(target);
        else if (componentOf[target] === UNSEEN && (order[target] as number) < (low[vertex] as number)) {
          low[vertex] = order[target] as number;
        }
        continue;
      }
      pathLength--;
      if (low[vertex] === order[vertex]) close(vertex);
      if (pathLength > 0) {
        const parent = path[pathLength - 1] as number;
        if ((low[vertex] as number) < (low[parent] as number)) low[parent] = low[vertex] as number;
      }
    }
  }
  return { count, componentOf };
}

/** Lists the vertices of each component with at least `minimumSize` vertices, ascending, in order of the first vertex. */
export function membersOfComponents(components: Components, minimumSize: number): number[][] {
  const { count, componentOf } = components;
  const sizes = new Int32Array(count);
  for (const component of componentOf) sizes[component] = (sizes[component] as number) + 1;
  const members = new Map<number, number[]>();
  componentOf.forEach((component, vertex) => {
    if ((sizes[component] as number) < minimumSize) return;
    const known = members.get(component);
    if (known === undefined) members.set(component, [vertex]);
    else known.push(vertex);
  });
  return [...members.values()];
}
