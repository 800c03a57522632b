/** Echo: each request is answered with its own payload. @module */
import { program, stdio } from "../../../../../lib/node.ts";

const echo = program((node) => {
  node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo }));
});

export default echo;
if (import.meta.main) await echo(stdio());
