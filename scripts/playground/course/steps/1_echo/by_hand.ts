/** Echo without the library: lines of JSON in, lines of JSON out. @module */
import { type Io, stdio } from "../../../../../lib/node.ts";

async function echo(io: Io): Promise<void> {
  for await (const line of io.input) {
    const { src, dest, body } = JSON.parse(line);
    const answer = body.type === "init" ? { type: "init_ok" } : { type: "echo_ok", echo: body.echo };
    io.output(JSON.stringify({ src: dest, dest: src, body: { ...answer, in_reply_to: body.msg_id } }));
  }
}

export default echo;
if (import.meta.main) await echo(stdio());
