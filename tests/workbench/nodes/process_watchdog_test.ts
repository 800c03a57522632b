import { assertEquals } from "@std/assert";
import { Watchdog } from "../../../scripts/workbench/nodes/watchdog.ts";

Deno.test({
  name: "Watchdog kills what was started and has not ended when the pipe closes, and nothing else",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const sleeper = () => new Deno.Command("sleep", { args: ["60"], stdin: "null", detached: true }).spawn();
    const [left, ended, unknown] = [sleeper(), sleeper(), sleeper()];
    const watchdog = new Watchdog();
    watchdog.noteStart(ended.pid);
    watchdog.noteStart(left.pid);
    watchdog.noteEnd(ended.pid);
    watchdog.close();
    await watchdog.gone;
    assertEquals((await left.status).signal, "SIGKILL");
    // Still there, or they could not be ended by another signal.
    for (const process of [ended, unknown]) {
      process.kill("SIGTERM");
      assertEquals((await process.status).signal, "SIGTERM");
    }
  },
});
