/**
 * Deep equality as `@std/assert` documents it: own keys count even when undefined, 0 equals -0, NaN equals NaN,
 * prototypes must agree (a null prototype passes for a plain object), sets and maps compare without order, errors made at
 * different places differ.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";

/** Tells whether two values are deeply equal. Values that contain themselves are compared once a pair. */
export function equal(actual: unknown, expected: unknown): boolean {
  return compare(actual, expected, new Map());
}

function compare(left: unknown, right: unknown, seen: Map<object, object>): boolean {
  if (left === right || Object.is(left, right)) return true;
  if (!isObject(left) || !isObject(right)) return false;
  if (!samePrototype(left, right)) return false;
  if (seen.get(left) === right) return true;
  seen.set(left, right);
  if (left instanceof Set && right instanceof Set) return compareSets(left, right, seen);
  if (left instanceof Map && right instanceof Map) return compareMaps(left, right, seen);
  if (left instanceof Error && right instanceof Error) {
    return left.message === right.message && left.stack === right.stack && compareKeys(left, right, seen);
  }
  if (Array.isArray(left) || hasPlainPrototype(left) || isClassInstance(left)) return compareKeys(left, right, seen);
  return isDeepStrictEqual(left, right);
}

function compareKeys(left: object, right: object, seen: Map<object, object>): boolean {
  if (Array.isArray(left) && Array.isArray(right) && left.length !== right.length) return false;
  const leftKeys = enumerableKeys(left);
  if (leftKeys.length !== enumerableKeys(right).length) return false;
  return leftKeys.every((key) =>
    Object.hasOwn(right, key) && compare(Reflect.get(left, key), Reflect.get(right, key), seen)
  );
}

function compareSets(left: Set<unknown>, right: Set<unknown>, seen: Map<object, object>): boolean {
  if (left.size !== right.size) return false;
  const unmatched = [...right].filter((item) => !left.has(item));
  return [...left].every((item) => {
    if (right.has(item)) return true;
    const position = unmatched.findIndex((other) => compare(item, other, new Map(seen)));
    if (position >= 0) unmatched.splice(position, 1);
    return position >= 0;
  });
}

function compareMaps(left: Map<unknown, unknown>, right: Map<unknown, unknown>, seen: Map<object, object>): boolean {
  if (left.size !== right.size) return false;
  const unmatched = [...right].filter(([key]) => !left.has(key));
  return [...left].every(([key, value]) => {
    if (right.has(key)) return compare(value, right.get(key), seen);
    const position = unmatched.findIndex((entry) => compare([key, value], entry, new Map(seen)));
    if (position >= 0) unmatched.splice(position, 1);
    return position >= 0;
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function hasPlainPrototype(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Instances of classes written in JavaScript; built-ins with inner slots (Date, RegExp, typed arrays) are not. */
function isClassInstance(value: object): boolean {
  return Object.prototype.toString.call(value) === "[object Object]";
}

function samePrototype(left: object, right: object): boolean {
  if (hasPlainPrototype(left) && hasPlainPrototype(right)) return true;
  return Object.getPrototypeOf(left) === Object.getPrototypeOf(right);
}

function enumerableKeys(value: object): PropertyKey[] {
  return Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
}
