/**
 * The fourteen lessons, in the order of Fly.io's stages.
 *
 * @module
 */
import { FIGURES } from "../../workbench/figures.ts";
import type { ExtraRun, Lesson } from "./lesson.ts";
import { GOAL_MISSED } from "./outcome.ts";

const { messagesPerOperation, stableLatencyMedian } = FIGURES;

/** Few requests show the same as the official thousand per second, and sooner. */
const FEWER = { rate: "100" };
const FEWER_AND_SHORTER = { "rate": "200", "time-limit": "10" };

/** With seed 1 the partition that is drawn for the three nodes of the counter cuts no link; with this one it does. */
const CUT_SEED = "3";

/** A partition under which only the verdict counts. */
function cut(fails?: string): ExtraRun {
  const options = { nemesis: "partition", rate: "20" };
  return { id: "cut", title: "with a partition, 20 operations per second", options, ...(fails && { fails }) };
}

const KILL = { id: "kill", title: "with nodes killed and started again", options: { nemesis: "kill" } };
const SLOW = { id: "slow", title: "with 100 ms for each message", options: { latency: "100" } };
const CALM = {
  id: "calm",
  title: "without partitions, with 100 ms for each message",
  options: { nemesis: "", latency: "100" },
};
const READ_ATOMIC = {
  id: "atomic",
  title: "one level that asks for more: read atomic",
  extraArgs: ["--consistency-models", "read-atomic"],
};

/** Every lesson. */
export const LESSONS: readonly Lesson[] = [
  {
    id: "1_echo",
    number: "1",
    stage: "1_echo",
    steps: [
      { id: "skeleton", fails: "no-success" },
      { id: "empty_answer", fails: "no-success" },
      { id: "solution" },
      { id: "by_hand" },
    ],
  },
  {
    id: "2_unique_ids",
    number: "2",
    stage: "2_unique_ids",
    options: { ...FEWER, "nemesis-interval": "4" },
    steps: [
      { id: "skeleton", fails: "duplicated" },
      { id: "one_counter", fails: "availability" },
      { id: "name_and_counter", extraRuns: [{ ...KILL, fails: "duplicated" }] },
      { id: "solution", extraRuns: [{ ...KILL, fails: "availability" }] },
    ],
  },
  {
    id: "3a_broadcast",
    number: "3a",
    stage: "3a_broadcast_single_node",
    steps: [{ id: "skeleton", fails: "lost" }, { id: "list" }, { id: "solution" }],
  },
  {
    id: "3b_broadcast",
    number: "3b",
    stage: "3b_broadcast_multi_node",
    steps: [
      { id: "skeleton", fails: "lost" },
      { id: "flood", extraRuns: [SLOW] },
      { id: "no_echo", extraRuns: [SLOW] },
      { id: "solution", extraRuns: [SLOW] },
    ],
  },
  {
    id: "3c_broadcast",
    number: "3c",
    stage: "3c_broadcast_fault_tolerant",
    steps: [
      { id: "skeleton", fails: "lost" },
      { id: "repeat_all", extraRuns: [CALM] },
      { id: "acknowledge", extraRuns: [CALM] },
      { id: "solution", extraRuns: [CALM] },
    ],
  },
  {
    id: "3d_broadcast",
    number: "3d",
    stage: "3d_broadcast_low_latency",
    steps: [
      { id: "skeleton", fails: stableLatencyMedian.label },
      { id: "tree" },
      { id: "direct", extraRuns: [cut("lost")] },
      { id: "solution", extraRuns: [cut()] },
    ],
  },
  {
    id: "3e_broadcast",
    number: "3e",
    stage: "3e_broadcast_few_messages",
    otherStages: ["3e_broadcast_hub_tree"],
    steps: [
      { id: "skeleton", fails: messagesPerOperation.label },
      { id: "batches" },
      { id: "hub" },
      { id: "solution", extraRuns: [cut()] },
    ],
  },
  {
    id: "4_g_counter",
    number: "4",
    stage: "4_g_counter_crdt",
    otherStages: ["4_g_counter_seq_kv", "4_g_counter_turns"],
    seeds: ["1", "2", "3"],
    steps: [
      { id: "skeleton", seed: CUT_SEED, fails: "wrong-final-read" },
      { id: "read_then_write", seed: CUT_SEED, fails: "wrong-final-read" },
      {
        id: "compare_and_set",
        seed: CUT_SEED,
        fails: "wrong-final-read",
        extraRuns: [{ id: "lucky", title: "with seed 1", seed: "1" }],
      },
      { id: "fresh_reads", seed: CUT_SEED },
      { id: "solution", seed: CUT_SEED },
    ],
  },
  {
    id: "5a_kafka",
    number: "5a",
    stage: "5a_kafka_single_node",
    options: FEWER,
    steps: [{ id: "skeleton", fails: "unseen" }, { id: "queue", fails: "poll-skip" }, { id: "solution" }],
  },
  {
    id: "5b_kafka",
    number: "5b",
    stage: "5b_kafka_lin_kv",
    options: FEWER_AND_SHORTER,
    steps: [
      { id: "skeleton", fails: "inconsistent-offsets" },
      { id: "one_key" },
      { id: "one_slot" },
      { id: "solution" },
    ],
  },
  {
    id: "5c_kafka",
    number: "5c",
    stage: "5c_kafka_efficient",
    options: FEWER_AND_SHORTER,
    goal: { figure: messagesPerOperation.name, below: 0.25 },
    steps: [
      { id: "skeleton", fails: GOAL_MISSED },
      { id: "owners", fails: GOAL_MISSED },
      { id: "copies", fails: GOAL_MISSED },
      { id: "solution" },
    ],
  },
  {
    id: "6a_txn",
    number: "6a",
    stage: "6a_txn_single_node",
    options: FEWER,
    steps: [
      { id: "skeleton", fails: "nothing-checked" },
      { id: "before", extraRuns: [{ ...READ_ATOMIC, fails: "internal" }] },
      { id: "solution", extraRuns: [READ_ATOMIC] },
    ],
  },
  {
    id: "6b_txn",
    number: "6b",
    stage: "6b_txn_read_uncommitted~2",
    options: { "rate": "100", "nemesis-interval": "4" },
    steps: [{ id: "skeleton", fails: "availability" }, { id: "last_heard" }, { id: "solution" }],
  },
  {
    id: "6c_txn",
    number: "6c",
    stage: "6c_txn_read_committed",
    options: { "rate": "200", "nemesis-interval": "4" },
    steps: [{ id: "skeleton", fails: "G1b" }, { id: "last_write", fails: "G1c" }, { id: "solution" }],
  },
];
