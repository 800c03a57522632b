/**
 * Names of stages for addresses, drafts and lessons: that of the challenge, and a number where it has several command
 * lines. Positions in the bench's list would change when a stage is added.
 *
 * @module
 */
import { type Stage, STAGES } from "../workbench/stages/stages.ts";

const KEYS: readonly string[] = STAGES.map(({ challenge }, position) => {
  const before = STAGES.slice(0, position).filter((stage) => stage.challenge === challenge).length;
  return before === 0 ? challenge : `${challenge}~${before + 1}`;
});

/** The key of a stage, by its position in STAGES. */
export function stageKey(position: number): string {
  const key = KEYS[position];
  if (key === undefined) throw new RangeError(`Cannot find stage number ${position}: there are ${KEYS.length}`);
  return key;
}

/** The position in STAGES of the stage with a key; undefined where there is none. */
export function stagePosition(key: string): number | undefined {
  const position = KEYS.indexOf(key);
  return position < 0 ? undefined : position;
}

/** The stage with a key. @throws {RangeError} Where there is none. */
export function stageOfKey(key: string): Stage {
  const stage = STAGES[stagePosition(key) ?? -1];
  if (stage === undefined) throw new RangeError(`Cannot find the stage "${key}": expected one of ${KEYS.join(", ")}`);
  return stage;
}
