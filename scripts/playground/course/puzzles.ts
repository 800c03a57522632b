/**
 * Twelve programs with a mistake: nodes of tests/broken, each under options that show it, with the line to find and one
 * way to mend it.
 *
 * @module
 */
import type { Puzzle } from "./lesson.ts";

const COUNTER = { "nemesis": "", "rate": "20", "time-limit": "10" };
const ONE_NODE = { "node-count": "1", "nemesis": "", "rate": "400", "time-limit": "5" };

/** From easy to hard, as far as one can tell. */
export const PUZZLES: readonly Puzzle[] = [
  {
    id: "echo_previous",
    stage: "1_echo",
    fails: "wrong-echo",
    answer: ["const answer = previous;", 'return { type: "echo_ok", echo: answer };'],
    fix: [{ find: "echo: answer", replace: "echo: body.echo" }],
  },
  {
    id: "broadcast_forgets",
    stage: "3a_broadcast_single_node",
    fails: "lost",
    answer: ["if (known.length > MEMORY) known.shift();"],
    fix: [{ find: "    if (known.length > MEMORY) known.shift();\n", replace: "" }],
  },
  {
    id: "kafka_poll_repeats",
    stage: "5a_kafka_single_node",
    options: { rate: "100" },
    fails: "nonmonotonic-poll",
    answer: ["select: (pairs, start) => CORRECT.select(pairs, start - 1),"],
    fix: [{ find: "CORRECT.select(pairs, start - 1)", replace: "CORRECT.select(pairs, start)" }],
  },
  {
    id: "unique_ids_counter_reset",
    stage: "2_unique_ids",
    options: { "rate": "50", "nemesis": "kill", "nemesis-interval": "3", "time-limit": "20" },
    fails: "duplicated",
    // Nobody can answer a request to a node that is down.
    tolerates: ["availability", "ok-fraction"],
    answer: [
      "let counter = 0;",
      'node.on("generate", () => ({ type: "generate_ok", id: `${node.id}-${counter++}` }));',
    ],
    fix: [
      { find: "let counter = 0;", replace: "const start = crypto.randomUUID();\n  let counter = 0;" },
      { find: "`${node.id}-${counter++}`", replace: "`${node.id}-${start}-${counter++}`" },
    ],
  },
  {
    id: "unique_ids_waits_for_ever",
    stage: "2_unique_ids",
    options: { "rate": "50", "nemesis-interval": "3", "time-limit": "20" },
    fails: "availability",
    answer: [
      'if (isAsking) node.send(String(node.nodeIds[0]), { type: "next" });',
      "if (!isAsking) ask();",
      "waiting.push(message);",
    ],
    fix: [{
      find: 'if (node.id === node.nodeIds[0]) return { type: "generate_ok", id: next++ };\n' +
        "    waiting.push(message);\n    if (!isAsking) ask();",
      replace: 'node.reply(message, { type: "generate_ok", id: `${node.id}-${next++}` });',
    }],
  },
  {
    id: "broadcast_no_retry",
    stage: "3c_broadcast_fault_tolerant",
    options: { "nemesis-interval": "4" },
    fails: "lost",
    answer: ['for (const peer of node.peers) node.send(peer, { type: "learn", message: body.message });'],
    fix: [
      {
        find: "known.add(body.message);\n  });",
        replace: 'known.add(body.message);\n    return { type: "learn_ok" };\n  });',
      },
      {
        find: 'for (const peer of node.peers) node.send(peer, { type: "learn", message: body.message });',
        replace: "for (const peer of node.peers) deliver(peer, body.message);",
      },
      {
        find: "  const known = new Set<number>();\n",
        replace: "  const known = new Set<number>();\n\n" +
          "  async function deliver(peer: string, message: number): Promise<void> {\n" +
          "    while (!node.signal.aborted) {\n" +
          '      const isKnown = node.rpc(peer, { type: "learn", message }).then(() => true, () => false);\n' +
          "      if (await isKnown) return;\n    }\n  }\n\n",
      },
    ],
  },
  {
    id: "g_counter_read_then_write",
    stage: "4_g_counter_seq_kv",
    options: { ...COUNTER, latency: "10" },
    fails: "wrong-final-read",
    answer: ['await kv.write("sum", await kv.read("sum", 0) + body.delta);'],
    fix: [{
      find: 'await kv.write("sum", await kv.read("sum", 0) + body.delta);',
      replace: 'await kv.update("sum", (sum = 0) => sum + body.delta);',
    }],
  },
  {
    id: "g_counter_stale",
    stage: "4_g_counter_seq_kv",
    options: COUNTER,
    fails: "wrong-final-read",
    answer: ['node.on("read", () => ({ type: "read_ok", value: seen }));'],
    fix: [{
      find: 'node.on("read", () => ({ type: "read_ok", value: seen }));',
      replace: 'node.on("read", async () => {\n' +
        '    await node.rpc("seq-kv", { type: "write", key: node.id, value: crypto.randomUUID() });\n' +
        '    const { value } = await node.rpc<{ value: number }>("seq-kv", { type: "read", key: "sum" });\n' +
        '    return { type: "read_ok", value };\n  });',
    }],
  },
  {
    id: "g_counter_trusts_seq_kv",
    stage: "4_g_counter_seq_kv",
    options: COUNTER,
    fails: "wrong-final-read",
    answer: [
      'return (await node.rpc<{ value: number }>("seq-kv", { type: "read", key: "sum" })).value;',
      'node.on("read", async () => ({ type: "read_ok", value: await readSum() }));',
    ],
    fix: [{
      find: 'node.on("read", async () => ({ type: "read_ok", value: await readSum() }));',
      replace: 'node.on("read", async () => {\n' +
        '    await node.rpc("seq-kv", { type: "write", key: node.id, value: crypto.randomUUID() });\n' +
        '    return { type: "read_ok", value: await readSum() };\n  });',
    }],
  },
  {
    id: "g_counter_add_twice",
    stage: "4_g_counter_seq_kv",
    options: { ...COUNTER, latency: "100" },
    fails: "wrong-final-read",
    answer: [
      "const TIMEOUT_MS = 150;",
      'await node.rpc(peer, { type: "apply", delta }, { timeoutMs: TIMEOUT_MS });',
      'node.on("apply", ({ body }) => {',
    ],
    fix: [
      {
        find: 'type Messages = { type: "add" | "apply"; delta: number } | { type: "read" };',
        replace: 'type Messages = { type: "add"; delta: number } | { type: "apply"; delta: number; name: string } | ' +
          '{ type: "read" };',
      },
      {
        find: "  let sum = 0;\n  async function replicate(peer: string, delta: number): Promise<void> {\n",
        replace: "  let sum = 0;\n  let addCount = 0;\n  const applied = new Set<string>();\n" +
          "  async function replicate(peer: string, delta: number, name: string): Promise<void> {\n",
      },
      { find: '{ type: "apply", delta }', replace: '{ type: "apply", delta, name }' },
      {
        find: "    sum += body.delta;\n    for (const peer of node.peers) replicate(peer, body.delta);\n",
        replace: "    sum += body.delta;\n    const name = `${node.id}/${addCount++}`;\n" +
          "    for (const peer of node.peers) replicate(peer, body.delta, name);\n",
      },
      {
        find: '    sum += body.delta;\n    return { type: "apply_ok" };\n',
        replace: "    if (!applied.has(body.name)) sum += body.delta;\n    applied.add(body.name);\n" +
          '    return { type: "apply_ok" };\n',
      },
    ],
  },
  {
    id: "txn_intermediate_read",
    stage: "6c_txn_read_committed",
    options: ONE_NODE,
    fails: "G1b",
    answer: [
      "for (const [, key, value] of overwritten) values.set(key, value);",
      "if (overwritten.length > 0) await pause(20);",
    ],
    fix: [{
      find: "    for (const [, key, value] of overwritten) values.set(key, value);\n" +
        "    if (overwritten.length > 0) await pause(20);\n",
      replace: "",
    }],
  },
  {
    id: "txn_circular_flow",
    stage: "6c_txn_read_committed",
    options: ONE_NODE,
    fails: "G1c",
    answer: [
      'if (f === "w" && writesOf(txn).findLast(([, other]) => other === key) === microOp) values.set(key, value);',
    ],
    fix: [
      {
        find: '      if (f === "w" && writesOf(txn).findLast(([, other]) => other === key) === microOp) ' +
          "values.set(key, value);\n",
        replace: "",
      },
      { find: "      const [f, key, value] = microOp;\n", replace: "      const [f, key] = microOp;\n" },
      {
        find: "      await pause(5);\n    }\n",
        replace: "      await pause(5);\n    }\n    for (const [key, value] of own) values.set(key, value);\n",
      },
    ],
  },
];
