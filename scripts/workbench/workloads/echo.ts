/**
 * Workload `echo`: a node sends back what it was sent.
 *
 * @module
 */
import { ECHO_COMPARISON } from "../checkers/comparison.ts";
import { checkEcho } from "../checkers/echo.ts";
import { operations } from "../generator/generator.ts";
import type { Json } from "../history.ts";
import { ANY, replySchema } from "./reply_schema.ts";
import { DEFAULT_TIMEOUT_MS, type Workload } from "./workload.ts";

/** Payloads end in a number below this. */
const PAYLOAD_COUNT = 128;

/** The echo workload. */
export const echo: Workload = {
  name: "echo",
  description: "Nodes send back what they were sent. Every reply must carry the payload of its request.",
  rule: "Every reply must hold exactly what the request held.",
  valueKind: "token",
  vocabulary: { functions: ["echo"] },
  reads: [],
  rpcs: [{
    request: "echo",
    description: "A client sends any payload in `echo` and expects the same payload back.",
    requestFields: { echo: ANY },
    example: { type: "echo", echo: "Please echo 35" },
    replyExample: { type: "echo_ok", echo: "Please echo 35" },
    reply: replySchema("echo_ok", { echo: ANY }),
  }],
  idempotent: new Set(),
  indeterminateErrors: false,
  reusesClients: false,
  requestTimeoutMs: () => DEFAULT_TIMEOUT_MS,
  generators: (_options, random) => ({
    main: operations(() => ({ f: "echo", value: `Please echo ${random.integer(0, PAYLOAD_COUNT - 1)}` })),
  }),
  openClient: () => ({
    *invoke({ value }) {
      const reply = yield { type: "echo", echo: value };
      return { type: "ok", value: reply as Json };
    },
  }),
  checker: checkEcho,
  comparison: ECHO_COMPARISON,
};
