/**
 * Committed offsets that go backwards (`nonmonotonic-commit`): a node lists a lower offset for a key, or none, although
 * the same node had acknowledged the commit of a higher one, or listed it, before it was asked.
 *
 * Nodes may lag behind each other: a consumer that starts too early sees messages twice and loses none. One that moves
 * back on the same node has lost what it knew. Maelstrom fetches committed offsets and never looks at them, so this is
 * a warning of ours and leaves the verdict alone. It needs the offsets that our kafka client notes at its assigns
 * (`committed`), and the names of nodes; recorded histories have neither.
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import { NO_COMPLETION, type Operation } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";
import { type Finding, OperationLookup, tellFindings } from "../wording.ts";
import { assignedKeys } from "./assigned.ts";
import type { Observations } from "./observations.ts";
import { type Offset, parseOffset } from "./offset.ts";

/** The highest committed offset of a key that a node has confirmed. */
interface Commit {
  readonly offset: number;
  /** Position of the poll that committed, or of the assign that was told. */
  readonly position: number;
}

type CommitsByKey = Map<string, Commit>;

/** Explains commits that went backwards. */
export function explainCommits(observations: Observations): Explanation[] {
  const { history, partners, positions } = observations;
  const ledger = new Ledger(observations);
  /** By position of an open assign: what it should at least be told. */
  const expected = new Map<number, CommitsByKey>();
  const findings: Finding[] = [];
  let entry = 0;
  history.forEach((operation, position) => {
    if (positions[entry] === position) {
      ledger.addPoll(operation, entry++, position);
    } else if (operation.f === "assign" && operation.type === "invoke") {
      expected.set(position, ledger.commitsFor(operation));
    } else if (operation.f === "assign" && operation.committed !== undefined) {
      const invocation = partners[position] ?? NO_COMPLETION;
      const least = expected.get(invocation) ?? new Map<string, Commit>();
      expected.delete(invocation);
      for (const [key, commit] of least) {
        const listed = parseOffset(operation.committed[key] ?? null);
        if (listed !== undefined && Number(listed) >= commit.offset) continue;
        const backwards = { key, commit, listed, invocation, position };
        findings.push({ value: key, explain: () => explain(observations, backwards) });
      }
      ledger.addList(operation, position);
    }
  });
  return tellFindings(
    labelOf("nonmonotonic-commit"),
    findings,
    "Commits of other keys as well",
  );
}

/** What each node has confirmed so far. */
class Ledger {
  readonly #observations: Observations;
  readonly #byNode = new Map<string, CommitsByKey>();

  constructor(observations: Observations) {
    this.#observations = observations;
  }

  /** An ok poll has committed the highest offset of each key that it returned messages of. */
  addPoll({ type, node }: Operation, entry: number, position: number): void {
    if (type !== "ok" || node === undefined) return;
    const { reads, table } = this.#observations;
    for (let group = reads.starts[entry] as number; group < (reads.starts[entry + 1] as number); group++) {
      if (reads.valueStarts[group] === reads.valueStarts[group + 1]) continue;
      const offset = Math.max(0, reads.highest[group] as number);
      this.#add(node, table.keyName(reads.keys[group] as number), { offset, position });
    }
  }

  addList({ node, committed }: Operation, position: number): void {
    if (node === undefined) return;
    for (const [key, listed] of Object.entries(committed ?? {})) {
      const offset = parseOffset(listed);
      if (offset !== undefined) this.#add(node, key, { offset: Number(offset), position });
    }
  }

  /** What the node of an assign has confirmed for its keys. */
  commitsFor({ node = "", value }: Operation): CommitsByKey {
    const known = this.#byNode.get(node);
    return new Map(
      assignedKeys(value).flatMap((key) => {
        const commit = known?.get(key);
        return commit === undefined ? [] : [[key, commit] as const];
      }),
    );
  }

  #add(node: string, key: string, commit: Commit): void {
    let known = this.#byNode.get(node);
    if (known === undefined) this.#byNode.set(node, known = new Map());
    const before = known.get(key);
    if (before === undefined || commit.offset > before.offset) known.set(key, commit);
  }
}

interface Backwards {
  readonly key: string;
  readonly commit: Commit;
  readonly listed: Offset | undefined;
  readonly invocation: number;
  readonly position: number;
}

function explain({ history, partners }: Observations, { key, commit, listed, invocation, position }: Backwards) {
  const lookup = new OperationLookup(history, partners);
  const earlier = history[commit.position]?.f === "assign" ? "listed" : "acknowledged the commit of";
  return {
    text: `The commit of key ${JSON.stringify(key)} went backwards: ${lookup.who(position)} ${earlier} offset ` +
      `${commit.offset} by ${lookup.when(commit.position)}, yet when asked at ${lookup.when(invocation)} it listed ` +
      `${listed === undefined ? "no offset" : `offset ${listed}`}. A consumer that goes on from there reads messages ` +
      `twice. The verdict does not depend on this: the original does not look.`,
    operations: lookup.indices([position, commit.position]),
    value: key,
  };
}
