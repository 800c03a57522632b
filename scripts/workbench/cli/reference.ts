/**
 * The reference of protocol, services and workloads as Markdown, made from what the bench itself goes by: the error
 * table, the schemas of messages, the rules of each workload.
 *
 * @module
 */
import { ERROR_CODES } from "../error_codes.ts";
import type { FieldSchema } from "../workloads/reply_schema.ts";
import type { RequestBody, RpcDefinition, Workload, WorkloadOptions } from "../workloads/workload.ts";

/** The protocol that all workloads share, errors included. */
export function renderProtocol(): string {
  const rows = ERROR_CODES.map((
    { code, name, definite, meaning },
  ) => [`${code}`, name, definite ? "yes" : "no", meaning]);
  return `${PROTOCOL}\n${markdownTable(["code", "name", "definite", "meaning"], rows)}\n` +
    "Codes up to 999 are the protocol's, those from 1000 on are free for your own errors. Every code that is not in the " +
    "table is indefinite, and when in doubt an indefinite one is right.\n";
}

/** The services that the bench provides. */
export function renderServices(): string {
  const rows = KV_REQUESTS.map(([request, reply, errors]) => [code(request), code(reply), errors]);
  return `${SERVICES}\n${markdownTable(["request", "reply", "errors"], rows)}\n${SERVICE_NOTES}`;
}

/** Each workload with its messages. */
export function renderWorkloads(workloads: readonly Workload[]): string {
  return workloads.map(renderWorkload).join("\n");
}

const PROTOCOL = `# Protocol

Nodes read messages from stdin and write messages to stdout, one JSON object per line, and nothing else there. stderr is
free for logs.

\`\`\`json
${JSON.stringify({ src: "c1", dest: "n0", body: { type: "echo", msg_id: 1, echo: "hello" } })}
\`\`\`

- \`src\`, \`dest\`: names of nodes (\`n0\`, \`n1\` ...), clients (\`c0\`, \`c1\` ...) or services (\`seq-kv\`, \`lin-kv\`, \`lww-kv\`, \`lin-tso\`).
- \`body.type\`: what the message is. \`body.msg_id\`: number of a request, an integer that its sender uses once.
- A reply has \`body.in_reply_to\`, the \`msg_id\` of its request; it may have a \`msg_id\` of its own. Any other field belongs
  to the type. A reply to a client has exactly the fields listed below: with others, or with a value of another kind, its
  operation counts as indeterminate.
- Between your own nodes bodies may be anything that has a \`type\`; requests and replies as above are counted and drawn
  as such.
- Lines to nodes also have \`id\`, the number of the message in the journal. Nodes need not send one.

## init

The first message to each node: its own name and those of all nodes, itself included, in the same order for all. It must
be answered within 10 s.

\`\`\`json
${JSON.stringify({ type: "init", msg_id: 1, node_id: "n0", node_ids: ["n0", "n1", "n2"] })}
${JSON.stringify({ type: "init_ok", in_reply_to: 1 })}
\`\`\`

## error

Any request may be answered with an error. A definite error says that the request did not and never will take effect.
\`text\` is free and may be left out; further fields are kept in the history.

\`\`\`json
${JSON.stringify({ type: "error", in_reply_to: 5, code: 11, text: "no leader at present" })}
\`\`\`
`;

const SERVICES = `# Services

Participants that every run has, for nodes to build on: a node sends a request to the service's name, with a \`msg_id\`, and
gets a reply. Their traffic has latency and counts as traffic between servers. Keys and values may be any JSON value.

- \`lin-kv\`: a linearizable key-value store.
- \`seq-kv\`: a sequentially consistent one. A request may meet a state of the past, though never an older one than its
  node has met already; only an operation that changes the state surely meets the newest one.
- \`lww-kv\`: replicas that keep the last write by their own clocks; a request goes to any of them.
- \`lin-tso\`: a linearizable source of timestamps, 0, 1, 2 ...: \`{"type":"ts"}\` is answered with \`{"type":"ts_ok","ts":0}\`.

The three stores understand:
`;

const KV_REQUESTS: readonly (readonly [request: RequestBody, reply: RequestBody, errors: string])[] = [
  [{ type: "read", key: "k" }, { type: "read_ok", value: 1 }, "20 where the key does not exist"],
  [{ type: "write", key: "k", value: 1 }, { type: "write_ok" }, "none"],
  [
    { type: "cas", key: "k", from: 1, to: 2, create_if_not_exists: true },
    { type: "cas_ok" },
    "20 where the key does not exist, 22 where its value is not `from`",
  ],
];

const SERVICE_NOTES =
  "`create_if_not_exists` may be left out. Where it is true a missing key is set to `to`, whatever " +
  "`from` is; `lww-kv` ignores it.\n";

function renderWorkload(workload: Workload): string {
  const { name, description, rpcs } = workload;
  return `# Workload ${name}\n\n${description}\n\n${renderOutcomes(workload)}\n\n${rpcs.map(renderRpc).join("\n")}`;
}

/** What becomes of operations without a good reply. */
function renderOutcomes({ indeterminateErrors, idempotent, requestTimeoutMs }: Workload): string {
  const timeoutMs = requestTimeoutMs({ latencyMs: 0 } as WorkloadOptions);
  const slowMs = requestTimeoutMs({ latencyMs: 1000 } as WorkloadOptions);
  const wait = `A client waits ${timeoutMs} ms for a reply${slowMs === timeoutMs ? "" : ", or ten times the latency"}.`;
  if (indeterminateErrors) return `${wait} Any error leaves open whether the operation took place.`;
  const harmless = [...idempotent].map((f) => `\`${f}\``).join(", ");
  return `${wait} After a definite error the operation did not take place; any other error leaves that open` +
    `${harmless === "" ? "" : `, except for the operation ${harmless}, which changes nothing`}.`;
}

function renderRpc({ request, description, requestFields, example, reply, replyExample }: RpcDefinition): string {
  const rows = [
    ["request", "type", code(request)],
    ...Object.entries(requestFields).map(([name, schema]) => ["", name, kindOf(schema)]),
    ["", "msg_id", "integer"],
    ["reply", "type", code(reply.type)],
    ...Object.entries(reply.fields).map(([name, schema]) => ["", name, kindOf(schema)]),
  ];
  return `## ${request}\n\n${description}\n\n${markdownTable(["message", "field", "value"], rows)}\n` +
    `\`\`\`json\n${exampleLine(example, { msg_id: 3 })}\n${exampleLine(replyExample, { in_reply_to: 3 })}\n\`\`\`\n`;
}

/** What a field holds, in words. */
function kindOf({ title, isOptional }: FieldSchema): string {
  return isOptional ? `${title}, may be left out` : title;
}

/** The type first, then the number, then the fields of the type. */
function exampleLine({ type, ...fields }: RequestBody, number: Readonly<Record<string, number>>): string {
  return JSON.stringify({ type, ...number, ...fields });
}

function code(content: string | RequestBody): string {
  return `\`${typeof content === "string" ? content : JSON.stringify(content)}\``;
}

/** A table in Markdown; a stroke within a cell is escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return [head, head.map(() => "---"), ...rows].map(line).join("");
}
