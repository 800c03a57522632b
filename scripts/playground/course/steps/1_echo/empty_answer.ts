/** Echo that answers, but with nothing in it. @module */
import { program, stdio } from "../../../../../lib/node.ts";

const echo = program((node) => {
  node.on("echo", () => ({ type: "echo_ok" }));
});

export default echo;
if (import.meta.main) await echo(stdio());
