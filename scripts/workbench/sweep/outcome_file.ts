/**
 * Outcomes as JSON lines, so that a sweep can be spread over machines and added up afterwards.
 *
 * @module
 */
import { fileProblem } from "../files.ts";
import { UsageError } from "../usage_error.ts";
import { writeAll } from "../files.ts";
import type { ScenarioOutcome } from "./run_scenario.ts";

/** Writes outcomes to a file, line by line. */
export class OutcomeFile {
  readonly #file: Deno.FsFile;

  /** @throws {UsageError} where the file cannot be written. */
  constructor(path: string) {
    try {
      this.#file = Deno.openSync(path, { write: true, create: true, truncate: true });
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

/**
 * Reads files of outcomes; a scenario that is in several of them counts once.
 *
 * @throws {UsageError} with file and line where something is not an outcome.
 */
export function readOutcomes(paths: readonly string[]): ScenarioOutcome[] {
  const outcomes = new Map<string, ScenarioOutcome>();
  for (const path of paths) {
    readText(path).split("\n").forEach((line, position) => {
      if (line.trim() === "") return;
      const outcome = parseOutcome(line, `${path}, line ${position + 1}`);
      const { program, seed, args } = outcome.scenario;
      outcomes.set(JSON.stringify([program, seed, args]), outcome);
    });
  }
  return [...outcomes.values()];
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

function parseOutcome(line: string, place: string): ScenarioOutcome {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new UsageError(`Cannot read ${place}: not JSON, expected a line written by sweep --out`, { cause });
  }
  if (!isOutcome(value)) {
    throw new UsageError(`Cannot read ${place}: not an outcome, expected a line written by sweep --out`);
  }
  return value;
}

function isOutcome(value: unknown): value is ScenarioOutcome {
  if (typeof value !== "object" || value === null) return false;
  const { scenario, valid, faults, anomalies, warnings, coverage, hash, reason } = value as Partial<ScenarioOutcome>;
  return [true, false, "unknown"].includes(valid ?? "") && typeof hash === "string" && typeof reason === "string" &&
    Array.isArray(faults) && Array.isArray(anomalies) && Array.isArray(warnings) && typeof coverage === "object" &&
    typeof scenario?.seed === "number" && typeof scenario.program === "string" && Array.isArray(scenario.args);
}
