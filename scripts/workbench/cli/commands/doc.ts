/**
 * `workbench doc`: the reference of protocol and workloads, as Markdown, made from what the bench itself goes by.
 *
 * @module
 */
import { ERROR_CODES } from "../../error_codes.ts";
import { UsageError } from "../../usage_error.ts";
import { WORKLOADS } from "../../workloads/registry.ts";
import type { RequestBody, RpcDefinition, Workload } from "../../workloads/workload.ts";
import { EXIT_VALID } from "../exit_status.ts";
import { type CommandHelp, renderHelp } from "../help.ts";
import { didYouMean } from "../nearest_name.ts";
import { flag } from "../option.ts";
import { parseOptions } from "../parse_options.ts";
import { systemTerminal, type Terminal } from "../terminal.ts";

const DOC_OPTIONS = { "help": flag({ alias: "h", group: "Output", description: "Show this text." }) };

/** What `doc --help` says. */
export const DOC_HELP: CommandHelp = {
  usage: "doc [WORKLOAD...]",
  description: "Prints the protocol and the messages of the workloads as Markdown: all of them, or those named.",
  options: DOC_OPTIONS,
  examples: [["doc", "The whole reference."], ["doc broadcast", "What a broadcast node must answer."]],
};

/** Runs the command; returns the exit status. @throws {UsageError} For an unknown workload. */
export function runDoc(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values, words } = parseOptions(DOC_OPTIONS, args);
  if (values.help) terminal.out(renderHelp(DOC_HELP));
  else if (words.length === 0) {
    terminal.out(`${PROTOCOL}\n${renderErrors()}\n${renderWorkloads([...WORKLOADS.values()])}`);
  } else terminal.out(renderWorkloads(words.map(workloadNamed)));
  return Promise.resolve(EXIT_VALID);
}

function workloadNamed(name: string): Workload {
  const workload = WORKLOADS.get(name);
  if (workload !== undefined) return workload;
  const names = [...WORKLOADS.keys()];
  throw new UsageError(
    `Cannot find the workload "${name}": expected one of ${names.join(", ")}${didYouMean(name, names)}`,
  );
}

const PROTOCOL = `# Protocol

Nodes read messages from stdin and write messages to stdout, one JSON object a line. stderr is free for logs.

\`\`\`json
${JSON.stringify({ src: "c1", dest: "n0", body: { type: "echo", msg_id: 1, echo: "hello" } })}
\`\`\`

- \`src\`, \`dest\`: names of nodes (\`n0\`, \`n1\` ...), clients (\`c0\`, \`c1\` ...) or services (\`seq-kv\`, \`lin-kv\`, \`lww-kv\`, \`lin-tso\`).
- \`body.type\`: what the message is. \`body.msg_id\`: number of a request, unique for its sender.
- A reply has \`body.in_reply_to\`, the \`msg_id\` of its request. Any other field belongs to the type.
- Lines to nodes also have \`id\`, the number of the message in the journal.

## init

The first message to each node. It must be answered within 10 s.

\`\`\`json
${JSON.stringify({ type: "init", msg_id: 1, node_id: "n0", node_ids: ["n0", "n1", "n2"] })}
${JSON.stringify({ type: "init_ok", in_reply_to: 1 })}
\`\`\`

## error

Any request may be answered with an error. A definite error says that the request did not and never will take effect.

\`\`\`json
${JSON.stringify({ type: "error", in_reply_to: 5, code: 11, text: "no leader at present" })}
\`\`\`
`;

function renderErrors(): string {
  const rows = ERROR_CODES.map(({ code, name, definite, meaning }) =>
    `| ${code} | ${name} | ${definite ? "yes" : "no"} | ${meaning} |`
  );
  return `| code | name | definite | meaning |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n\n` +
    "Codes from 1000 on are free for your own errors.\n";
}

function renderWorkloads(workloads: readonly Workload[]): string {
  return workloads.map(renderWorkload).join("\n");
}

function renderWorkload(workload: Workload): string {
  return `# Workload ${workload.name}\n\n${workload.description}\n\n${workload.rpcs.map(renderRpc).join("\n")}`;
}

function renderRpc({ request, description, example, replyExample }: RpcDefinition): string {
  return `## ${request}\n\n${description}\n\n\`\`\`json\n${exampleLine(example, { msg_id: 3 })}\n` +
    `${exampleLine(replyExample, { in_reply_to: 3 })}\n\`\`\`\n`;
}

/** The type first, then the number, then the fields of the type. */
function exampleLine({ type, ...fields }: RequestBody, number: Readonly<Record<string, number>>): string {
  return JSON.stringify({ type, ...number, ...fields });
}
