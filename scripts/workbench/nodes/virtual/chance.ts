/**
 * What draws numbers, and what depends on when memory is collected: Math.random, crypto, WeakRef, FinalizationRegistry.
 *
 * @module
 */
import type { GuestNode } from "../guest_node.ts";
import { type AnyFunction, guarded, held, refuseNodes, replace, replaceMethod } from "./replace.ts";
import { runningNode, thread } from "./thread.ts";

const OWN_KEY = "it draws numbers that no seed decides; use importKey() with bytes of crypto.getRandomValues()";

/** Algorithms of crypto.subtle whose results are another each time. */
const RANDOMISED = /^(?:ECDSA|RSA-PSS|RSA-OAEP|ML-KEM|ML-DSA)/i;

/** Methods of crypto.subtle that give the same each time, for algorithms that are not randomised. */
const SUBTLE_METHODS = [
  ...["digest", "encrypt", "decrypt", "sign", "verify", "deriveBits", "deriveKey", "importKey", "exportKey"],
  ...["wrapKey", "unwrapKey", "getPublicKey", "decapsulateBits", "decapsulateKey"],
];

/** What node:crypto has of randomness, from the node's own stream. */
export interface VirtualChance {
  readonly cryptoFunctions: Readonly<Record<string, AnyFunction>>;
}

/** Replaces the sources of chance of this thread. */
export function replaceChance(): VirtualChance {
  replaceMethod(Math, "random", (real) => () => thread.guest?.random() ?? real());
  replaceMethod(crypto, "getRandomValues", (real) => (array) => {
    return thread.guest === undefined ? real(array) : fill(thread.guest, array as ArrayBufferView);
  });
  replaceMethod(crypto, "randomUUID", (real) => () => thread.guest === undefined ? real() : uuid(thread.guest));
  replaceSubtle();
  replaceWeakness();
  return { cryptoFunctions: cryptoFunctions() };
}

function fill<T extends ArrayBufferView>(node: GuestNode, array: T): T {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (let position = 0; position < bytes.length; position++) bytes[position] = Math.floor(node.random() * 256);
  return array;
}

function uuid(node: GuestNode): string {
  const bytes = fill(node, new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = (from: number, to: number) => {
    let text = "";
    for (let position = from; position < to; position++) text += BYTES[bytes[position] ?? 0];
    return text;
  };
  return `${digits(0, 4)}-${digits(4, 6)}-${digits(6, 8)}-${digits(8, 10)}-${digits(10, 16)}`;
}

/** The digits of each byte: nodes of 5b draw an id for each value. */
const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function replaceSubtle(): void {
  const subtle: object | undefined = crypto.subtle;
  if (subtle === undefined) return;
  for (const name of SUBTLE_METHODS) {
    replaceMethod(subtle, name, (real) => {
      const waiting = held(real);
      return (algorithm, ...rest) => {
        // The algorithm is the first argument, of wrapKey the third after the format.
        const wrapped = name === "wrapKey" ? rest[2] : algorithm;
        const word = typeof wrapped === "string" ? wrapped : String(Object(wrapped).name);
        if (["encrypt", "sign", "wrapKey"].includes(name) && RANDOMISED.test(word)) {
          refuseNodes({ name: `crypto.subtle.${name} with ${word}`, instead: "its results differ each time" });
        }
        return waiting(algorithm, ...rest);
      };
    });
  }
  for (const name of ["generateKey", "encapsulateBits", "encapsulateKey"]) {
    replaceMethod(subtle, name, (real) => guarded(real, { name: `crypto.subtle.${name}`, instead: OWN_KEY }));
  }
}

/** Weak references that stay, and registries that never call back: both are allowed, and are the same each time. */
function replaceWeakness(): void {
  const kept = new WeakMap<GuestNode, Set<unknown>>();
  const keep = (node: GuestNode, target: unknown) => {
    const targets = kept.get(node) ?? new Set();
    kept.set(node, targets.add(target));
  };
  replace(
    globalThis,
    "WeakRef",
    new Proxy(WeakRef, {
      construct(target, args, newTarget) {
        const node = runningNode();
        if (node !== undefined) keep(node, args[0]);
        return Reflect.construct(target, args, newTarget);
      },
    }),
  );
  replace(
    globalThis,
    "FinalizationRegistry",
    new Proxy(FinalizationRegistry, {
      construct(target, args, newTarget) {
        const isNode = runningNode() !== undefined;
        return Reflect.construct(target, isNode ? [() => {}] : args, newTarget);
      },
    }),
  );
}

type Callback = (error: Error | null, result?: unknown) => void;

/** randomBytes and its like, for nodes only. */
function cryptoFunctions(): Readonly<Record<string, AnyFunction>> {
  const node = () => {
    if (thread.guest === undefined) throw new Error("Cannot draw: no node is running");
    return thread.guest;
  };
  const answer = (callback: unknown, result: unknown) => {
    if (typeof callback !== "function") return result;
    queueMicrotask(() => (callback as Callback)(null, result));
  };
  // A Buffer, where Node.js gives one.
  const bytes = (size: unknown) => {
    const array = fill(node(), new Uint8Array(Number(size)));
    const buffer = Reflect.get(globalThis, "Buffer") as { from(bytes: ArrayBufferLike): Uint8Array } | undefined;
    return buffer?.from(array.buffer) ?? array;
  };
  const randomBytes: AnyFunction = (size, callback) => answer(callback, bytes(size));
  const part = (array: unknown, offset: unknown, size: unknown) => {
    const { buffer, byteOffset, byteLength } = array as ArrayBufferView;
    const start = typeof offset === "number" ? offset : 0;
    return new Uint8Array(buffer, byteOffset + start, typeof size === "number" ? size : byteLength - start);
  };
  return {
    randomBytes,
    pseudoRandomBytes: randomBytes,
    randomFillSync: (array, offset, size) => {
      fill(node(), part(array, offset, size));
      return array;
    },
    randomFill: (array, ...rest) => {
      fill(node(), part(array, rest[0], rest[1]));
      return answer(rest.at(-1), array);
    },
    randomInt: (...args) => {
      const numbers = args.filter((arg) => typeof arg === "number");
      const [min = 0, max = 0] = numbers.length === 1 ? [0, numbers[0]] : numbers;
      return answer(args.at(-1), min + Math.floor(node().random() * (max - min)));
    },
    randomUUID: () => uuid(node()),
    getRandomValues: (array) => fill(node(), array as ArrayBufferView),
  };
}
