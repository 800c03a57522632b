/**
 * Builds small WebAssembly modules byte by byte, for tests.
 *
 * @module
 */

/** Types of values in the binary form. */
export const I32 = 0x7f;
export const I64 = 0x7e;

/** What a module is made of. */
export interface ModuleParts {
  /** Functions that it imports. */
  readonly imports?: readonly {
    readonly module: string;
    readonly name: string;
    readonly params?: readonly number[];
    readonly results?: readonly number[];
  }[];
  /** Flags, pages at first and at most; left out for no memory. */
  readonly memory?: readonly number[];
  /** Instructions of its only function, which takes and gives nothing. */
  readonly code?: readonly number[];
  /** Name under which that function is exported; left out for none. */
  readonly start?: string;
  /** False to keep the memory to itself. */
  readonly exportsMemory?: boolean;
  /** Bytes of the memory from place 0 on. */
  readonly data?: readonly number[];
}

/** The bytes of a module. */
export function moduleBytes(parts: ModuleParts): Uint8Array {
  const { imports = [], memory, code = [], start, exportsMemory = true, data } = parts;
  const types = [
    [0x60, 0, 0],
    ...imports.map(({ params = [], results = [] }) => [0x60, ...list(params), ...list(results)]),
  ];
  const exports = [
    ...(start === undefined ? [] : [[...text(start), 0, ...number(imports.length)]]),
    ...(memory === undefined || !exportsMemory ? [] : [[...text("memory"), 2, 0]]),
  ];
  const body = [0, ...code, 0x0b];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(
      2,
      vector(imports.map(({ module, name }, index) => [...text(module), ...text(name), 0, ...number(index + 1)])),
    ),
    ...section(3, vector([[0]])),
    ...(memory === undefined ? [] : section(5, vector([memory]))),
    ...section(7, vector(exports)),
    ...section(10, vector([[...number(body.length), ...body]])),
    ...(data === undefined ? [] : section(11, vector([[0, 0x41, 0, 0x0b, ...list(data)]]))),
  ]);
}

/** A whole number in LEB128, without a sign. */
export function number(value: number): number[] {
  const low = value % 128;
  return value < 128 ? [low] : [low | 0x80, ...number(Math.floor(value / 128))];
}

/** The instruction that puts a number on the stack. */
export function constant(value: number): number[] {
  const bytes = [0x41];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

/** The instruction that puts a number of 64 bits on the stack. */
export function constant64(value: number): number[] {
  return [...constant(value), 0xac];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...number(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...number(items.length), ...items.flat()];
}

function list(bytes: readonly number[]): number[] {
  return [...number(bytes.length), ...bytes];
}

function text(value: string): number[] {
  return list([...new TextEncoder().encode(value)]);
}
