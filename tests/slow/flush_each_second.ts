/** Slow: each node tells what is new to all others once a second. @module */
import { spreading } from "./spreading.ts";

export default spreading(({ node, tell }) => {
  let news: number[] = [];
  return {
    start: () => {
      setInterval(() => {
        if (news.length > 0) { for (const peer of node.peers) tell(peer, news); }
        news = [];
      }, 1000);
    },
    learned: (value, from) => from === undefined && news.push(value),
  };
});
