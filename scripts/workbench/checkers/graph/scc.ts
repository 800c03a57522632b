/**
 * Strongly connected components, iteratively: no recursion that a long cycle could overflow.
 *
 * Tarjan's algorithm (Depth-first search and linear graph algorithms, 1972) with an explicit stack, in time and memory
 * linear in vertices and edges.
 *
 * @module
 */

/** Restricts a graph to the edges that carry one of some labels. */
export interface EdgeFilter {
  /** Bit set of labels of each edge, at the edge's position in `targets`. */
  readonly labels: Uint8Array;
  /** Edges are followed when they have a label in common with this bit set. */
  readonly mask: number;
}

const UNVISITED = -1;

/**
 * Finds the strongly connected components of a directed graph in compressed sparse row form.
 *
 * @param count Number of vertices, which are 0 ... count - 1.
 * @param offsets The edges of vertex v are at `offsets[v]` (inclusive) to `offsets[v + 1]` (exclusive) of `targets`;
 * length count + 1.
 * @param targets Targets of the edges.
 * @param filter Edges to follow; all of them by default.
 * @returns The component of each vertex, numbered densely from 0 in reverse topological order: an edge between
 * different components leads to the lower number.
 */
export function stronglyConnectedComponents(
  count: number,
  offsets: Int32Array,
  targets: Int32Array,
  filter?: EdgeFilter,
): Int32Array {
  const components = new Int32Array(count).fill(UNVISITED);
  const order = new Int32Array(count).fill(UNVISITED);
  const lowest = new Int32Array(count);
  const nextEdge = new Int32Array(count);
  /** The path from the root of the search to the present vertex. */
  const path = new Int32Array(count);
  /** Vertices that were visited and have no component yet. */
  const pending = new Int32Array(count);
  let pendingSize = 0;
  let visited = 0;
  let componentCount = 0;

  for (let root = 0; root < count; root++) {
    if (order[root] !== UNVISITED) continue;
    let depth = 0;
    path[0] = root;
    while (depth >= 0) {
      const vertex = path[depth] as number;
      if (order[vertex] === UNVISITED) {
        order[vertex] = lowest[vertex] = visited++;
        nextEdge[vertex] = offsets[vertex] as number;
        pending[pendingSize++] = vertex;
      }
      const edge = nextEdge[vertex] as number;
      if (edge < (offsets[vertex + 1] as number)) {
        nextEdge[vertex] = edge + 1;
        if (filter !== undefined && ((filter.labels[edge] as number) & filter.mask) === 0) continue;
        const target = targets[edge] as number;
        if (order[target] === UNVISITED) {
          path[++depth] = target;
        } else if (components[target] === UNVISITED) {
          lowest[vertex] = Math.min(lowest[vertex] as number, order[target] as number);
        }
        continue;
      }
      if (lowest[vertex] === order[vertex]) {
        let member: number;
        do {
          member = pending[--pendingSize] as number;
          components[member] = componentCount;
        } while (member !== vertex);
        componentCount++;
      }
      depth--;
      if (depth >= 0) {
        const parent = path[depth] as number;
        lowest[parent] = Math.min(lowest[parent] as number, lowest[vertex] as number);
      }
    }
  }
  return components;
}

/**
 * Lists the vertices of each component.
 *
 * @param components Component of each vertex, as `stronglyConnectedComponents` gives it.
 * @param minimumSize Components with fewer vertices are left out.
 * @returns One list a component, in the order of their first vertices; vertices ascend.
 */
export function membersOfComponents(components: Int32Array, minimumSize: number): number[][] {
  const sizes = new Int32Array(components.length);
  for (const component of components) sizes[component] = (sizes[component] as number) + 1;
  const members = new Map<number, number[]>();
  components.forEach((component, vertex) => {
    if ((sizes[component] as number) < minimumSize) return;
    const known = members.get(component);
    if (known === undefined) members.set(component, [vertex]);
    else known.push(vertex);
  });
  return [...members.values()];
}
