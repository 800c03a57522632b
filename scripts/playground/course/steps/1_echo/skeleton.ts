/** Echo, not written yet: the node hears every request and says nothing. @module */
import { program, stdio } from "../../../../../lib/node.ts";

const echo = program((node) => {
  node.on("echo", () => {
    // Your answer goes here: return the body of the reply.
  });
});

export default echo;
if (import.meta.main) await echo(stdio());
