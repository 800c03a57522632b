/**
 * Loads the module of a program for virtual time: once for all nodes, while clock and chance stand still.
 *
 * @module
 */
import { Random } from "../random.ts";
import { printable } from "../text/excerpt.ts";
import { UsageError } from "../usage_error.ts";
import type { GuestNode } from "./guest_node.ts";
import { type NodeProgram, SIMULATED_EPOCH_MS } from "./simulated_node.ts";
import { loadAs } from "./virtual_world.ts";

/** Imports the module of a program, with its error as it is where it has one. */
export async function importModule(url: string): Promise<{ readonly default?: unknown }> {
  const release = refuseStdin();
  try {
    return await loadAs(new LoadingModule(), () => import(url));
  } finally {
    release();
  }
}

/** Loads the program of a challenge file. @throws {UsageError} where the module has none. */
export async function loadModule(url: string): Promise<NodeProgram> {
  let module: { readonly default?: unknown };
  try {
    module = await importModule(url);
  } catch (error) {
    throw new UsageError(`Cannot load "${url}": ${loadProblem(error)}`);
  }
  if (typeof module.default !== "function") {
    throw new UsageError(
      `Cannot simulate "${url}": the module has no default export that is a program, expected ` +
        `"export default program((node) => ...)" as in challenges/1_echo.ts; test and glomers run it as it is with --mode process`,
    );
  }
  return module.default as NodeProgram;
}

/** Why a module cannot be loaded, in words for the user. */
function loadProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n").map(printable).join("\n").replace(/^Error: /, "");
}

/**
 * Lets a module that reads stdin while it is loaded fail, in place of waiting for what nobody will type.
 *
 * @returns What undoes it.
 */
function refuseStdin(): () => void {
  if (typeof Deno === "undefined") return () => {};
  Object.defineProperty(Deno.stdin, "readable", {
    configurable: true,
    get() {
      throw new Error(
        'it reads stdin as soon as it is loaded, expected "if (import.meta.main)" before "await program(stdio())", and ' +
          '"export default program"; test and glomers run it as it is with --mode process',
      );
    },
  });
  return () => Reflect.deleteProperty(Deno.stdin, "readable");
}

/** What a module's statements see while it is loaded: what they take from clock and chance is the same for all runs. */
class LoadingModule implements GuestNode {
  readonly id = "n0";
  readonly args: readonly string[] = [];
  readonly isLoading = true;
  readonly #random = new Random(0);

  startTimer(): number {
    throw new Error(
      "it starts a timer as soon as it is loaded, expected timers inside the program's function: " +
        "all simulated nodes share the module",
    );
  }

  stopTimer(): void {}

  wallClockMs(): number {
    return SIMULATED_EPOCH_MS;
  }

  monotonicMs(): number {
    return 0;
  }

  random(): number {
    return this.#random.float();
  }

  print(): void {}

  onUncaught(): void {}

  exit(how: string): void {
    throw new Error(`it ended itself as soon as it was loaded: ${how}`);
  }

  refuse(): void {}
}
