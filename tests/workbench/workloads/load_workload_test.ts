import { assert, assertRejects } from "@std/assert";
import { loadWorkload } from "../../../scripts/workbench/workloads/load_workload.ts";
import { WORKLOADS } from "../../../scripts/workbench/workloads/registry.ts";

Deno.test("loadWorkload() loads each workload that there is", async () => {
  for (const [name, workload] of WORKLOADS) assert(await loadWorkload(name) === workload, name);
});

Deno.test("loadWorkload() refuses a name that no workload has", async () => {
  for (const name of ["nothing", "constructor"]) await assertRejects(() => loadWorkload(name), RangeError, name);
});
