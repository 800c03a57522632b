/**
 * Which stages a person means: a stage (`3b`), a challenge (`3` or `broadcast`), a file, or `all`.
 *
 * @module
 */
import { asCalled, isAddress, isFile, pathOrAddress } from "../files.ts";
import { UsageError } from "../usage_error.ts";
import { didYouMean } from "../text/nearest_name.ts";
import { CHALLENGE_GROUPS, challengeFile, type Stage, STAGES } from "./stages.ts";

/** Words that can only be paths; "3d" means the stage, also where a file is called so. */
const PATH = /[/\\]|\.(m?[jt]s|wasm|go)$/;

/**
 * Finds the stages that the words name, in official order, each once.
 *
 * @throws {UsageError} For a word that names no stage.
 */
export function selectStages(words: readonly string[]): readonly Stage[] {
  const wanted = new Set(words.flatMap(stagesNamed));
  return STAGES.filter((stage) => wanted.has(stage));
}

/** The file of a stage's challenge in challenges/: its path, or its address where the bench was loaded from one. */
export function challengePath(stage: Stage): string {
  return pathOrAddress(new URL(`../../../${challengeFile(stage)}`, import.meta.url));
}

/**
 * The program that a person names with `--bin`: a challenge of this project by its name, such as
 * `3d_broadcast_low_latency`, where no such file is there; else what was named.
 */
export function programNamed(bin: string): string {
  const stage = STAGES.find(({ challenge }) => challenge === bin);
  const path = asCalled(bin);
  return stage === undefined || isFile(path) ? path : challengePath(stage);
}

function stagesNamed(word: string): readonly Stage[] {
  const name = challengeName(word).toLowerCase();
  if (name === "all") return STAGES;
  const group = CHALLENGE_GROUPS.get(name) ?? name;
  const found = STAGES.filter(({ stage, challenge }) =>
    stage === group || challenge === name || (/^[1-9]$/.test(group) && stage.startsWith(group))
  );
  const [first] = found;
  // A copy has the name of the challenge that it was: to run ours in its place would say nothing about it.
  if (PATH.test(word) && isFile(word) && (first === undefined || !isSameFile(word, challengePath(first)))) {
    throw new UsageError(
      `Cannot take "${word}" for a stage: it is a file of your own, expected a stage such as ${
        first?.stage ?? "3d"
      }; ` +
        `glomers, sweep and explore run your file with --bin ${word}`,
    );
  }
  if (found.length > 0) return found;
  const stages = [...new Set(STAGES.map(({ stage }) => stage))];
  const challenges = STAGES.map(({ challenge }) => challenge);
  throw new UsageError(
    `Cannot find the stage "${word}": expected all, one of ${stages.join(", ")}, ` +
      `a challenge (${[...CHALLENGE_GROUPS.keys()].join(", ")}) or a file of challenges/` +
      didYouMean(name, [...CHALLENGE_GROUPS.keys(), ...challenges]),
  );
}

function isSameFile(one: string, other: string): boolean {
  return !isAddress(other) && Deno.realPathSync(one) === Deno.realPathSync(other);
}

/** The name of a file without folder and ending; other words as they are. */
function challengeName(word: string): string {
  return (word.split(/[/\\]/).at(-1) ?? word).replace(/\.ts$/, "");
}
