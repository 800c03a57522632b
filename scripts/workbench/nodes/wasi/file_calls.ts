/**
 * System calls on files and folders.
 *
 * @module
 */
import { OpenFile, type wasi } from "@bjorn3/browser_wasi_shim";
import type { Disk } from "./disk.ts";
import { Errno, expectSuccess, SystemCallError } from "./errno.ts";
import type { GuestMemory } from "./guest_memory.ts";
import { opened, type OpenEntry, type OpenFiles } from "./open_files.ts";

/** Longest path. */
const PATH_BYTES_MAX = 4096;

const FileType = { CHARACTER_DEVICE: 2, FOLDER: 3, FILE: 4 } as const;
const OpenFlag = { CREATE: 1, FOLDER: 2, EXCLUSIVE: 4 } as const;
const DescriptorFlag = { APPEND: 1 } as const;
const Right = { READ: 1n << 1n, WRITE: 1n << 6n, ALL: (1n << 30n) - 1n } as const;
const FROM_END = 2;

/** What file calls work on. */
export interface FileContext {
  readonly memory: GuestMemory;
  readonly files: OpenFiles;
  readonly disk: Disk;
}

/** A system call, as a program calls it. */
export type SystemCall = (...args: never[]) => number;

/** The calls by name; those that read and write are in system_calls.ts. */
export function fileCalls(context: FileContext): Record<string, SystemCall> {
  return { ...descriptorCalls(context), ...pathCalls(context), ...folderCalls(context) };
}

/** Reads from an open file. @returns The number of bytes. */
export function readFile(
  entry: Extract<OpenEntry, { kind: "file" }>,
  buffers: readonly Uint8Array[],
  at?: bigint,
): number {
  if ((entry.rights & Right.READ) === 0n) throw new SystemCallError(Errno.BADF);
  let total = 0;
  for (const buffer of buffers) {
    const { ret, data } = at === undefined
      ? entry.fd.fd_read(buffer.length)
      : entry.fd.fd_pread(buffer.length, at + BigInt(total));
    expectSuccess(ret);
    buffer.set(data);
    total += data.length;
    if (data.length < buffer.length) break;
  }
  return total;
}

/** Writes to an open file. @returns The number of bytes. */
export function writeFile(
  entry: Extract<OpenEntry, { kind: "file" }>,
  buffers: readonly Uint8Array[],
  at?: bigint,
): number {
  if ((entry.rights & Right.WRITE) === 0n) throw new SystemCallError(Errno.BADF);
  if ((entry.flags & DescriptorFlag.APPEND) !== 0 && at === undefined) entry.fd.fd_seek(0n, FROM_END);
  let total = 0;
  for (const buffer of buffers) {
    const { ret } = at === undefined ? entry.fd.fd_write(buffer) : entry.fd.fd_pwrite(buffer, at + BigInt(total));
    if (ret !== Errno.SUCCESS && total > 0) break;
    expectSuccess(ret);
    total += buffer.length;
  }
  return total;
}

/** An offset in a file; the interface has them without a sign. */
function place(offset: bigint): bigint {
  return BigInt.asUintN(64, offset);
}

function descriptorCalls({ memory, files }: FileContext) {
  const done = (number: number) => {
    files.at(number);
    return Errno.SUCCESS;
  };
  return {
    fd_advise: done,
    fd_datasync: done,
    fd_sync: done,
    fd_fdstat_set_rights: done,
    fd_filestat_set_times: done,
    fd_close: (number: number) => files.close(number),
    fd_renumber: (from: number, to: number) => files.renumber(from, to),
    fd_allocate: (number: number, offset: bigint, length: bigint) =>
      files.file(number).fd.fd_allocate(place(offset), place(length)),
    fd_filestat_set_size: (number: number, size: bigint) => files.file(number).fd.fd_filestat_set_size(place(size)),
    fd_fdstat_get(number: number, pointer: number) {
      const entry = files.at(number);
      const rights = entry.kind === "file" ? entry.rights : Right.ALL;
      memory.span(pointer, 24).fill(0);
      memory.setU8(pointer, typeOf(entry));
      memory.setU16(pointer + 2, entry.kind === "folder" ? 0 : entry.flags);
      // With the rights to seek, so that C does not take its stdout for a terminal: in a process it is a pipe, too.
      memory.setU64(pointer + 8, rights);
      memory.setU64(pointer + 16, Right.ALL);
      return Errno.SUCCESS;
    },
    fd_fdstat_set_flags(number: number, flags: number) {
      const entry = files.at(number);
      if (entry.kind !== "folder") entry.flags = flags;
      return Errno.SUCCESS;
    },
    fd_filestat_get(number: number, pointer: number) {
      const entry = files.at(number);
      if (entry.kind === "device") return writeStat(memory, pointer, { type: FileType.CHARACTER_DEVICE });
      return writeFoundStat(memory, pointer, entry.fd.fd_filestat_get());
    },
    fd_seek(number: number, offset: bigint, whence: number, pointer: number) {
      const { ret, offset: reached } = files.file(number).fd.fd_seek(BigInt.asIntN(64, offset), whence);
      if (ret === Errno.SUCCESS) memory.setU64(pointer, reached);
      return ret;
    },
    fd_tell(number: number, pointer: number) {
      memory.setU64(pointer, files.file(number).fd.fd_tell().offset);
      return Errno.SUCCESS;
    },
    fd_pread(number: number, list: number, count: number, offset: bigint, pointer: number) {
      memory.setU32(pointer, readFile(files.file(number), memory.vectors(list, count), place(offset)));
      return Errno.SUCCESS;
    },
    fd_pwrite(number: number, list: number, count: number, offset: bigint, pointer: number) {
      memory.setU32(pointer, writeFile(files.file(number), memory.vectors(list, count), place(offset)));
      return Errno.SUCCESS;
    },
  };
}

function pathCalls({ memory, files, disk }: FileContext) {
  const read = (pointer: number, length: number) => readPath(memory, pointer, length);
  return {
    path_open(
      ...[number, , pointer, length, openFlags, rights, , flags, result]: [
        ...[number: number, dirFlags: number, path: number, length: number, openFlags: number],
        ...[rights: bigint, inheriting: bigint, flags: number, result: number],
      ]
    ) {
      const folder = files.folder(number).fd;
      const path = read(pointer, length);
      memory.setU32(result, 0);
      const isThere = folder.path_lookup(path, 0).inode_obj !== null;
      if (!isThere && (openFlags & OpenFlag.CREATE) !== 0) expectSuccess(create(folder, path, "file"));
      // Exclusive means something together with create alone.
      const asked = openFlags & ~OpenFlag.CREATE & ~OpenFlag.EXCLUSIVE;
      if (isThere && (openFlags & OpenFlag.CREATE) !== 0 && (openFlags & OpenFlag.EXCLUSIVE) !== 0) return Errno.EXIST;
      const { ret, fd_obj } = folder.path_open(0, path, asked, rights, 0n, flags);
      expectSuccess(ret);
      if (fd_obj === null) return Errno.IO;
      memory.setU32(result, files.add(opened(fd_obj, { isFolder: !(fd_obj instanceof OpenFile), flags, rights })));
      return Errno.SUCCESS;
    },
    path_create_directory: (number: number, pointer: number, length: number) =>
      create(files.folder(number).fd, withoutSlash(read(pointer, length)), "folder"),
    path_filestat_get: (number: number, _flags: number, path: number, length: number, pointer: number) =>
      writeFoundStat(memory, pointer, files.folder(number).fd.path_filestat_get(0, read(path, length))),
    path_filestat_set_times: (number: number, _flags: number, pointer: number, length: number) =>
      files.folder(number).fd.path_lookup(read(pointer, length), 0).ret,
    path_unlink_file: (number: number, pointer: number, length: number) =>
      files.folder(number).fd.path_unlink_file(read(pointer, length)),
    path_remove_directory: (number: number, pointer: number, length: number) =>
      files.folder(number).fd.path_remove_directory(read(pointer, length)),
    path_link(
      from: number,
      _flags: number,
      path: number,
      length: number,
      to: number,
      newPath: number,
      newLength: number,
    ) {
      const { ret, inode_obj } = files.folder(from).fd.path_lookup(read(path, length), 0);
      return inode_obj === null ? ret : files.folder(to).fd.path_link(read(newPath, newLength), inode_obj, false);
    },
    path_rename(from: number, path: number, length: number, to: number, newPath: number, newLength: number) {
      const [source, target] = [files.folder(from).fd, files.folder(to).fd];
      const [before, after] = [withoutSlash(read(path, length)), withoutSlash(read(newPath, newLength))];
      const { ret, inode_obj } = source.path_unlink(before);
      if (inode_obj === null) return ret;
      const result = target.path_link(after, inode_obj, true);
      if (result !== Errno.SUCCESS) source.path_link(before, inode_obj, true);
      return result;
    },
    path_symlink: () => Errno.NOTSUP,
    path_readlink(number: number, pointer: number, length: number) {
      const { ret } = files.folder(number).fd.path_lookup(read(pointer, length), 0);
      return ret === Errno.SUCCESS ? Errno.INVAL : ret;
    },
  };

  function create(folder: Extract<OpenEntry, { kind: "folder" }>["fd"], path: string, kind: "file" | "folder"): number {
    if (folder.path_lookup(path, 0).inode_obj !== null) return Errno.EXIST;
    const entry = disk.create(kind);
    return entry === undefined ? Errno.NOSPC : folder.path_link(path, entry, true);
  }
}

function folderCalls({ memory, files }: FileContext) {
  return {
    fd_prestat_get(number: number, pointer: number) {
      const entry = files.at(number);
      if (entry.kind !== "folder" || !entry.isRoot) return Errno.BADF;
      memory.setU32(pointer, 0);
      memory.setU32(pointer + 4, 1);
      return Errno.SUCCESS;
    },
    fd_prestat_dir_name(number: number, pointer: number, length: number) {
      const entry = files.at(number);
      if (entry.kind !== "folder" || !entry.isRoot) return Errno.BADF;
      if (length < 1) return Errno.NAMETOOLONG;
      memory.setU8(pointer, "/".charCodeAt(0));
      return Errno.SUCCESS;
    },
    fd_readdir(number: number, pointer: number, length: number, cookie: bigint, usedPointer: number) {
      const { fd } = files.folder(number);
      const buffer = memory.span(pointer, length);
      let used = 0;
      for (let next = place(cookie); used < buffer.length; next++) {
        const { ret, dirent } = fd.fd_readdir_single(next);
        expectSuccess(ret);
        if (dirent === null) break;
        const bytes = new Uint8Array(dirent.head_length() + dirent.name_length());
        dirent.write_head_bytes(new DataView(bytes.buffer), 0);
        dirent.write_name_bytes(bytes, dirent.head_length(), dirent.name_length());
        const part = bytes.subarray(0, buffer.length - used);
        buffer.set(part, used);
        used += part.length;
      }
      memory.setU32(usedPointer, used);
      return Errno.SUCCESS;
    },
  };
}

/** Reads a path; the library wants it without the slash at its beginning that some programs leave there. */
function readPath(memory: GuestMemory, pointer: number, length: number): string {
  if (length >>> 0 > PATH_BYTES_MAX) throw new SystemCallError(Errno.NAMETOOLONG);
  const path = memory.text(pointer, length);
  if (path === "") throw new SystemCallError(Errno.NOENT);
  return path;
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}

function typeOf(entry: OpenEntry): number {
  if (entry.kind === "device") return FileType.CHARACTER_DEVICE;
  return entry.kind === "folder" ? FileType.FOLDER : FileType.FILE;
}

function writeFoundStat(
  memory: GuestMemory,
  pointer: number,
  { ret, filestat }: { ret: number; filestat: wasi.Filestat | null },
): number {
  if (filestat === null) return ret;
  const { ino, filetype, size, mtim } = filestat;
  return writeStat(memory, pointer, { type: filetype, inode: ino, size, timeNs: mtim });
}

function writeStat(
  memory: GuestMemory,
  pointer: number,
  { type, inode = 0n, size = 0n, timeNs = 0n }: { type: number; inode?: bigint; size?: bigint; timeNs?: bigint },
): number {
  memory.span(pointer, 64).fill(0);
  memory.setU64(pointer + 8, inode);
  memory.setU8(pointer + 16, type);
  memory.setU64(pointer + 24, 1n);
  memory.setU64(pointer + 32, size);
  for (const offset of [40, 48, 56]) memory.setU64(pointer + offset, timeNs);
  return Errno.SUCCESS;
}
