/** Slow: the hub n0 collects values for 500 ms, from the first one on, before it tells all others. @module */
import { spreading } from "./spreading.ts";

export default spreading(({ node, tell }) => {
  let batch: number[] = [];
  return {
    learned: (value, from) => {
      if (node.id !== "n0") {
        if (from === undefined) tell("n0", [value]);
        return;
      }
      batch.push(value);
      if (batch.length > 1) return;
      setTimeout(() => {
        for (const peer of node.peers) tell(peer, batch);
        batch = [];
      }, 500);
    },
  };
});
