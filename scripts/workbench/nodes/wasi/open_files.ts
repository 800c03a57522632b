/**
 * What a program has open, by number: its standard streams, the folder "/" and what it opened there.
 *
 * @module
 */
import { type Fd, type OpenFile, PreopenDirectory } from "@bjorn3/browser_wasi_shim";
import { type Device, DeviceFile, type Disk } from "./disk.ts";
import { Errno, SystemCallError } from "./errno.ts";

/** Files open at a time. */
const OPEN_MAX = 1024;

/** A folder or file of the disk, or a device. */
export type OpenEntry =
  | { readonly kind: "file"; readonly fd: OpenFile; flags: number; readonly rights: bigint }
  | { readonly kind: "folder"; readonly fd: Fd; readonly isRoot: boolean }
  | { readonly kind: "device"; readonly device: Device; flags: number };

/** Open files by number. */
export class OpenFiles {
  readonly #entries = new Map<number, OpenEntry>();

  /** @param inputFlags What the program is told of its standard input. */
  constructor(disk: Disk, inputFlags: number) {
    for (const [number, device] of (["stdin", "stdout", "stderr"] as const).entries()) {
      this.#entries.set(number, { kind: "device", device, flags: number === 0 ? inputFlags : 0 });
    }
    const root = new PreopenDirectory("/", disk.root.contents);
    root.dir = disk.root;
    this.#entries.set(3, { kind: "folder", fd: root, isRoot: true });
  }

  /** @throws {SystemCallError} where nothing has this number. */
  at(number: number): OpenEntry {
    const entry = this.#entries.get(number >>> 0);
    if (entry === undefined) throw new SystemCallError(Errno.BADF);
    return entry;
  }

  /** @throws {SystemCallError} where no folder has this number. */
  folder(number: number): Extract<OpenEntry, { kind: "folder" }> {
    const entry = this.at(number);
    if (entry.kind !== "folder") throw new SystemCallError(Errno.NOTDIR);
    return entry;
  }

  /** @throws {SystemCallError} where no file has this number. */
  file(number: number): Extract<OpenEntry, { kind: "file" }> {
    const entry = this.at(number);
    if (entry.kind === "folder") throw new SystemCallError(Errno.ISDIR);
    if (entry.kind === "device") throw new SystemCallError(Errno.SPIPE);
    return entry;
  }

  /** Gives the lowest free number to what was opened. */
  add(entry: OpenEntry): number {
    for (let number = 0; number < OPEN_MAX; number++) {
      if (this.#entries.has(number)) continue;
      this.#entries.set(number, entry);
      return number;
    }
    throw new SystemCallError(Errno.MFILE);
  }

  close(number: number): number {
    this.at(number);
    this.#entries.delete(number >>> 0);
    return Errno.SUCCESS;
  }

  renumber(from: number, to: number): number {
    const entry = this.at(from);
    this.at(to);
    this.#entries.delete(from >>> 0);
    this.#entries.set(to >>> 0, entry);
    return Errno.SUCCESS;
  }
}

/** What was opened: a device where the file stands for one. */
export function opened(
  fd: Fd,
  { isFolder, flags, rights }: { isFolder: boolean; flags: number; rights: bigint },
): OpenEntry {
  if (isFolder) return { kind: "folder", fd, isRoot: false };
  const file = fd as OpenFile;
  if (file.file instanceof DeviceFile) return { kind: "device", device: file.file.device, flags };
  return { kind: "file", fd: file, flags, rights };
}
