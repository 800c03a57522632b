/**
 * The test bench: `deno task workbench COMMAND`, or `deno run -A jsr:@gossip-glomers/deno/bench COMMAND`.
 *
 * @module
 */
import { versionProblem } from "./workbench/deno_version.ts";
import { EXIT_TOOL } from "./workbench/terminal/exit_status.ts";

if (import.meta.main) {
  const problem = versionProblem(Deno.version.deno);
  if (problem !== undefined) await Deno.stderr.write(new TextEncoder().encode(`${problem.text}\n`));
  // Loaded only now, since an older Deno does not even understand all of its files.
  Deno.exit(
    problem?.isFatal === true ? EXIT_TOOL : await (await import("./workbench/cli/commands/main.ts")).main(Deno.args),
  );
}
