/** Dear: each node tells all that it knows to all others, three times a second. @module */
import { spreading } from "./spreading.ts";

export default spreading(({ node, values, tell }) => ({
  start: () => {
    setInterval(() => {
      for (const peer of node.peers) tell(peer, [...values]);
    }, 333);
  },
}));
