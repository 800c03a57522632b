/** Dear: the hub n0 tells every value to all others in a message of its own. @module */
import { spreading } from "./spreading.ts";

export default spreading(({ node, tell }) => ({
  learned: (value, from) => {
    if (node.id === "n0") { for (const peer of node.peers) if (peer !== from) tell(peer, [value]); }
    else if (from === undefined) tell("n0", [value]);
  },
}));
