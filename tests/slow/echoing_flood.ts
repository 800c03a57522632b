/** Dear: passes each value on to all neighbours, and back to the one that it came from. @module */
import { spreading } from "./spreading.ts";

export default spreading(({ node, tell }) => ({
  learned: (value) => {
    const all = [node.id, ...node.peers].toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
    const at = all.indexOf(node.id);
    const neighbours = [all[Math.floor((at - 1) / 4)], ...[1, 2, 3, 4].map((child) => all[4 * at + child])];
    for (const neighbour of neighbours) if (neighbour !== undefined && at >= 0) tell(neighbour, [value]);
  },
}));
