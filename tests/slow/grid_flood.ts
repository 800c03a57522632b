/** Slow: passes each value on to all neighbours of the topology, save the one that it came from. @module */
import { spreading } from "./spreading.ts";

export default spreading(({ tell }) => {
  let neighbours: readonly string[] = [];
  return {
    start: (given) => neighbours = given,
    learned: (value, from) => {
      for (const neighbour of neighbours) if (neighbour !== from) tell(neighbour, [value]);
    },
  };
});
