/**
 * Kills child processes where this process was killed and could not do it itself.
 *
 * A shell waits at the other end of a pipe and is told of each child that starts or ends. When the pipe closes while
 * children are left, it kills their process groups. It leads a group of its own, so that Ctrl-C does not reach it.
 *
 * Needs /bin/sh: on Windows nothing is watched.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";

/** `left` holds the process numbers between blanks. */
const SCRIPT = `
left=" "
while read -r change pid; do
  case $change in
    start) left="$left$pid " ;;
    end) left="\${left%% $pid *} \${left#* $pid }" ;;
  esac
done
for pid in $left; do kill -s KILL -- "-$pid"; done`;

/** A shell that outlives this process for a moment. */
export class Watchdog {
  readonly #shell: ChildProcess;
  /** Resolves when the shell has ended. */
  readonly gone: Promise<void>;

  constructor() {
    this.#shell = spawn("/bin/sh", ["-c", SCRIPT], { stdio: ["pipe", "ignore", "ignore"], detached: true, cwd: "/" });
    this.gone = new Promise((resolve) => {
      this.#shell.once("close", () => resolve());
      // A system without shell or without room for one more process: the nodes run unwatched.
      this.#shell.once("error", () => resolve());
    });
    this.#shell.stdin?.on("error", () => {});
  }

  /** Tells of a child that leads the process group of this number. */
  noteStart(pid: number): void {
    this.#shell.stdin?.write(`start ${pid}\n`);
  }

  /** Tells that it has ended. */
  noteEnd(pid: number): void {
    this.#shell.stdin?.write(`end ${pid}\n`);
  }

  /** Lets the shell end. */
  close(): void {
    this.#shell.stdin?.end();
  }
}
