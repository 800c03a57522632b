import type { Figures } from "../../../scripts/measure/experiment.ts";

/** Figures of a run without surprises, changed in parts. */
export function figures(changes: Partial<Figures> = {}): Figures {
  return {
    valid: true,
    reason: "",
    operations: 2000,
    messagesPerOperation: 1,
    medianMs: 100,
    maxMs: 200,
    okFraction: 1,
    sendOkFraction: 1,
    lagP99Ms: undefined,
    sendMs: undefined,
    addMsMax: undefined,
    readAgeMsMax: undefined,
    convergenceMs: undefined,
    busiest: { node: "n0", messagesPerS: 10, bytesPerS: 1000, share: 0.5 },
    ...changes,
  };
}
