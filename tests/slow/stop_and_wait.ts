/** Slow: each node has one message to each neighbour under way, with one value, and waits for its acknowledgement. @module */
import { spreading } from "./spreading.ts";

export default spreading(({ node, tell }) => {
  const lines = new Map<string, number[]>();
  const sendFirst = (peer: string) => {
    const value = lines.get(peer)?.[0];
    if (value !== undefined) tell(peer, [value]);
  };
  node.on("tell_ok", ({ src }) => {
    lines.get(src)?.shift();
    sendFirst(src);
  });
  return {
    learned: (value, from) => {
      const dests = node.id === "n0" ? node.peers : from === undefined ? ["n0"] : [];
      for (const dest of dests) {
        if (dest === from) continue;
        const line = lines.get(dest) ?? [];
        lines.set(dest, line);
        if (line.push(value) === 1) sendFirst(dest);
      }
    },
    told: (from, messages) => node.send(from, { type: "tell_ok", messages }),
  };
});
