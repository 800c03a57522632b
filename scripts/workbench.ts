/**
 * The test bench: `deno task workbench COMMAND`.
 *
 * @module
 */
import { main } from "./workbench/cli/main.ts";

Deno.exit(await main(Deno.args));
