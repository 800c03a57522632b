/**
 * Which faults a run may have: the value of `--nemesis`, such as `partition,kill:minority,loss:0.2`.
 *
 * @module
 */
import { didYouMean } from "../text/nearest_name.ts";
import { UsageError } from "../usage_error.ts";
import { FAULT_KINDS, type FaultChoices, type FaultKind, faultKind, FAULTS } from "./faults/registry.ts";

/** A kind of fault and what each occurrence of it chooses from. */
export type FaultSpec<Kind extends FaultKind = FaultKind> = {
  readonly [K in Kind]: { readonly fault: K; readonly choices: readonly FaultChoices[K][] };
}[Kind];

/** Describes the value of `--nemesis`, for the help text: faults with the same choices stand together. */
export function nemesisSyntax(): string {
  const faultsOf = Map.groupBy(FAULT_KINDS, (kind) => FAULTS[kind].choices.syntax);
  faultsOf.delete("");
  const choices = [...faultsOf].map(([syntax, [first, ...others]]) =>
    `${first}:${syntax}${others.length === 0 ? "" : ` (${others.join(", ")} alike)`}`
  );
  return `${FAULT_KINDS.join(", ")}; each perhaps with a choice: ${choices.join(", ")}`;
}

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
    const fault = faultKind(name);
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
  return specs.map((spec) =>
    hasDefaultChoices(spec) ? spec.fault : spec.choices.map((choice) => `${spec.fault}:${choice}`).join(",")
  ).join(",");
}

/** Tells whether a fault chooses from what it chooses from where nothing is named. */
export function hasDefaultChoices({ fault, choices }: FaultSpec): boolean {
  return String(choices) === String(FAULTS[fault].choices.defaults);
}

/**
 * Checks that faults can be done in a mode and on this system.
 *
 * @param system Default: the system that this runs on.
 * @throws {UsageError} where one cannot.
 */
export function checkFaults(faults: Iterable<FaultKind>, mode: "sim" | "process", system?: string): void {
  if (mode === "sim") return;
  for (const fault of faults) {
    const problem = FAULTS[fault].processProblem?.(system ?? Deno.build.os);
    if (problem === undefined) continue;
    throw new UsageError(
      `Cannot use "${fault}" in --nemesis with --mode process: ${problem}, expected --mode sim`,
    );
  }
}

function makeSpec<Kind extends FaultKind>(fault: Kind, chosen: readonly string[]): FaultSpec<Kind> {
  const { choices } = FAULTS[fault];
  return { fault, choices: chosen.length === 0 ? choices.defaults : chosen.map((text) => choices.read(fault, text)) };
}
