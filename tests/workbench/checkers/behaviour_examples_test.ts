import { assertEquals } from "@std/assert";
import type { Json } from "../../../scripts/workbench/history.ts";
import { CHECKERS } from "../../../scripts/workbench/workloads/registry.ts";
import type { CheckerOptions } from "../../../scripts/workbench/verdict.ts";
import { historyOf, type Op } from "./ops.ts";

/** A line of appendix B of the behaviour specification. */
interface Example {
  readonly id: string;
  readonly workload: string;
  readonly options?: CheckerOptions;
  /** Fields of the verdict; `valid?` is our `valid`. */
  readonly expect: { readonly [field: string]: Json };
  readonly note?: string;
  readonly ops: readonly Op[];
}

/**
 * Where we differ from the original on purpose: an element that nobody appended kills the original, which leaves
 * "unknown" for everything; ours is false with the reason.
 */
const DEVIATIONS: ReadonlyMap<string, Json> = new Map([["L4/serializable", false]]);

const EXAMPLES = (await Deno.readTextFile(new URL("../../fixtures/behaviour_examples.jsonl", import.meta.url)))
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line, withoutQuestionMark) as Example);

/** Brings an expected field of the specification into the form of our verdicts. */
function expected({ id, expect }: Example, field: string): Json {
  if (field === "valid") return DEVIATIONS.get(id) ?? expect["valid?"] ?? null;
  const value = expect[field] ?? null;
  // Duplicated ids are a map there and pairs in the golden verdicts, as ids need not be strings.
  if (field === "duplicated" && expect["duplicated-count"] === 1) return Object.entries(value as object);
  return value;
}

/** Brings a field of our verdict into the form of the specification. */
function actual(verdict: { readonly [field: string]: Json }, field: string): Json {
  const value = verdict[field] ?? null;
  // Of kafka's unseen messages the specification gives the counts per key.
  if (field === "unseen") return (value as { readonly unseen: Json }).unseen;
  return value;
}

/** Fields of operations are spelled as in Jepsen's histories: `final?` is our `final`. */
function withoutQuestionMark(_key: string, value: Json): Json {
  if (typeof value !== "object" || value === null || !("final?" in value)) return value;
  const { "final?": final, ...rest } = value as { readonly [field: string]: Json };
  return { ...rest, final: final ?? null };
}

for (const example of EXAMPLES) {
  const { id, workload, options, expect, note, ops } = example;
  Deno.test(`the checker of ${workload} gives the verdict of example ${id} when ${note ?? "fed with it"}`, () => {
    const { verdict } = CHECKERS.get(workload)!(historyOf(ops), options ?? {});
    const fields = Object.keys(expect).filter((field) => field !== "error" && field !== "whole-results-replaced");
    for (const field of fields.map((name) => name === "valid?" ? "valid" : name)) {
      assertEquals(actual(verdict, field), expected(example, field), field);
    }
    if (expect.error === true && !DEVIATIONS.has(id)) assertEquals(typeof verdict.error, "object");
  });
}

Deno.test("the behaviour specification has 97 examples", () => {
  assertEquals(EXAMPLES.length, 97);
});
