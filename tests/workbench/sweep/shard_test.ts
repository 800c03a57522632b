import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { shardFromEnvironment } from "../../../scripts/workbench/sweep/shard.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

type Variables = Readonly<Record<string, string>>;

/** The part as a text, or the sentence that says why there is none. */
function partOf(variables: Variables): string {
  const { part, parts, from } = shardFromEnvironment((name) => variables[name]);
  return `${part}/${parts} ${from}`;
}

function complaint(variables: Variables): string {
  return assertThrows(() => partOf(variables), UsageError).message;
}

function slurm(id: number, [count, min, max, step = 1]: readonly number[], more: Variables = {}): Variables {
  return {
    SLURM_ARRAY_TASK_ID: String(id),
    SLURM_ARRAY_TASK_COUNT: String(count),
    SLURM_ARRAY_TASK_MIN: String(min),
    SLURM_ARRAY_TASK_MAX: String(max),
    SLURM_ARRAY_TASK_STEP: String(step),
    ...more,
  };
}

Deno.test("shardFromEnvironment() reads what each batch system sets", () => {
  assertEquals(partOf(slurm(3, [16, 1, 16])), "3/16 Slurm");
  assertEquals(partOf(slurm(0, [16, 0, 15])), "1/16 Slurm");
  assertEquals(partOf(slurm(9, [3, 1, 9, 4])), "3/3 Slurm");
  assertEquals(partOf({ JOB_COMPLETION_INDEX: "0", JOB_COMPLETIONS: "8" }), "1/8 Kubernetes");
  assertEquals(partOf({ JOB_COMPLETION_INDEX: "7", SWEEP_PARTS: "8" }), "8/8 Kubernetes");
  assertEquals(partOf({ AWS_BATCH_JOB_ARRAY_INDEX: "4", AWS_BATCH_JOB_ARRAY_SIZE: "5" }), "5/5 AWS Batch");
  assertEquals(partOf({ CI_NODE_INDEX: "1", CI_NODE_TOTAL: "4" }), "1/4 GitLab CI");
  assertEquals(partOf({ CIRCLE_NODE_INDEX: "3", CIRCLE_NODE_TOTAL: "4" }), "4/4 CircleCI");
  assertEquals(partOf({ BUILDKITE_PARALLEL_JOB: "0", BUILDKITE_PARALLEL_JOB_COUNT: "2" }), "1/2 Buildkite");
  assertEquals(partOf({ SWEEP_PART: "2", SWEEP_PARTS: "4" }), "2/4 SWEEP_PART");
});

Deno.test("shardFromEnvironment() takes one's own variables before those of a batch system, and empty ones for none", () => {
  assertEquals(partOf({ ...slurm(3, [16, 1, 16]), SWEEP_PART: "5", SWEEP_PARTS: "9" }), "5/9 SWEEP_PART");
  assertEquals(partOf({ SWEEP_PART: "", CI_NODE_INDEX: " 2 ", CI_NODE_TOTAL: "4" }), "2/4 GitLab CI");
  assertEquals(
    partOf({ CI_NODE_INDEX: "2", CI_NODE_TOTAL: "4", CIRCLE_NODE_INDEX: "1", CIRCLE_NODE_TOTAL: "4" }),
    "2/4 GitLab CI",
  );
});

Deno.test("shardFromEnvironment() knows a part of a Slurm array that is run again alone by SWEEP_PARTS only", () => {
  const parts = { SWEEP_PARTS: "16" };
  assertEquals(partOf(slurm(5, [1, 5, 5], parts)), "5/16 Slurm");
  assertEquals(partOf(slurm(9, [2, 3, 9], parts)), "9/16 Slurm");
  assertEquals(partOf(slurm(16, [16, 1, 16], parts)), "16/16 Slurm");
  assertStringIncludes(complaint(slurm(5, [1, 5, 5])), "has task 5 alone, which may be one of many that is run again");
  assertStringIncludes(complaint(slurm(3, [2, 3, 9])), "has 2 tasks between 3 and 9, expected all of them");
  assertStringIncludes(complaint(slurm(2, [16, 0, 15], parts)), "16 tasks from 0 on, expected numbers from 1 to 16");
  assertStringIncludes(complaint(slurm(2, [20, 1, 20], parts)), "20 tasks from 1 on, expected numbers from 1 to 16");
});

Deno.test("shardFromEnvironment() says what is missing, wrong or contradicts itself, and what to set", () => {
  assertStringIncludes(complaint({}), "no batch system has set its variables here");
  assertStringIncludes(complaint({ SWEEP_PART: "1" }), "SWEEP_PARTS is not set, expected both");
  assertStringIncludes(complaint({ SWEEP_PART: "0", SWEEP_PARTS: "4" }), "SWEEP_PART is 0, expected 1 to 4");
  assertStringIncludes(complaint({ JOB_COMPLETION_INDEX: "1" }), "expected JOB_COMPLETIONS or SWEEP_PARTS to be set");
  assertStringIncludes(
    complaint({ JOB_COMPLETION_INDEX: "8", JOB_COMPLETIONS: "8" }),
    "JOB_COMPLETION_INDEX is 8, expected 0 to 7, since there are 8 parts",
  );
  assertStringIncludes(
    complaint({ JOB_COMPLETION_INDEX: "1", JOB_COMPLETIONS: "8", SWEEP_PARTS: "9" }),
    "JOB_COMPLETIONS is 8, and SWEEP_PARTS 9, expected the same number of parts",
  );
  assertStringIncludes(complaint({ CI_NODE_INDEX: "one" }), 'CI_NODE_INDEX is "one", expected a whole number');
  assertStringIncludes(
    complaint({ CI_NODE_INDEX: "1", CI_NODE_TOTAL: "0" }),
    "there are 0 parts, expected 1 to 999999",
  );
  assertStringIncludes(
    complaint({ CI_NODE_INDEX: "2", CI_NODE_TOTAL: "4", CIRCLE_NODE_INDEX: "2", CIRCLE_NODE_TOTAL: "4" }),
    "GitLab CI says part 2 of 4, and CircleCI part 3 of 4, expected one of them",
  );
});
