/** Slow: all values go through the hub n0, which takes 30 ms for each. @module */
import { spreading } from "./spreading.ts";

const WORK_MS = 30;

export default spreading(({ node, tell }) => {
  const line: number[] = [];
  const work = () => {
    const value = line.shift();
    if (value !== undefined) { for (const peer of node.peers) tell(peer, [value]); }
    if (line.length > 0) setTimeout(work, WORK_MS);
  };
  return {
    learned: (value, from) => {
      if (node.id !== "n0") { if (from === undefined) tell("n0", [value]); }
      else if (line.push(value) === 1) setTimeout(work, WORK_MS);
    },
  };
});
