/**
 * `process` and `node:os` as nodes see them.
 *
 * @module
 */
import { environment, exit, INSTEAD, pidOf, TOTAL_BYTES } from "./outside.ts";
import { printingStream } from "./printing.ts";
import { type AnyFunction, refuseNodes, replace } from "./replace.ts";
import { runningNode, thread } from "./thread.ts";

const nowMs = () => thread.guest?.monotonicMs() ?? 0;

function hrtime(previous?: readonly [number, number]): [number, number] {
  const ns = Math.round(nowMs() * 1e6) - (previous === undefined ? 0 : previous[0] * 1e9 + previous[1]);
  return [Math.floor(ns / 1e9), ns % 1e9];
}
Object.assign(hrtime, { bigint: () => BigInt(Math.round(nowMs() * 1e6)) });

const memory = () => ({ rss: 2 ** 26, heapTotal: 2 ** 25, heapUsed: 2 ** 24, external: 2 ** 20, arrayBuffers: 0 });
const cpu = () => ({ user: 0, system: 0 });
const refusal = (name: string, instead: string) => () => refuseNodes({ name: `process.${name}`, instead });
/** Signals do not reach simulated nodes, so whoever waits for one waits for ever. */
const ignored = (self: object) => () => self;

/** What differs for nodes, by name. */
const PROCESS_VALUES: Readonly<Record<string, (real: object) => unknown>> = {
  pid: pidOf,
  ppid: () => 1,
  argv: (real) => [...(Reflect.get(real, "argv") as string[]).slice(0, 1), "program", ...thread.guest?.args ?? []],
  argv0: () => "deno",
  hrtime: () => hrtime,
  uptime: () => () => nowMs() / 1000,
  memoryUsage: () => Object.assign(memory, { rss: () => memory().rss }),
  cpuUsage: () => cpu,
  threadCpuUsage: () => cpu,
  resourceUsage: () => () => ({ userCPUTime: 0, systemCPUTime: 0, maxRSS: 2 ** 16 }),
  availableMemory: () => () => TOTAL_BYTES / 2,
  constrainedMemory: () => () => TOTAL_BYTES,
  stdout: () => printingStream("stdout"),
  stderr: () => printingStream("stderr"),
  env: (real) => environment(Reflect.get(real, "env") as object),
  exit: () => exit,
  reallyExit: () => exit,
  abort: () => () => exit("134, by abort()"),
  on: ignored,
  once: ignored,
  addListener: ignored,
  prependListener: ignored,
  off: ignored,
  removeListener: ignored,
  removeAllListeners: ignored,
  emitWarning: () => (warning: unknown) => runningNode()?.print("stderr", `Warning: ${warning}`),
  getActiveResourcesInfo: () => () => [],
  ...Object.fromEntries(
    ["getuid", "geteuid", "getgid", "getegid"].map((name) => [name, () => () => 1000]),
  ),
};

const PROCESS_REFUSED: Readonly<Record<string, string>> = {
  stdin: INSTEAD.input,
  openStdin: INSTEAD.input,
  kill: INSTEAD.threads,
  _kill: INSTEAD.threads,
  chdir: INSTEAD.files,
  dlopen: INSTEAD.threads,
  binding: INSTEAD.machine,
  report: INSTEAD.machine,
  loadEnvFile: INSTEAD.files,
};

/** `process` for code of nodes; for all other code it is the real one. */
export function virtualProcess(real: object): object {
  return new Proxy(real, {
    get(target, name) {
      const isNode = runningNode() !== undefined;
      const isKnown = typeof name === "string" && (isNode || (thread.guest !== undefined && name === "pid"));
      if (isKnown && Object.hasOwn(PROCESS_VALUES, name)) return PROCESS_VALUES[name]?.(target);
      if (isKnown && Object.hasOwn(PROCESS_REFUSED, name)) refusal(name, PROCESS_REFUSED[name] ?? "")();
      return Reflect.get(target, name, target);
    },
  });
}

/** Replaces the global `process`, where there is one. */
export function replaceProcess(): object | undefined {
  const real: unknown = Reflect.get(globalThis, "process");
  if (typeof real !== "object" || real === null) return undefined;
  const virtual = virtualProcess(real);
  replace(globalThis, "process", virtual);
  return virtual;
}

/** What node:os tells nodes. */
export const OS_FUNCTIONS: Readonly<Record<string, AnyFunction>> = {
  hostname: () => thread.guest?.id,
  uptime: () => nowMs() / 1000,
  loadavg: () => [0, 0, 0],
  freemem: () => TOTAL_BYTES / 2,
  totalmem: () => TOTAL_BYTES,
  cpus: () => [{ model: "simulated", speed: 1000, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }],
  availableParallelism: () => 1,
  networkInterfaces: () => ({}),
  userInfo: () => ({ username: "node", uid: 1000, gid: 1000, shell: null, homedir: "/" }),
  homedir: () => "/",
  tmpdir: () => "/tmp",
  getPriority: () => 0,
  setPriority: () => undefined,
};
