import { assert, assertEquals } from "@std/assert";
import {
  drawPartition,
  type DropLists,
  ORIGINAL_PARTITION_KINDS,
  type PartitionKind,
} from "../../../scripts/workbench/nemesis/partitions.ts";
import { RandomStreams } from "../../../scripts/workbench/random.ts";

const SERVICES = ["lin-kv", "seq-kv"];

function nodesOf(count: number): string[] {
  return Array.from({ length: count }, (_, position) => `n${position}`);
}

/** Partitions of `count` nodes from 30 seeds. */
function draw(kind: PartitionKind, count: number): DropLists[] {
  const nodes = nodesOf(count);
  return Array.from(
    { length: 30 },
    (_, seed) => drawPartition(kind, { nodes, services: SERVICES, random: new RandomStreams(seed).stream("nemesis") }),
  );
}

/** How many others each node still hears, sorted. */
function hearingCounts(drops: DropLists): number[] {
  const count = Object.keys(drops).length;
  return Object.values(drops).map((senders) => count - 1 - senders.length).sort((a, b) => a - b);
}

function isCut(drops: DropLists, receiver: string, sender: string): boolean {
  return drops[receiver]?.includes(sender) ?? false;
}

function assertSymmetric(drops: DropLists): void {
  for (const [receiver, senders] of Object.entries(drops)) {
    for (const sender of senders) assert(isCut(drops, sender, receiver), `${sender} still hears ${receiver}`);
  }
}

function distinct(drawn: DropLists[]): number {
  return new Set(drawn.map((drops) => JSON.stringify(drops))).size;
}

Deno.test("drawPartition() isolates one node and leaves the others together when the kind is one", () => {
  const drawn = draw("one", 5);
  for (const drops of drawn) {
    assertSymmetric(drops);
    assertEquals(hearingCounts(drops), [0, 3, 3, 3, 3]);
  }
  assertEquals(distinct(drawn), 5);
});

Deno.test("drawPartition() cuts half of the nodes, rounded down, from the rest when the kind is majority", () => {
  for (const drops of draw("majority", 5)) {
    assertSymmetric(drops);
    assertEquals(hearingCounts(drops), [1, 1, 2, 2, 2]);
  }
});

Deno.test("drawPartition() cuts fewer than a third off when the kind is minority-third", () => {
  for (const drops of draw("minority-third", 7)) assertEquals(hearingCounts(drops), [1, 1, 4, 4, 4, 4, 4]);
  for (const drops of draw("minority-third", 3)) assertEquals(drops, { n0: [], n1: [], n2: [] });
});

Deno.test("drawPartition() makes a one-way ring of three nodes when the kind is majorities-ring", () => {
  const drawn = draw("majorities-ring", 3);
  for (const drops of drawn) {
    assertEquals(hearingCounts(drops), [1, 1, 1]);
    assertEquals(new Set(Object.values(drops).flat()).size, 3);
  }
  assertEquals(distinct(drawn), 2);
});

Deno.test("drawPartition() cuts opposite nodes of a ring of four when the kind is majorities-ring", () => {
  for (const drops of draw("majorities-ring", 4)) {
    assertSymmetric(drops);
    assertEquals(hearingCounts(drops), [2, 2, 2, 2]);
  }
});

Deno.test("drawPartition() lets each of five nodes hear two neighbours when the kind is majorities-ring", () => {
  for (const drops of draw("majorities-ring", 5)) {
    assertSymmetric(drops);
    assertEquals(hearingCounts(drops), [2, 2, 2, 2, 2]);
  }
});

Deno.test("drawPartition() cuts nothing when two nodes would form a majorities-ring", () => {
  for (const count of [1, 2]) {
    for (const drops of draw("majorities-ring", count)) assertEquals(Object.values(drops).flat(), []);
  }
});

Deno.test("drawPartition() lets every node hear at least a majority when more than five form a majorities-ring", () => {
  for (const count of [6, 9, 12]) {
    for (const drops of draw("majorities-ring", count)) {
      assertSymmetric(drops);
      const hearing = hearingCounts(drops);
      // A node's majority is itself and floor(count / 2) others; one of them may be connected once more.
      assertEquals(hearing[0], Math.floor(count / 2));
      assert((hearing.at(-1) ?? 0) <= Math.floor(count / 2) + 1);
    }
  }
});

Deno.test("drawPartition() leaves one node that hears both halves when the kind is bridge", () => {
  for (const drops of draw("bridge", 5)) {
    assertSymmetric(drops);
    assertEquals(hearingCounts(drops), [2, 2, 2, 2, 4]);
  }
});

Deno.test("drawPartition() cuts one direction only when the kind is asymmetric", () => {
  for (const drops of draw("asymmetric", 5)) {
    assertEquals(hearingCounts(drops), [1, 1, 4, 4, 4]);
    for (const [receiver, senders] of Object.entries(drops)) {
      for (const sender of senders) assert(!isCut(drops, sender, receiver));
    }
  }
});

Deno.test("drawPartition() cuts two nodes from each other when the kind is single-link", () => {
  for (const drops of draw("single-link", 4)) {
    assertSymmetric(drops);
    assertEquals(hearingCounts(drops), [2, 2, 3, 3]);
  }
});

Deno.test("drawPartition() cuts nodes and services from each other when the kind is services", () => {
  const drawn = draw("services", 3);
  for (const drops of drawn) {
    const cut = Object.keys(drops).filter((name) => name.startsWith("n"));
    for (const node of cut) assertEquals(drops[node], SERVICES);
    for (const service of SERVICES) assertEquals(drops[service], cut);
  }
  assertEquals(new Set(drawn.map((drops) => drops["seq-kv"]?.length)), new Set([1, 2, 3]));
});

Deno.test("drawPartition() draws the same again when the seed is the same", () => {
  for (const kind of ORIGINAL_PARTITION_KINDS) assertEquals(draw(kind, 7), draw(kind, 7));
});
