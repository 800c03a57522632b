/**
 * Why a program most probably ended by itself, where its end and its last lines tell.
 *
 * @module
 */

/** What to do about a promise that ended a node. */
export const UNCAUGHT_REJECTION_CAUSE =
  "Likely cause: a promise rejected and nobody took notice; await it inside try and catch, or give it a catch()";

const STDIN_UNREAD_CAUSE = "Likely cause: the program does not read its stdin until the end; a TypeScript file of " +
  'this project does so in its last line, "if (import.meta.main) await echo(stdio())"';

/** How a process ended, as Node.js tells it, and what it had printed. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly outputLines: readonly string[];
  readonly logLines: readonly string[];
}

/** `exit status 1` or `signal SIGSEGV`, and on a line of its own the likely cause, where there is one. */
export function describeEnd({ code, signal, outputLines, logLines }: ProcessEnd): string {
  if (signal !== null) return `signal ${signal}`;
  const how = `exit status ${code}`;
  if (code === 0 && outputLines.length === 0 && logLines.length === 0) return `${how}\n${STDIN_UNREAD_CAUSE}`;
  // The words of Deno and of Node.js.
  const isRejection = logLines.some((line) => /Uncaught \(in promise\)|triggerUncaughtException/.test(line));
  return code !== 0 && isRejection ? `${how}\n${UNCAUGHT_REJECTION_CAUSE}` : how;
}
