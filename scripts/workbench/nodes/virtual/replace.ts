/**
 * Replacing properties of objects that all code of a thread shares.
 *
 * @module
 */
import { runningNode, thread } from "./thread.ts";

/** Any function. */
export type AnyFunction = (...args: unknown[]) => unknown;

/** Sets a property. */
export function replace(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: true });
}

/** Replaces a method, where there is one. @param make Gets the real one, bound to its object. */
export function replaceMethod(target: object, name: string, make: (real: AnyFunction) => AnyFunction): void {
  const real: unknown = Reflect.get(target, name);
  if (typeof real === "function") replace(target, name, make(real.bind(target)));
}

/** Replaces a getter, where there is one. */
export function replaceGetter(target: object, name: string, make: (real: (self: object) => unknown) => unknown): void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  if (before === undefined) return;
  const real = (self: object) => before.get === undefined ? before.value : Reflect.apply(before.get, self, []);
  const setter = before.set === undefined ? {} : { set: before.set };
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: before.enumerable ?? false,
    get(this: object) {
      return make(() => real(this));
    },
    ...setter,
  });
}

/** What a simulation does not have. */
export interface Refused {
  /** For example `Deno.readTextFile`. */
  readonly name: string;
  /** Why not and what to use instead, one sentence without its full stop. */
  readonly instead: string;
}

/** Ends the run where a node's code runs now. @throws {Error} then, so that the node does not go on. */
export function refuseNodes({ name, instead }: Refused): void {
  const node = runningNode();
  if (node === undefined) return;
  const text =
    `Cannot use ${name} in a simulated node: ${instead}; or use --mode process, which runs the program as it is`;
  node.refuse(text);
  throw new Error(text);
}

/** A function or class that works for all code but that of nodes. */
export function guarded<T extends object>(real: T, refused: Refused): T {
  if (typeof real !== "function") return real;
  return new Proxy(real, {
    apply(target, self, args) {
      refuseNodes(refused);
      return Reflect.apply(target as unknown as AnyFunction, self, args);
    },
    construct(target, args, newTarget) {
      refuseNodes(refused);
      return Reflect.construct(target as unknown as new () => object, args, newTarget);
    },
  });
}

/** A function of pure work that takes real time and returns a promise. */
export function held(real: AnyFunction, boundMs?: number): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    const result = Reflect.apply(real, this, args);
    return runningNode() === undefined ? result : thread.work.hold(Promise.resolve(result), boundMs);
  };
}

/** A function of pure work that takes real time and calls its last argument back, where that is a function. */
export function heldCallback(real: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    const callback = args.at(-1);
    if (runningNode() === undefined || typeof callback !== "function") return Reflect.apply(real, this, args);
    const work = new Promise<unknown[]>((resolve) => {
      Reflect.apply(real, this, [...args.slice(0, -1), (...results: unknown[]) => resolve(results)]);
    });
    thread.work.hold(work).then((results) => callback(...results));
    return undefined;
  };
}
