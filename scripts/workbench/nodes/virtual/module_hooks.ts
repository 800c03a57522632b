/**
 * Leads imports of Node.js's modules in programs of nodes, and in all that they import, to those of node_modules.ts.
 *
 * Needs module.registerHooks() (Node.js 23.5, Deno 2.9); where it is missing, what modules of Node.js do stays real.
 *
 * @module
 */
import { refuseNodes } from "./replace.ts";
import { builtinName, PURE_MODULES, type Replacements, UNLOADABLE, VirtualModules } from "./node_modules.ts";

/** Where the made modules are found by the sources that the loader is given. */
const REGISTRY = Symbol.for("gossip-glomers.virtual-modules");

const LATE_IMPORT = "loading a module takes real time; import it at the beginning of the file";

const SCHEME = "gossip-glomers-virtual:";

/** Folder of the bench, whose own imports are real. */
const BENCH = new URL("../../../", import.meta.url).href;

/** The parts of node:module in use. */
interface ModuleApi {
  isBuiltin(specifier: string): boolean;
  registerHooks?(hooks: {
    resolve(specifier: string, context: { readonly parentURL?: string }, next: Resolve): Resolved;
    load(url: string, context: object, next: Load): Loaded;
  }): void;
}

type Resolve = (specifier: string, context: object) => Resolved;
type Load = (url: string, context: object) => Loaded;

interface Resolved {
  readonly url: string;
  readonly format?: string;
  readonly shortCircuit?: boolean;
}

interface Loaded {
  readonly format: string;
  readonly source?: string;
  readonly shortCircuit?: boolean;
}

/** Installs the hooks of this thread. */
export function hookModules(replacements: Replacements): void {
  const process = Reflect.get(globalThis, "process") as { getBuiltinModule?(name: string): object } | undefined;
  if (process?.getBuiltinModule === undefined) return;
  const load = (name: string) => process.getBuiltinModule?.(`node:${name}`);
  const api = load("module") as ModuleApi | undefined;
  if (api?.registerHooks === undefined) return;
  const modules = new VirtualModules(replacements, load);
  Reflect.set(globalThis, REGISTRY, modules);
  api.registerHooks({
    resolve(specifier, context, next) {
      const isBench = context.parentURL === undefined || context.parentURL.startsWith(BENCH);
      if (!isBench) refuseNodes({ name: `import(${JSON.stringify(specifier)}) in a function`, instead: LATE_IMPORT });
      const name = isBench || !api.isBuiltin(specifier) ? undefined : builtinName(specifier);
      if (name === undefined || PURE_MODULES.has(name)) {
        const resolved = next(specifier, context);
        if (!isBench) checkBareName(specifier, context.parentURL ?? "", resolved.url);
        return resolved;
      }
      const reason = UNLOADABLE[name];
      if (reason !== undefined) throw new Error(`it imports node:${name}, which no simulated node has: ${reason}`);
      return { url: SCHEME + name, format: "module", shortCircuit: true };
    },
    load(url, context, next) {
      if (!url.startsWith(SCHEME)) return next(url, context);
      return { format: "module", source: sourceOf(modules, url.slice(SCHEME.length)), shortCircuit: true };
    },
  });
}

/** A name that no import map knows comes back as if it were a path. @throws {Error} then. */
function checkBareName(specifier: string, parentUrl: string, url: string): void {
  if (/^(?:\.{0,2}\/|[a-z][a-z\d+.-]*:)/i.test(specifier) || !URL.canParse(specifier, parentUrl)) return;
  if (url !== new URL(specifier, parentUrl).href) return;
  throw new Error(
    `it imports "${specifier}", which the import map of the bench does not have: in virtual time that one holds, and not ` +
      "the deno.json of the program's own folder; import it by a path, or by npm: or jsr:, or use --mode process",
  );
}

/** A module that exports what was made for a name. */
function sourceOf(modules: VirtualModules, name: string): string {
  const names = Object.keys(modules.exportsOf(name)).filter((key) =>
    key !== "default" && /^[\p{L}_$][\w$]*$/u.test(key)
  );
  const made = `globalThis[Symbol.for(${JSON.stringify(REGISTRY.description)})].exportsOf(${JSON.stringify(name)})`;
  const lines = names.map((key, position) => `const e${position} = made[${JSON.stringify(key)}];`);
  const list = names.map((key, position) => `e${position} as ${key}`).join(", ");
  return `const made = ${made};\nexport default made.default;\n${lines.join("\n")}\nexport { ${list} };\n`;
}
