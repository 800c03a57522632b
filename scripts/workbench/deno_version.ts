/**
 * Which versions of Deno the bench runs on. This file is loaded before all others, so it uses nothing new.
 *
 * @module
 */

/** The oldest version that works. */
const OLDEST = "2.8.0";
/** The version that the bench is tested with, which its npm package brings. */
export const TESTED = "2.9.6";

/** What to say where a version does not fit; `isFatal` where the bench cannot work on it. */
export interface VersionProblem {
  readonly isFatal: boolean;
  readonly text: string;
}

/** Compares a version of Deno with those that the bench knows. */
export function versionProblem(version: string): VersionProblem | undefined {
  const remedy = `use npx -y deno@${TESTED} in place of deno, or deno upgrade ${TESTED}`;
  if (compareVersions(version, OLDEST) < 0) {
    return { isFatal: true, text: `Cannot run on Deno ${version}: expected ${OLDEST} or newer; ${remedy}` };
  }
  if (numbersOf(version)[0] === numbersOf(TESTED)[0]) return undefined;
  return {
    isFatal: false,
    text: `Deno ${version} is newer than what the bench was tested with; where it fails, ${remedy}`,
  };
}

function compareVersions(a: string, b: string): number {
  const [first, second] = [numbersOf(a), numbersOf(b)];
  for (let place = 0; place < 3; place++) {
    const difference = (first[place] || 0) - (second[place] || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The numbers of `2.9.0-rc.1+abc` are 2, 9, 0. */
function numbersOf(version: string): number[] {
  return version.split(/[-+]/)[0]?.split(".").map(Number) ?? [];
}
