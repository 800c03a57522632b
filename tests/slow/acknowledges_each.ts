/** Dear: every value goes to all others at once, and each of them acknowledges each value. @module */
import { spreading } from "./spreading.ts";

export default spreading(({ node, tell }) => {
  node.on("tell_ok", () => {});
  return {
    learned: (value, from) => {
      if (from === undefined) { for (const peer of node.peers) tell(peer, [value]); }
    },
    told: (from, messages) => node.send(from, { type: "tell_ok", messages }),
  };
});
