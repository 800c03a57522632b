/** Slow for its latest values only: each node tells what is new to all others every 600 ms. @module */
import { spreading } from "./spreading.ts";

export default spreading(({ node, tell }) => {
  let news: number[] = [];
  return {
    start: () => {
      setInterval(() => {
        if (news.length > 0) { for (const peer of node.peers) tell(peer, news); }
        news = [];
      }, 600);
    },
    learned: (value, from) => from === undefined && news.push(value),
  };
});
