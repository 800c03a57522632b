import { assert, assertEquals, assertThrows } from "@std/assert";
import { type MicroOp, TransactionSource } from "../../../scripts/workbench/generator/transactions.ts";
import { Random } from "../../../scripts/workbench/random.ts";

function source(options: Partial<ConstructorParameters<typeof TransactionSource>[0]> = {}): TransactionSource {
  return new TransactionSource({
    random: new Random(7),
    keyCount: 10,
    maxTxnLength: 4,
    maxWritesPerKey: 16,
    ...options,
  });
}

function take(count: number, transactions: TransactionSource): MicroOp[][] {
  return Array.from({ length: count }, () => transactions.next());
}

Deno.test("TransactionSource.next() draws lengths uniformly from 1 to maxTxnLength", () => {
  const lengths = new Map<number, number>();
  for (const txn of take(8000, source())) lengths.set(txn.length, (lengths.get(txn.length) ?? 0) + 1);
  assertEquals([...lengths.keys()].sort(), [1, 2, 3, 4]);
  // Expected 2000 each; the standard deviation is 39, so 200 is more than five of them.
  for (const count of lengths.values()) assert(Math.abs(count - 2000) < 200, `${count} of 8000`);
});

Deno.test("TransactionSource.next() reads as often as it writes", () => {
  const reads = take(10_000, source({ maxTxnLength: 1 })).filter(([op]) => op?.[0] === "r").length;
  assert(Math.abs(reads - 5000) < 250, `${reads} of 10000`);
});

Deno.test("TransactionSource.next() chooses the key at position i in proportion to 2^i", () => {
  const chosen = [0, 0, 0, 0];
  const transactions = source({ keyCount: 4, maxTxnLength: 1, maxWritesPerKey: 1_000_000 });
  for (const [op] of take(15_000, transactions)) {
    assert(op !== undefined);
    chosen[op[1]] = (chosen[op[1]] ?? 0) + 1;
  }
  // Expected 1000, 2000, 4000, 8000; five standard deviations are at most 306.
  assert(Math.abs((chosen[0] as number) - 1000) < 160, String(chosen));
  assert(Math.abs((chosen[1] as number) - 2000) < 210, String(chosen));
  assert(Math.abs((chosen[2] as number) - 4000) < 280, String(chosen));
  assert(Math.abs((chosen[3] as number) - 8000) < 310, String(chosen));
});

Deno.test("TransactionSource.next() counts values from 1 and never repeats one", () => {
  const next = new Map<number, number>();
  for (const [f, key, value] of take(3000, source()).flat()) {
    if (f === "r") {
      assertEquals(value, null);
      continue;
    }
    assertEquals(value, next.get(key) ?? 1);
    next.set(key, value + 1);
  }
});

Deno.test("TransactionSource.next() replaces a key that was written maxWritesPerKey times by the highest key plus 1", () => {
  const writes = take(20, source({ keyCount: 1, maxTxnLength: 1, maxWritesPerKey: 3 })).flat().filter(([f]) =>
    f === "w"
  );
  assertEquals(writes.slice(0, 7).map(([, key, value]) => [key, value]), [
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 1],
    [1, 2],
    [1, 3],
    [2, 1],
  ]);
});

Deno.test("TransactionSource.next() works with more keys than a float has powers of two", () => {
  for (const [, key] of take(200, source({ keyCount: 2000 })).flat()) assert(key >= 1900, String(key));
});

Deno.test("TransactionSource() is deterministic in its random stream", () => {
  assertEquals(take(50, source()), take(50, source()));
});

Deno.test("TransactionSource() refuses limits that are not positive integers", () => {
  assertThrows(() => source({ maxWritesPerKey: 0 }), RangeError, "maxWritesPerKey is 0");
  assertThrows(() => source({ keyCount: 1.5 }), RangeError, "keyCount is 1.5");
});
