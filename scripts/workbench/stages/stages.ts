/**
 * The official stages of Gossip Glomers, one for each command line, made from the records of the challenges.
 *
 * @module
 */
import { type Challenge, type OfficialCommand, publicBest } from "./challenge.ts";
import { CHALLENGES } from "./challenges.ts";

/** One official command line of a challenge. */
export interface Stage extends OfficialCommand, Omit<Challenge, "name" | "commands"> {
  /** Name of the file in challenges/, without its ending. */
  readonly challenge: string;
  /** The best that others have published, by their own claim. */
  readonly publicBest?: string;
}

/** Every official command line, in order. Stages 3e and 4 have two files here, 6b two command lines. */
export const STAGES: readonly Stage[] = CHALLENGES.flatMap(({ name, commands, ...record }) => {
  const best = publicBest(record);
  const told = best === undefined ? {} : { publicBest: best };
  return commands.map((command) => ({ challenge: name, ...record, ...told, ...command }));
});

/** Groups of stages by the names of their challenges. */
export const CHALLENGE_GROUPS: ReadonlyMap<string, string> = new Map([
  ["echo", "1"],
  ["unique-ids", "2"],
  ["broadcast", "3"],
  ["g-counter", "4"],
  ["kafka", "5"],
  ["txn", "6"],
]);

/** The file of a stage's challenge, from the project's folder on, with slashes. */
export function challengeFile({ challenge, folder }: Pick<Stage, "challenge" | "folder">): string {
  return ["challenges", folder, `${challenge}.ts`].filter((part) => part !== undefined).join("/");
}

/** The record of the challenge that a file is called like; of two command lines the last. */
export function stageOfChallenge(name: string): Stage | undefined {
  return STAGES.findLast(({ challenge }) => challenge === name);
}
