import { assert, assertEquals, assertRejects } from "@std/assert";
import { readFragment, type SharedRun, writeFragment } from "../../../scripts/playground/permalink.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const RUN: SharedRun = {
  stage: "6b_txn_read_uncommitted~2",
  options: { latency: "40", nemesis: "" },
  seed: "7",
  source: "// ä ☃ \u0000\n".repeat(500),
  hash: "0123456789abcdef".repeat(4),
  future: { label: "n1 killed", args: ["--schedule", "[]"], forkNs: 1_234_567_891 },
};

async function encode(state: unknown): Promise<string> {
  const packed = new Blob([JSON.stringify(state)]).stream().pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  return `#run=${bytes.toBase64({ alphabet: "base64url", omitPadding: true })}`;
}

Deno.test("readFragment() reads what writeFragment() writes", async () => {
  const fragment = await writeFragment(RUN);
  assert(/^#run=[\w-]+$/.test(fragment) && fragment.length < 400, fragment);
  assertEquals(await readFragment(fragment), RUN);
});

Deno.test("readFragment() says in one sentence what is wrong with a fragment", async () => {
  const good = await writeFragment(RUN);
  const state = { version: 1, ...RUN };
  const wrong: readonly (readonly [fragment: string, reason: string])[] = [
    ["#run=", "it has characters that no link of this page has"],
    ["#run=a b", "it has characters that no link of this page has"],
    [good.slice(0, -20), "it is damaged, perhaps cut off"],
    [`${good.slice(0, 40)}A${good.slice(41)}`, "it is damaged"],
    [`#run=${"A".repeat(64_001)}`, "it has 64006 characters, expected 64000 at most"],
    [await encode({ ...state, source: "a".repeat(2_000_000) }), "what it holds is too large"],
    [await encode(7), "it holds no run"],
    [await encode({ ...state, version: 2 }), "it was made by another version of this page"],
    [await encode({ ...state, stage: "9z" }), 'this page has no stage "9z"'],
    [await encode({ ...state, seed: "-1" }), 'its field "seed" is not what this page writes'],
    [await encode({ ...state, options: { latency: 4 } }), 'its field "options.latency" is not what this page writes'],
  ];
  for (const [fragment, reason] of wrong) {
    await assertRejects(() => readFragment(fragment), UsageError, `Cannot open the run of this link: ${reason}`);
  }
});

Deno.test("writeFragment() refuses what no link can carry", async () => {
  const source = Array.from({ length: 60_000 }, (_, index) => (index * 7919 % 60_013).toString(36)).join("");
  await assertRejects(() => writeFragment({ ...RUN, source }), UsageError, "Cannot put this run into a link");
});
