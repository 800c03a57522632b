/** A counter on three nodes that do not talk to each other: each knows its own adds. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Messages = { type: "add"; delta: number } | { type: "read" };

const counter = program<Messages>((node) => {
  let sum = 0;

  node.on("add", ({ body }) => {
    sum += body.delta;
    return { type: "add_ok" };
  });

  node.on("read", () => ({ type: "read_ok", value: sum }));
});

export default counter;
if (import.meta.main) await counter(stdio());
