/**
 * The stand-ins of `@std/assert` are what every other test relies on here, so node:assert judges them.
 *
 * @module
 */
import judge from "node:assert/strict";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertFalse,
  assertGreater,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";

/** What `action` throws, which must be an AssertionError of a failed assertion. */
function failure(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof AssertionError)) judge.fail(`AssertionError expected, got ${error}`);
    judge.equal(error.name, "AssertionError");
    return error.message;
  }
  return judge.fail("the assertion passed");
}

class Point {
  constructor(readonly x: number) {}
}

const loop = (): Record<string, unknown> => {
  const value: Record<string, unknown> = { n: 1 };
  value.self = value;
  return value;
};

const equalPairs: readonly (readonly [unknown, unknown])[] = [
  [1, 1],
  [0, -0],
  [NaN, NaN],
  [{ a: [1, { b: null }] }, { a: [1, { b: null }] }],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }],
  [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  [new Set([1, { a: 1 }]), new Set([{ a: 1 }, 1])],
  [new Map<unknown, unknown>([["a", [1]], [{ k: 1 }, 2]]), new Map<unknown, unknown>([[{ k: 1 }, 2], ["a", [1]]])],
  [new Date(5), new Date(5)],
  [/a/g, /a/g],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
  [new Point(1), new Point(1)],
  [loop(), loop()],
  [new URL("http://a/b"), new URL("http://a/b")],
];

const differentPairs: readonly (readonly [unknown, unknown])[] = [
  [1, "1"],
  [null, undefined],
  [{ a: undefined }, {}],
  [{ a: undefined }, { b: undefined }],
  [[1, 2], [2, 1]],
  [[1], { 0: 1 }],
  [[1], [1, undefined]],
  [new Set([1]), new Set([2])],
  [new Set([{ a: 1 }, { a: 2 }]), new Set([{ a: 1 }, { a: 3 }])],
  [new Map([["a", 1]]), new Map([["a", 2]])],
  [new Map([["a", 1]]), new Map([["b", 1]])],
  [new Date(5), new Date(6)],
  [/a/g, /a/i],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 3)],
  [new Point(1), new Point(2)],
  [new Point(1), { x: 1 }],
  [new RangeError("x"), new RangeError("y")],
  [
    new RangeError("x"), // Another line, so another stack.
    new RangeError("x"),
  ],
  [new RangeError("x"), new TypeError("x")],
  [new URL("http://a/b"), new URL("http://a/c")],
];

Deno.test("assertEquals() agrees with the documented equality", () => {
  for (const [left, right] of equalPairs) assertEquals(left, right);
  for (const [left, right] of differentPairs) {
    judge.match(failure(() => assertEquals(left, right)), /^Values are not equal\./);
    judge.match(failure(() => assertEquals(right, left)), /^Values are not equal\./);
  }
});

Deno.test("assertEquals() shows the difference and the note", () => {
  const message = failure(() => assertEquals({ name: "left" }, { name: "right" }, "the note"));
  judge.match(message, /the note/);
  judge.match(message, /left/);
  judge.match(message, /right/);
});

Deno.test("assert() and assertFalse() look at truth", () => {
  assert("x");
  assertFalse(0);
  judge.equal(failure(() => assert(0, "zero")), "zero");
  judge.equal(failure(() => assertFalse("x", "text")), "text");
});

Deno.test("assertStringIncludes(), assertMatch() and assertNotMatch() look into a text", () => {
  assertStringIncludes("a long text", "long");
  assertMatch("n12", /^n\d+$/);
  assertNotMatch("x12", /^n\d+$/);
  failure(() => assertStringIncludes("a long text", "short"));
  failure(() => assertMatch("x12", /^n\d+$/));
  failure(() => assertNotMatch("n12", /^n\d+$/));
});

Deno.test("assertAlmostEquals() allows 1e-7 of the expected value or the given tolerance", () => {
  assertAlmostEquals(0.1 + 0.2, 0.3);
  assertAlmostEquals(10, 11, 1);
  assertAlmostEquals(Infinity, Infinity);
  failure(() => assertAlmostEquals(1, 1.0001));
  failure(() => assertAlmostEquals(10, 11.1, 1));
  failure(() => assertAlmostEquals(NaN, 1));
});

Deno.test("the comparisons hold at their borders", () => {
  assertGreater(2, 1);
  assertLess(1, 2);
  assertLessOrEqual(1, 1);
  failure(() => assertGreater(1, 1));
  failure(() => assertLess(1, 1));
  failure(() => assertLessOrEqual(2, 1));
  failure(() => assertLess(NaN, 1));
});

Deno.test("assertInstanceOf() accepts subclasses", () => {
  assertInstanceOf(new RangeError("x"), Error);
  judge.match(failure(() => assertInstanceOf({}, RangeError)), /RangeError/);
  failure(() => assertInstanceOf(null, Error));
});

Deno.test("assertThrows() returns the error and checks class and message", () => {
  const raise = () => {
    throw new RangeError("out of range");
  };
  judge.equal(assertThrows(raise, RangeError, "of range").message, "out of range");
  judge.ok(assertThrows(raise) instanceof RangeError);
  failure(() => assertThrows(raise, TypeError));
  failure(() => assertThrows(raise, RangeError, "elsewhere"));
  judge.match(failure(() => assertThrows(() => 1, "the note")), /the note/);
  const raiseText = () => {
    throw "text";
  };
  judge.equal(assertThrows(raiseText), "text");
  failure(() => assertThrows(raiseText, Error));
});

Deno.test("assertRejects() returns the reason and checks class and message", async () => {
  const reject = () => Promise.reject(new RangeError("out of range"));
  judge.equal((await assertRejects(reject, RangeError, "of range")).message, "out of range");
  judge.ok(await assertRejects(reject) instanceof RangeError);
  await judge.rejects(assertRejects(reject, TypeError), AssertionError);
  await judge.rejects(assertRejects(reject, RangeError, "elsewhere"), AssertionError);
  await judge.rejects(assertRejects(() => Promise.resolve(1), "the note"), /the note/);
  await judge.rejects(assertRejects(() => Promise.reject("text"), Error), AssertionError);
  await judge.rejects(
    assertRejects(() => {
      throw new RangeError("at once");
    }),
    AssertionError,
  );
});
