#!/usr/bin/env -S deno run --quiet
/**
 * Broken: asks a peer and does not wait for the answer, which never comes, so that the promise rejects unseen.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

const echo = program((node) => {
  node.on("echo", ({ body }) => {
    for (const peer of node.peers) node.rpc(peer, { type: "news" });
    return { type: "echo_ok", echo: body.echo };
  });

  node.on("news", () => {});
});

export default echo;
if (import.meta.main) await echo(stdio());
