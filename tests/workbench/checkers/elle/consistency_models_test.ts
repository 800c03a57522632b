import { assertEquals } from "@std/assert";
import {
  anomaliesForbiddenBy,
  CONSISTENCY_MODEL_NAMES,
  friendlyModelName,
  modelBoundary,
} from "../../../../scripts/workbench/checkers/elle/consistency_models.ts";

/** Anomalies that the two workloads can show, of those that a model forbids. */
function forbidden(model: string): string[] {
  const producible = /^(G0|G1[abc]|G-single-item|G-nonadjacent-item|G2-item|internal|lost-update|dirty-update)$/;
  return [...anomaliesForbiddenBy([model])].filter((anomaly) => producible.test(anomaly)).sort();
}

Deno.test("anomaliesForbiddenBy() forbids what the documented table says", () => {
  assertEquals(forbidden("read-uncommitted"), ["G0"]);
  const readCommitted = ["G0", "G1a", "G1b", "G1c", "dirty-update"];
  assertEquals(forbidden("read-committed"), readCommitted);
  assertEquals(forbidden("read-atomic"), [...readCommitted, "internal"]);
  assertEquals(forbidden("update-atomic"), [...readCommitted, "internal", "lost-update"]);
  assertEquals(forbidden("cursor-stability"), [...readCommitted, "lost-update"]);
  assertEquals(forbidden("repeatable-read"), [
    "G-nonadjacent-item",
    "G-single-item",
    ...readCommitted.slice(0, 4),
    "G2-item",
    "dirty-update",
    "lost-update",
  ]);
});

Deno.test("anomaliesForbiddenBy() forbids nothing for models of single objects", () => {
  for (const model of ["causal", "PRAM", "linearizable", "view-serializable", "session-serializable"]) {
    assertEquals(anomaliesForbiddenBy([model]).size, 0, model);
  }
});

Deno.test("anomaliesForbiddenBy() takes canonical and common names alike", () => {
  assertEquals(anomaliesForbiddenBy(["PL-SS"]), anomaliesForbiddenBy(["strict-serializable"]));
  assertEquals(anomaliesForbiddenBy(["strong-serializable"]), anomaliesForbiddenBy(["strict-serializable"]));
});

Deno.test("anomaliesForbiddenBy() forbids real-time anomalies for strict models only", () => {
  assertEquals(anomaliesForbiddenBy(["serializable"]).has("G0-realtime"), false);
  assertEquals(anomaliesForbiddenBy(["strong-session-serializable"]).has("G0-process"), true);
  assertEquals(anomaliesForbiddenBy(["strong-session-serializable"]).has("G0-realtime"), false);
  assertEquals(anomaliesForbiddenBy(["strict-serializable"]).has("G2-item-realtime"), true);
});

Deno.test("modelBoundary() splits the models that an anomaly rules out", () => {
  assertEquals(modelBoundary(["empty-transaction-graph"]), { not: [], alsoNot: [] });
  assertEquals(modelBoundary(["G-nonadjacent-item-realtime"]), {
    not: ["strong-snapshot-isolation"],
    alsoNot: ["strong-serializable"],
  });
  assertEquals(modelBoundary(["G2-item", "lost-update"]).not, ["cursor-stability", "update-atomic"]);
});

Deno.test("friendlyModelName() prefers the names that the original prints", () => {
  assertEquals(friendlyModelName("PL-3"), "serializable");
  assertEquals(friendlyModelName("PL-SS"), "strong-serializable");
  assertEquals(friendlyModelName("prefix"), "prefix");
});

Deno.test("CONSISTENCY_MODEL_NAMES holds every name that the original accepts", () => {
  assertEquals(CONSISTENCY_MODEL_NAMES.length, 54);
  assertEquals(CONSISTENCY_MODEL_NAMES.includes("1SR"), true);
  assertEquals(CONSISTENCY_MODEL_NAMES.includes("PL-2.99"), true);
  assertEquals(CONSISTENCY_MODEL_NAMES.includes("serialisable"), false);
});
