/**
 * Rules of this project that a machine can check (deno.json, lint.plugins): short functions, layers, and no ambient time
 * or randomness in the workbench, where a simulated run could not replace it.
 *
 * @module
 */

const MAX_FUNCTION_LINES = 70;

/** With a slash at both ends, on Windows as well ("/C:/project/"). */
const ROOT = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** Files of the workbench that are the source of time and randomness, or that deal with the world outside a run. */
const AMBIENT_ALLOWED = [
  "scripts/workbench.ts",
  "scripts/workbench/clock.ts",
  "scripts/workbench/random.ts",
  "scripts/workbench/nodes/simulated",
  "scripts/workbench/nodes/virtual",
  "scripts/workbench/nodes/process",
  "scripts/workbench/cli/",
  "scripts/workbench/options/seed.ts",
  "scripts/workbench/run/watched_worker.ts",
  "scripts/workbench/terminal/",
];

/** Ambient functions by the object that they hang on. */
const AMBIENT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Date: ["now"],
  Math: ["random"],
  performance: ["now"],
  crypto: ["randomUUID", "getRandomValues"],
  AbortSignal: ["timeout"],
  globalThis: ["setTimeout", "setInterval"],
};

const AMBIENT_FUNCTIONS = ["setTimeout", "setInterval"];

/**
 * The rooms of the workbench from the ground up: a file may import its own room and those below it. The files beside the
 * rooms are the ground floor, but for judge.ts, which has a floor of its own.
 */
export const FLOORS: readonly string[] = [
  ...[
    "text",
    "",
    "generator",
    "nemesis",
    "checkers",
    "net",
    "services",
    "recording",
    "nodes",
    "workloads",
    "run",
    "judge.ts",
  ],
  ...["report", "explain", "explore", "terminal", "options", "stages", "recorded", "sweep", "cli", "original"],
  "cli/commands",
];
const WORKBENCH = "scripts/workbench/";

type Context = Deno.lint.RuleContext;
type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

const maxFunctionLines: Deno.lint.Rule = {
  create(context) {
    if (pathInProject(context.filename).startsWith("tests/")) return {};
    const check = (node: FunctionNode) => {
      const lines = context.sourceCode.getText(node).split("\n").length;
      if (lines <= MAX_FUNCTION_LINES) return;
      const message = `Function has ${lines} lines, expected ${MAX_FUNCTION_LINES} at most`;
      context.report({ node, message, hint: "Move its leaves to functions below it" });
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

const layers: Deno.lint.Rule = {
  create(context) {
    const file = pathInProject(context.filename);
    const check = (node: Deno.lint.Node, source: Deno.lint.Node | null | undefined) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const complaint = layerComplaint(file, source.value);
      if (complaint !== undefined) context.report({ node, message: complaint });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
    };
  },
};

const noAmbient: Deno.lint.Rule = {
  create(context) {
    const file = pathInProject(context.filename);
    const inWorkbench = file.startsWith("scripts/workbench");
    if (!inWorkbench || AMBIENT_ALLOWED.some((prefix) => file.startsWith(prefix))) return {};
    return {
      MemberExpression(node) {
        if (node.object.type !== "Identifier" || node.property.type !== "Identifier" || node.computed) return;
        const { name } = node.object;
        if (!Object.hasOwn(AMBIENT_MEMBERS, name) || !AMBIENT_MEMBERS[name]?.includes(node.property.name)) return;
        reportAmbient(context, node, `${name}.${node.property.name}`);
      },
      CallExpression(node) {
        if (node.callee.type !== "Identifier" || !AMBIENT_FUNCTIONS.includes(node.callee.name)) return;
        reportAmbient(context, node, node.callee.name);
      },
      NewExpression(node) {
        if (node.callee.type !== "Identifier" || node.callee.name !== "Date" || node.arguments.length > 0) return;
        reportAmbient(context, node, "new Date()");
      },
      ImportDeclaration(node) {
        if (/^node:timers(\/|$)/.test(node.source.value)) reportAmbient(context, node, node.source.value);
      },
    };
  },
};

const plugin: Deno.lint.Plugin = {
  name: "gossip-glomers",
  rules: { "max-function-lines": maxFunctionLines, layers, "no-ambient": noAmbient },
};

export default plugin;

/** Says what is wrong with an import, or nothing. Layers: challenges -> lib -> @std; the workbench stands alone. */
function layerComplaint(file: string, specifier: string): string | undefined {
  const target = specifier.startsWith(".") ? new URL(specifier, `file:///${file}`).pathname.slice(1) : specifier;
  const isStd = target.startsWith("@std/");
  if (file.startsWith("lib/") && !isStd && !target.startsWith("lib/")) {
    return `Cannot import "${specifier}" in lib: expected a file of lib or @std`;
  }
  if (file.startsWith("challenges/") && !isStd && !target.startsWith("lib/")) {
    return `Cannot import "${specifier}" in a challenge: expected a file of lib or @std`;
  }
  if (/^scripts\/workbench(\/|\.ts$)/.test(file) && /^(lib|challenges|tests)\//.test(target)) {
    return `Cannot import "${specifier}" in the workbench: expected nothing of lib, challenges or tests`;
  }
  return floorComplaint(file, target, specifier);
}

/** Says where an import within the workbench goes up. */
function floorComplaint(file: string, target: string, specifier: string): string | undefined {
  if (!file.startsWith(WORKBENCH) || !target.startsWith(WORKBENCH)) return undefined;
  const [from, to] = [roomOf(file), roomOf(target)];
  for (const room of [from, to]) {
    if (!FLOORS.includes(room)) return `Cannot tell the floor of "${room}": expected it in FLOORS of lint_plugin.ts`;
  }
  if (FLOORS.indexOf(to) <= FLOORS.indexOf(from)) return undefined;
  return `Cannot import "${specifier}" in ${from === "" ? "the ground floor" : from}: expected a room below it, ` +
    `${to} is above (FLOORS of lint_plugin.ts)`;
}

/** The room of a file below scripts/workbench/; the empty text for the ground floor. */
function roomOf(file: string): string {
  const [room = "", ...others] = file.slice(WORKBENCH.length).split("/");
  if (others.length === 0) return room === "judge.ts" ? room : "";
  return others.length > 1 && FLOORS.includes(`${room}/${others[0]}`) ? `${room}/${others[0]}` : room;
}

function reportAmbient(context: Context, node: Deno.lint.Node, what: string): void {
  context.report({
    node,
    message: `Cannot use ${what} in the workbench: expected a Clock or a Random that was passed in`,
    hint: "See clock.ts and random.ts",
  });
}

/** The path below the project's root, with slashes. A relative path counts from there. */
function pathInProject(filename: string): string {
  const named = filename.startsWith("file:") ? decodeURIComponent(new URL(filename).pathname) : filename;
  const path = `/${named.replaceAll("\\", "/")}`.replace(/^\/+/, "/");
  return path.startsWith(ROOT) ? path.slice(ROOT.length) : path.slice(1);
}
