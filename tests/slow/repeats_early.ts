/** Dear: tells every value again each 60 ms until it is acknowledged, which takes 200 ms. @module */
import { spreading } from "./spreading.ts";

const REPEAT_MS = 60;

export default spreading(({ node, tell }) => {
  const waiting = new Map<string, ReturnType<typeof setInterval>>();
  node.on("tell_ok", ({ src, body }) => {
    for (const value of body.messages) {
      clearInterval(waiting.get(`${src} ${value}`));
      waiting.delete(`${src} ${value}`);
    }
  });
  return {
    learned: (value, from) => {
      if (from !== undefined) return;
      for (const peer of node.peers) {
        tell(peer, [value]);
        waiting.set(`${peer} ${value}`, setInterval(() => tell(peer, [value]), REPEAT_MS));
      }
    },
    told: (from, messages) => node.send(from, { type: "tell_ok", messages }),
  };
});
