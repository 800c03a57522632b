import { assertEquals } from "@std/assert";
import { mayBeSimulated, runWorker } from "../../../scripts/workbench/cli/start_worker.ts";

Deno.test("mayBeSimulated() expects virtual time for our challenges and for TypeScript and WebAssembly", () => {
  assertEquals(mayBeSimulated(["3d", "--seed", "1"]), true);
  assertEquals(mayBeSimulated(["-w", "echo", "--bin", "challenges/1_echo.ts"]), true);
  assertEquals(mayBeSimulated(["-w", "echo", "--bin=./node.wasm"]), true);
});

Deno.test("mayBeSimulated() expects real time for executables, and nothing of a call for help", () => {
  assertEquals(mayBeSimulated(["-w", "echo", "--bin", "./my-node"]), false);
  assertEquals(mayBeSimulated(["-w", "echo", "--bin", "challenges/1_echo.ts", "--mode", "process"]), false);
  assertEquals(mayBeSimulated(["3d", "--help"]), false);
});

Deno.test("runWorker() gives a worker that answers after it was started early, and anew after it was ended", async () => {
  const worker = runWorker();
  try {
    for (let round = 0; round < 2; round++) {
      worker.prepare();
      assertEquals(await worker.ask({ kind: "events" }, { name: "a run" }), "");
      worker.end();
    }
  } finally {
    worker.end();
  }
});
