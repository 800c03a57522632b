/**
 * Outcomes as JSON lines, so that a sweep can be spread over machines and added up, also while parts of it still run.
 *
 * The first line says which part of which sweep follows.
 *
 * @module
 */
import { fileProblem, writeAll } from "../files.ts";
import { UsageError } from "../usage_error.ts";
import type { ScenarioOutcome } from "./run_scenario.ts";

/** The first line of a file. */
export interface SweepPart {
  /** Words of the command line that makes the whole sweep; those that say how it is shared are left out. */
  readonly sweep: readonly string[];
  readonly part: number;
  readonly parts: number;
  /** How many outcomes will follow. */
  readonly scenarios: number;
}

/** Writes outcomes to a file, line by line. */
export class OutcomeFile {
  readonly #file: Deno.FsFile;

  /** @throws {UsageError} where the file cannot be written. */
  constructor(path: string, part: SweepPart) {
    try {
      this.#file = Deno.openSync(path, { write: true, create: true, truncate: true });
      writeAll(this.#file, `${JSON.stringify(part)}\n`);
    } catch (cause) {
      throw new UsageError(`Cannot write --out ${path}: ${fileProblem(cause)}`, { cause });
    }
  }

  write(outcome: ScenarioOutcome): void {
    writeAll(this.#file, `${JSON.stringify(outcome)}\n`);
  }

  close(): void {
    this.#file.close();
  }
}

/** One line of a file. */
export type OutcomeLine =
  | { readonly kind: "part"; readonly part: SweepPart }
  | { readonly kind: "outcome"; readonly outcome: ScenarioOutcome };

/**
 * Reads a file of outcomes. A last line without its end is still being written, and left out.
 *
 * @throws {UsageError} with file and line where something is not an outcome.
 */
export function readOutcomeFile(path: string): OutcomeLine[] {
  const lines = readText(path).split("\n");
  lines.pop();
  return lines.flatMap((line, position) =>
    line.trim() === "" ? [] : [parseLine(line, `${path}, line ${position + 1}`)]
  );
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    throw new UsageError(`Cannot read ${path}: ${fileProblem(cause)}, expected a file written by sweep --out`, {
      cause,
    });
  }
}

function parseLine(line: string, place: string): OutcomeLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new UsageError(`Cannot read ${place}: not JSON, expected a line written by sweep --out`, { cause });
  }
  if (isPart(value)) return { kind: "part", part: value };
  if (isOutcome(value)) return { kind: "outcome", outcome: value };
  throw new UsageError(`Cannot read ${place}: not an outcome, expected a line written by sweep --out`);
}

function isPart(value: unknown): value is SweepPart {
  if (typeof value !== "object" || value === null) return false;
  const { sweep, part, parts, scenarios } = value as Partial<SweepPart>;
  return Array.isArray(sweep) && [part, parts, scenarios].every((number) => typeof number === "number");
}

function isOutcome(value: unknown): value is ScenarioOutcome {
  if (typeof value !== "object" || value === null) return false;
  const { scenario, valid, faults, anomalies, warnings, coverage, hash, reason } = value as Partial<ScenarioOutcome>;
  return [true, false, "unknown"].includes(valid ?? "") && typeof hash === "string" && typeof reason === "string" &&
    Array.isArray(faults) && Array.isArray(anomalies) && Array.isArray(warnings) && typeof coverage === "object" &&
    typeof scenario?.seed === "number" && typeof scenario.program === "string" && Array.isArray(scenario.args);
}
