/**
 * The test bench: `deno task workbench COMMAND`.
 *
 * @module
 */
import { main } from "./workbench/cli/commands/main.ts";

Deno.exit(await main(Deno.args));
