/** Slow: nodes stand in a line, and each tells the next one. @module */
import { spreading } from "./spreading.ts";

export default spreading(({ node, tell }) => ({
  learned: (value, from) => {
    const all = [node.id, ...node.peers].toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
    const at = all.indexOf(node.id);
    for (const next of [all[at - 1], all[at + 1]]) if (next !== undefined && next !== from) tell(next, [value]);
  },
}));
