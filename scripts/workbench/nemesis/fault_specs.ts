/**
 * Which faults a run may have: the value of `--nemesis`, such as `partition,kill:minority,loss:0.2`.
 *
 * @module
 */
import { didYouMean } from "../nearest_name.ts";
import { UsageError } from "../usage_error.ts";
import {
  CLOCK_KINDS,
  type ClockKind,
  FAULT_KINDS,
  type FaultKind,
  NODE_TARGETS,
  type NodeTarget,
  ORIGINAL_PARTITION_KINDS,
  PARTITION_KINDS,
  type PartitionKind,
} from "./fault.ts";

/** A kind of fault and what each occurrence of it chooses from. */
export type FaultSpec =
  | { readonly fault: "partition"; readonly choices: readonly PartitionKind[] }
  | { readonly fault: "kill" | "pause"; readonly choices: readonly NodeTarget[] }
  | { readonly fault: "clock"; readonly choices: readonly ClockKind[] }
  /** Factor, probability or milliseconds. */
  | { readonly fault: NumericFault; readonly choices: readonly number[] }
  | { readonly fault: "hold"; readonly choices: readonly never[] };

type NumericFault = "slow" | "loss" | "duplicate" | "reorder";

interface NumberRange {
  readonly default: number;
  readonly isValid: (value: number) => boolean;
  readonly expected: string;
}

const isProbability = (value: number) => value > 0 && value <= 1;

/** Defaults of slow and loss are those of the original's `slow` and `flaky`, which its command line can not reach. */
const NUMBERS: Readonly<Record<NumericFault, NumberRange>> = {
  slow: { default: 10, isValid: (value) => value > 0, expected: "a factor above 0" },
  loss: { default: 0.5, isValid: isProbability, expected: "a probability above 0 and up to 1" },
  duplicate: { default: 0.5, isValid: isProbability, expected: "a probability above 0 and up to 1" },
  reorder: { default: 200, isValid: (value) => value > 0, expected: "milliseconds above 0" },
};

/** Words of each fault that knows some, and what it chooses from where none is given. */
const WORDS = {
  partition: { known: PARTITION_KINDS, defaults: ORIGINAL_PARTITION_KINDS },
  kill: { known: NODE_TARGETS, defaults: ["one"] },
  pause: { known: NODE_TARGETS, defaults: ["one"] },
  clock: { known: CLOCK_KINDS, defaults: CLOCK_KINDS },
} as const;

/** Describes the value of `--nemesis`, for the help text. */
export const NEMESIS_SYNTAX = `${FAULT_KINDS.join(", ")}; each perhaps with a choice: ` +
  `partition:${PARTITION_KINDS.join("|")}, kill:${NODE_TARGETS.join("|")} (pause alike), ` +
  `clock:${CLOCK_KINDS.join("|")}, slow:FACTOR, loss:P, duplicate:P, reorder:MS`;

/**
 * Reads the value of `--nemesis`: faults, separated by commas, each perhaps with a choice after a colon. A fault that is
 * named several times chooses among all that was named.
 *
 * @returns One spec a fault, in the order of their first mention; empty for an empty text.
 * @throws {UsageError} with what was expected.
 */
export function parseNemesis(text: string): FaultSpec[] {
  const choices = new Map<FaultKind, Set<string>>();
  for (const item of text.split(",").map((part) => part.trim())) {
    if (item === "") continue;
    const [name = "", choice] = item.split(/:(.*)/s);
    const fault = FAULT_KINDS.find((known) => known === name);
    if (fault === undefined) {
      throw new UsageError(
        `Cannot use "${name}" in --nemesis: expected ${FAULT_KINDS.join(", ")}${didYouMean(name, FAULT_KINDS)}`,
      );
    }
    const chosen = choices.get(fault) ?? new Set();
    choices.set(fault, chosen);
    if (choice !== undefined) chosen.add(choice.trim());
  }
  return [...choices].map(([fault, chosen]) => makeSpec(fault, [...chosen]));
}

/** Writes specs as `parseNemesis` reads them; defaults are left out. */
export function formatNemesis(specs: readonly FaultSpec[]): string {
  return specs.map((spec) => {
    const isDefault = String(spec.choices) === String(makeSpec(spec.fault, []).choices);
    return isDefault ? spec.fault : spec.choices.map((choice) => `${spec.fault}:${choice}`).join(",");
  }).join(",");
}

/**
 * Checks that faults can be done in a mode and on this system.
 *
 * @param system Default: the system that this runs on.
 * @throws {UsageError} where one can not.
 */
export function checkFaults(
  faults: Iterable<FaultKind>,
  mode: "sim" | "process",
  system?: string,
): void {
  if (mode === "sim") return;
  const isWindows = (system ?? Deno.build.os) === "windows";
  for (const fault of faults) {
    if (fault === "clock") {
      throw new UsageError(
        'Cannot use "clock" in --nemesis with --mode process: processes share the clock of the machine, expected ' +
          "--mode sim",
      );
    }
    if (fault === "pause" && isWindows) {
      throw new UsageError(
        'Cannot use "pause" in --nemesis with --mode process on Windows, which can not stop processes: expected ' +
          "--mode sim",
      );
    }
  }
}

function makeSpec(fault: FaultKind, chosen: readonly string[]): FaultSpec {
  switch (fault) {
    case "partition":
      return { fault, choices: readWords(fault, chosen, WORDS.partition) };
    case "kill":
    case "pause":
      return { fault, choices: readWords(fault, chosen, WORDS[fault]) };
    case "clock":
      return { fault, choices: readWords(fault, chosen, WORDS.clock) };
    case "hold":
      if (chosen.length === 0) return { fault, choices: [] };
      throw new UsageError(`Cannot use "hold:${chosen[0]}" in --nemesis: expected "hold", which knows no choice`);
    default:
      return { fault, choices: readNumbers(fault, chosen) };
  }
}

function readWords<Word extends string>(
  fault: FaultKind,
  chosen: readonly string[],
  { known, defaults }: { readonly known: readonly Word[]; readonly defaults: readonly Word[] },
): readonly Word[] {
  if (chosen.length === 0) return defaults;
  return chosen.map((choice) => {
    const word = known.find((candidate) => candidate === choice);
    if (word !== undefined) return word;
    throw new UsageError(
      `Cannot use "${fault}:${choice}" in --nemesis: expected ${fault}: followed by ${known.join(", ")}` +
        didYouMean(choice, known, `${fault}:`),
    );
  });
}

function readNumbers(fault: NumericFault, chosen: readonly string[]): readonly number[] {
  const range = NUMBERS[fault];
  if (chosen.length === 0) return [range.default];
  return chosen.map((choice) => {
    const value = Number(choice);
    if (choice !== "" && Number.isFinite(value) && range.isValid(value)) return value;
    throw new UsageError(
      `Cannot use "${fault}:${choice}" in --nemesis: expected ${fault}: followed by ${range.expected}`,
    );
  });
}
