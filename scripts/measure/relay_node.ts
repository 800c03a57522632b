/**
 * The least that a node can do, for measuring the bench: each echo starts a message that the nodes pass on, round after
 * round, so many times.
 *
 * @module
 */

/** What a simulated program gets. */
interface Io {
  readonly input: AsyncIterable<string>;
  output(line: string): void;
}

/** How often the message of one echo is passed on. */
export const RELAYS_PER_ECHO = 200;

export default async function relayNode({ input, output }: Io): Promise<void> {
  let next = "";
  for await (const line of input) {
    const { src, dest, body } = JSON.parse(line);
    const pass = (left: number) => output(`{"src":"${dest}","dest":"${next}","body":{"type":"relay","left":${left}}}`);
    const answer = (fields: object) =>
      output(JSON.stringify({ src: dest, dest: src, body: { ...fields, in_reply_to: body.msg_id } }));
    if (body.type === "relay") {
      if (body.left > 0) pass(body.left - 1);
    } else if (body.type === "echo") {
      answer({ type: "echo_ok", echo: body.echo });
      pass(RELAYS_PER_ECHO - 1);
    } else {
      const nodes: readonly string[] = body.node_ids;
      next = nodes[(nodes.indexOf(dest) + 1) % nodes.length] ?? dest;
      answer({ type: "init_ok" });
    }
  }
}
