/** Slow: nodes tell nothing by themselves; each asks all others for what they know once a second. @module */
import { spreading } from "./spreading.ts";

export default spreading(({ node, values, tell }) => {
  node.on("pull", ({ src }) => tell(src, [...values]));
  return {
    start: () => {
      setInterval(() => {
        for (const peer of node.peers) node.send(peer, { type: "pull" });
      }, 1000);
    },
  };
});
