/**
 * Committed offsets that go backwards (`nonmonotonic-commit`): a node lists a lower offset for a key, or none, although
 * the commit of a higher one had been acknowledged before it was asked.
 *
 * Maelstrom fetches committed offsets and never looks at them, so this is a warning of ours and leaves the verdict alone.
 * It needs the offsets that our kafka client notes at its assigns (`committed`); recorded histories do not have them.
 *
 * @module
 */
import { NO_COMPLETION, type Operation } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";
import { type Finding, tellFindings, Witnesses } from "../wording.ts";
import { assignedKeys } from "./assigned.ts";
import type { Observations } from "./observations.ts";
import { type Offset, parseOffset } from "./offset.ts";

/** The highest commit of a key that was acknowledged. */
interface Commit {
  readonly offset: number;
  /** Position of the poll that committed. */
  readonly position: number;
}

/** Explains commits that went backwards. */
export function explainCommits(observations: Observations): Explanation[] {
  const { history, partners, positions, reads, table } = observations;
  const witnesses = new Witnesses(history, partners);
  const commits = new Map<string, Commit>();
  /** By position of an open assign: what it should at least be told. */
  const expected = new Map<number, ReadonlyMap<string, Commit>>();
  const findings: Finding[] = [];
  let entry = 0;
  history.forEach((operation, position) => {
    if (positions[entry] === position) return noteCommits(entry++, position);
    if (operation.f !== "assign") return;
    if (operation.type === "invoke") expected.set(position, commitsOf(operation));
    else if (operation.type === "ok") compare(operation, position);
  });
  return tellFindings(
    { anomaly: "nonmonotonic-commit", severity: "warning" },
    findings,
    "Commits of other keys as well",
  );

  /** An ok poll has committed the highest offset of each key that it returned messages of. */
  function noteCommits(entry: number, position: number): void {
    if (history[position]?.type !== "ok") return;
    for (let group = reads.starts[entry] as number; group < (reads.starts[entry + 1] as number); group++) {
      if (reads.valueStarts[group] === reads.valueStarts[group + 1]) continue;
      const key = table.keyName(reads.keys[group] as number);
      const offset = Math.max(0, reads.highest[group] as number);
      if (offset > (commits.get(key)?.offset ?? -1)) commits.set(key, { offset, position });
    }
  }

  function commitsOf({ value }: Operation): ReadonlyMap<string, Commit> {
    return new Map(
      assignedKeys(value).flatMap((key) => {
        const commit = commits.get(key);
        return commit === undefined ? [] : [[key, commit] as const];
      }),
    );
  }

  function compare({ committed }: Operation, position: number): void {
    const invocation = partners[position] ?? NO_COMPLETION;
    const least = expected.get(invocation);
    expected.delete(invocation);
    if (committed === undefined || least === undefined) return;
    for (const [key, commit] of least) {
      const listed = parseOffset(committed[key] ?? null);
      if (listed !== undefined && Number(listed) >= commit.offset) continue;
      findings.push({ value: key, explain: () => explain({ key, commit, listed, invocation, position }) });
    }
  }

  function explain(backwards: Backwards) {
    const { key, commit, listed, invocation, position } = backwards;
    return {
      text: `The commit of key ${JSON.stringify(key)} went backwards: offset ${commit.offset} was committed at ` +
        `${witnesses.who(commit.position)} by ${witnesses.when(commit.position)}, yet ${
          witnesses.who(position)
        }, asked ` +
        `at ${witnesses.when(invocation)}, listed ${
          listed === undefined ? "no offset" : `offset ${listed}`
        }. A consumer ` +
        `that goes on from there reads messages twice. The verdict does not depend on this: the original does not look.`,
      operations: witnesses.indices([position, commit.position]),
      value: key,
    };
  }
}

interface Backwards {
  readonly key: string;
  readonly commit: Commit;
  readonly listed: Offset | undefined;
  readonly invocation: number;
  readonly position: number;
}
