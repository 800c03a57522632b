/**
 * A compiled program (WASI preview 1) as the program of simulated nodes.
 *
 * Each incarnation of a node is an instance of its own. Where the program waits, it is suspended, so that other nodes
 * run and virtual time goes on. It sees its arguments, a few environment variables, standard input, output and error,
 * clocks, randomness from the seed and a disk in memory; nothing of the real machine.
 *
 * @module
 */
import { describeEnd } from "../exit_causes.ts";
import { ProgramEnd } from "../machine.ts";
import type { NodeProgram, ProgramIo } from "../simulated_node.ts";
import { UsageError } from "../../usage_error.ts";
import { Alarm } from "./alarm.ts";
import type { CompiledModule } from "./compile_module.ts";
import { Disk } from "./disk.ts";
import { GuestClock } from "./guest_clock.ts";
import { GuestMemory, TextList } from "./guest_memory.ts";
import { PROMISE_INTEGRATION_NEEDED, promiseIntegration } from "./jspi.ts";
import { MemoryBudget } from "./memory_budget.ts";
import { OpenFiles } from "./open_files.ts";
import { InputStream, OutputStream } from "./standard_streams.ts";
import { Suspension } from "./suspension.ts";
import { systemCalls, type SystemContext, unknownCall, type WaitingCall } from "./system_calls.ts";

/** What every program finds in its environment. The working directory is that of processes. */
const ENVIRONMENT = [
  "HOME=/home/node",
  "HOSTNAME=localhost",
  "LANG=C.UTF-8",
  "PATH=/bin",
  "PWD=/tmp",
  "TMPDIR=/tmp",
  "TZ=UTC",
  "USER=node",
];

/** Under this name a node's disk is kept. */
const DISK_NAME = "files";

const NON_BLOCKING = 4;

/** Go 1.23 waits for signals by yielding again and again, and never looks at its input meanwhile. */
const SIGNAL_HINT = ". In Go that is what signal.Notify and signal.NotifyContext do on WASI, which has no signals: " +
  "leave them out there, for example by the build tag !wasip1";

/**
 * Makes a program of a module.
 *
 * @param name What the program is called in its arguments.
 * @throws {UsageError} where programs cannot be suspended here.
 */
export function wasiProgram({ module, memoryBytes, isGo }: CompiledModule, name: string): NodeProgram {
  const integration = promiseIntegration();
  if (integration === undefined) {
    throw new UsageError(
      `Cannot simulate ${name}: compiled programs cannot be suspended here, expected ${PROMISE_INTEGRATION_NEEDED}`,
    );
  }
  const budget = new MemoryBudget();
  const program = async (io: ProgramIo): Promise<void> => {
    const output = new DelayedLines(io);
    const context = makeContext(io, output, { name, isGo, budget });
    const imports = makeImports(module, context, integration.Suspending);
    let how: string;
    try {
      const { exports } = new WebAssembly.Instance(module, imports);
      if (exports.memory instanceof WebAssembly.Memory) context.memory.attach(exports.memory);
      io.machine.onLine((line) => context.input.push(line));
      await integration.promising(exports._start as WebAssembly.ExportValue)();
      how = "exit status 0";
    } catch (error) {
      how = describeFailure(error);
    }
    context.stdout.finish();
    context.stderr.finish();
    output.flush();
    throw new ProgramEnd(describeHow(how, context));
  };
  return Object.assign(program, { incarnationBytes: memoryBytes });
}

function makeContext(
  io: ProgramIo,
  output: DelayedLines,
  { name, isGo, budget }: { name: string; isGo: boolean; budget: MemoryBudget },
): SystemContext {
  const { machine } = io;
  const claim = budget.claimFor(machine);
  const memory = new GuestMemory(claim);
  const clock = new GuestClock(machine, (text) => {
    machine.warn({ kind: "busy-node", text });
    // Sentence by sentence, since failures show the beginnings of lines.
    for (const sentence of `This node ${text}`.split(". ")) io.log(`[workbench] ${sentence}`);
  }, isGo ? SIGNAL_HINT : "");
  const suspension = new Suspension();
  machine.atEnd(() => suspension.abandon());
  const disk = diskOf(io);
  disk.nowNs = () => clock.realtimeNs();
  const context: SystemContext = {
    memory,
    clock,
    machine,
    alarm: new Alarm(machine),
    disk,
    files: new OpenFiles(disk, isGo ? NON_BLOCKING : 0),
    input: new InputStream(),
    suspension,
    stdout: new OutputStream("stdout", (line) => output.pass(line, clock.aheadNs())),
    stderr: new OutputStream("stderr", (line) => {
      if (NO_THREADS.test(line)) context.wantsThreads = true;
      io.log(line);
    }),
    args: new TextList([name, ...io.args]),
    environment: new TextList(ENVIRONMENT),
    isNonBlocking: isGo,
  };
  return context;
}

/** The node's disk, which outlives its incarnations. */
function diskOf({ machine }: ProgramIo): Disk {
  const kept = machine.disk.get(DISK_NAME);
  if (kept instanceof Disk) return kept;
  let isTold = false;
  const disk = new Disk(() => {
    if (!isTold) {
      machine.warn({
        kind: "full-disk",
        text: "filled its disk in memory, and got the error ENOSPC: 64 MB and 10,000 files fit",
      });
    }
    isTold = true;
  });
  machine.disk.set(DISK_NAME, disk);
  return disk;
}

/** Lines that wait for their time; as many messages may wait for a node. */
const WAITING_LINES_MAX = 100_000;

/** Lines on stdout, which are late where the program was busy. */
class DelayedLines {
  readonly #io: ProgramIo;
  readonly #waiting: string[] = [];

  constructor(io: ProgramIo) {
    this.#io = io;
  }

  /** @param delayNs How late the line is; one that comes before it in time still comes before it. */
  pass(line: string, delayNs: number): void {
    if (delayNs === 0 && this.#waiting.length === 0) return this.#io.output(line);
    if (this.#waiting.length === WAITING_LINES_MAX) {
      throw new ProgramEnd(
        `killed by the bench, because it printed ${WAITING_LINES_MAX} messages without waiting for anything, expected it ` +
          "to let time pass",
      );
    }
    this.#waiting.push(line);
    this.#io.machine.after(delayNs, () => {
      const first = this.#waiting.shift();
      if (first !== undefined) this.#io.output(first);
    });
  }

  /** Passes on what waits. */
  flush(): void {
    for (const line of this.#waiting.splice(0)) this.#io.output(line);
  }
}

function makeImports(
  module: WebAssembly.Module,
  context: SystemContext,
  Suspending: new (call: WaitingCall) => WebAssembly.ImportValue,
): WebAssembly.Imports {
  const { immediate, waiting } = systemCalls(context);
  const imports: Record<string, WebAssembly.ImportValue> = {};
  const groups: Record<string, typeof imports> = {};
  for (const { module: group, name } of WebAssembly.Module.imports(module)) {
    const call = Object.hasOwn(waiting, name) ? waiting[name] : undefined;
    const known = Object.hasOwn(immediate, name) ? immediate[name] : undefined;
    const calls = groups[group] ??= {};
    calls[name] = call === undefined
      ? (known ?? unknownCall(context, name)) as WebAssembly.ImportValue
      : new Suspending(call);
  }
  return groups;
}

/** Says how a program ended that did not return. */
function describeFailure(error: unknown): string {
  if (error instanceof ProgramEnd) return error.message;
  if (error instanceof WebAssembly.RuntimeError) return `a trap, ${error.message}${TRAP_CAUSES[error.message] ?? ""}`;
  if (error instanceof RangeError && /stack/.test(error.message)) return "a stack overflow";
  return `an error of WebAssembly, ${error instanceof Error ? error.message : String(error)}`;
}

/** What Rust prints where a thread cannot be started. */
const NO_THREADS = /failed to spawn thread|operation not supported on this platform/;

const THREADS_CAUSE =
  "Likely cause: the program starts a thread, which WASI preview 1 does not know; let one thread do " +
  "everything (in Rust an async runtime with one thread, too), or run it with --mode process";

/** What traps usually mean. */
const TRAP_CAUSES: Readonly<Record<string, string>> = {
  "unreachable": ": the program aborted itself, as after a panic of Rust or abort() of C",
  "memory access out of bounds": ": the program followed a wild pointer",
  "null function or function signature mismatch": ": the program called a function through a wrong pointer",
};

function describeHow(how: string, { stdout, stderr, wantsThreads = false }: SystemContext): string {
  if (wantsThreads) return `${how}\n${THREADS_CAUSE}`;
  const status = /^exit status (\d+)$/.exec(how)?.[1];
  if (status === undefined) return how;
  // Only whether there was anything counts.
  const lines = ({ hasPrinted }: OutputStream) => hasPrinted ? [""] : [];
  return describeEnd({ code: Number(status), signal: null, outputLines: lines(stdout), logLines: lines(stderr) });
}
