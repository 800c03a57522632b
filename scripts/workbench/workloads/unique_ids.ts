/**
 * Workload `unique-ids`: nodes hand out ids that nobody gets twice.
 *
 * @module
 */
import { checkUniqueIds } from "../checkers/unique_ids.ts";
import { operations } from "../generator/generator.ts";
import { ANY, replySchema } from "./reply_schema.ts";
import { DEFAULT_TIMEOUT_MS, type Workload } from "./workload.ts";

/** The unique-ids workload. */
export const uniqueIds: Workload = {
  name: "unique-ids",
  description: "Nodes generate ids. No id may ever be handed out twice, by whichever nodes.",
  rule: "Every id that a node gave out must be different from every other.",
  valueKind: "token",
  vocabulary: { functions: ["generate"] },
  reads: [],
  rpcs: [{
    request: "generate",
    description: "A client asks for a new id, which may be any JSON value: a string, a number, a list.",
    requestFields: {},
    example: { type: "generate" },
    replyExample: { type: "generate_ok", id: "n3-17" },
    reply: replySchema("generate_ok", { id: ANY }),
  }],
  idempotent: new Set(),
  indeterminateErrors: false,
  reusesClients: true,
  requestTimeoutMs: () => DEFAULT_TIMEOUT_MS,
  generators: () => ({ main: operations(() => ({ f: "generate", value: null })) }),
  openClient: () => ({
    *invoke() {
      const reply = yield { type: "generate" };
      return { type: "ok", value: reply.id ?? null };
    },
  }),
  checker: checkUniqueIds,
};
