/**
 * Workload `g-set`: a set that only grows.
 *
 * Like broadcast, with other names, without a topology, and with every error indeterminate: an add that was refused may
 * have happened all the same.
 *
 * @module
 */
import { SET_COMPARISON } from "../checkers/comparison.ts";
import { checkGSet } from "../checkers/set_full/set_full.ts";
import { addedElement, addOrRead, listRead, unmarkedFinalReads } from "./add_or_read.ts";
import { ANY, LIST, replySchema } from "./reply_schema.ts";
import { DEFAULT_TIMEOUT_MS, type Workload, type WorkloadClient } from "./workload.ts";

/** The g-set workload. */
export const gSet: Workload = {
  name: "g-set",
  description: "Nodes keep a set that only grows. What one node has acknowledged, all must report in the end.",
  rule: "Every element whose add was acknowledged, or that was seen in a read, must be in the reads invoked last.",
  valueKind: "element",
  vocabulary: { functions: ["add", "read"], readIs: "list" },
  sharedBy: "add",
  reads: [],
  rpcs: [
    {
      request: "add",
      description: "A client adds an element to the set. Each element is added once.",
      requestFields: { element: ANY },
      example: { type: "add", element: 3 },
      replyExample: { type: "add_ok" },
      reply: replySchema("add_ok"),
    },
    {
      request: "read",
      description: "A client asks for all elements, in any order. Mind the field's name, `value`.",
      requestFields: {},
      example: { type: "read" },
      replyExample: { type: "read_ok", value: [3, 1] },
      reply: replySchema("read_ok", { value: LIST }),
    },
  ],
  idempotent: new Set(),
  indeterminateErrors: true,
  reusesClients: false,
  requestTimeoutMs: () => DEFAULT_TIMEOUT_MS,
  generators(_options, random) {
    let next = 0;
    return {
      main: addOrRead({ random, addProbability: 0.5, draftAdd: () => ({ f: "add", value: next++ }) }),
      final: unmarkedFinalReads(),
    };
  },
  openClient,
  writtenBy: addedElement,
  checker: checkGSet,
  comparison: SET_COMPARISON,
};

function openClient(): WorkloadClient {
  return {
    *invoke({ f, value }) {
      if (f === "read") {
        const reply = yield { type: "read" };
        return listRead(reply, "value");
      }
      yield { type: "add", element: value };
      return { type: "ok", value };
    },
  };
}
