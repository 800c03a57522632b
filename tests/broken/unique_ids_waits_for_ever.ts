#!/usr/bin/env -S deno run --quiet
/**
 * Broken: ids come from the first node, which the others ask one request at a time; one whose answer is lost is neither
 * asked again nor given up.
 *
 * @module
 */
import { type Message, program, stdio } from "../../lib/node.ts";

const uniqueIds = program((node) => {
  let next = 0;
  let isAsking = false;
  const waiting: Message[] = [];
  const ask = () => {
    isAsking = waiting.length > 0;
    if (isAsking) node.send(String(node.nodeIds[0]), { type: "next" });
  };

  node.on("generate", (message) => {
    if (node.id === node.nodeIds[0]) return { type: "generate_ok", id: next++ };
    waiting.push(message);
    if (!isAsking) ask();
  });
  node.on("next", ({ src }) => node.send(src, { type: "given", id: next++ }));
  node.on("given", ({ body: { id } }) => {
    const asker = waiting.shift();
    if (asker !== undefined) node.reply(asker, { type: "generate_ok", id });
    ask();
  });
});

export default uniqueIds;
if (import.meta.main) await uniqueIds(stdio());
