/**
 * A disk in memory: folders and files that a program may use as it likes, and nothing of the real one.
 *
 * Paths, folders and open files are those of @bjorn3/browser_wasi_shim, used here, in open_files.ts and in file_calls.ts alone. Its files
 * are replaced: they are copied as a whole for each write. Its numbers of files are, too: they go on from run to run.
 *
 * @module
 */
import { Directory, File, type Inode, OpenFile, type wasi } from "@bjorn3/browser_wasi_shim";
import { Errno } from "./errno.ts";

/** What all files of a disk may hold. */
const DISK_BYTES_MAX = 64 * 1024 * 1024;

/** Files and folders of a disk. */
const ENTRIES_MAX = 10_000;

/** Room that a file has at first, and that is doubled. */
const CAPACITY_MIN_BYTES = 1024;

/** A file that stands for something else. */
export class DeviceFile extends File {
  readonly device: Device;

  constructor(device: Device) {
    super([]);
    this.device = device;
  }
}

/** What a program may find in /dev. */
export type Device = "null" | "urandom" | "stdin" | "stdout" | "stderr";

const DEVICES: readonly Device[] = ["null", "urandom", "stdin", "stdout", "stderr"];

/** Folders that are there from the beginning. */
const FOLDERS = ["tmp", "home/node", "var/log", "var/tmp", "dev"];

/** Files and folders of one node. */
export class Disk {
  readonly root = new Directory(new Map());
  /** Nanoseconds since 1970, for the times of files. */
  nowNs: () => bigint = () => 0n;
  readonly #onFull: () => void;
  #usedBytes = 0;
  #entryCount = 0;
  #nextNumber = 1n;

  /** @param onFull Told each time that something does not fit. */
  constructor(onFull: () => void) {
    this.#onFull = onFull;
    for (const path of FOLDERS) {
      let folder = this.root;
      for (const name of path.split("/")) {
        const found = folder.contents.get(name);
        const next = found instanceof Directory ? found : this.#numbered(new Directory(new Map()));
        folder.contents.set(name, next);
        folder = next;
      }
      if (path === "dev") {
        for (const device of DEVICES) folder.contents.set(device, this.#numbered(new DeviceFile(device)));
      }
    }
  }

  /** A new file or folder; undefined where there are too many. */
  create(kind: "file" | "folder"): Inode | undefined {
    if (this.#entryCount >= ENTRIES_MAX) this.#recount();
    if (this.#entryCount >= ENTRIES_MAX) {
      this.#onFull();
      return undefined;
    }
    this.#entryCount++;
    return this.#numbered(kind === "file" ? new DiskFile(this) : new Directory(new Map()));
  }

  /** Tells whether a file may grow, and counts it. */
  claim(sizeBytes: number): boolean {
    if (this.#usedBytes + sizeBytes > DISK_BYTES_MAX) this.#recount();
    const fits = this.#usedBytes + sizeBytes <= DISK_BYTES_MAX;
    if (fits) this.#usedBytes += sizeBytes;
    else this.#onFull();
    return fits;
  }

  /** Counts what is there, without what was removed. */
  #recount(): void {
    const seen = new Set<Inode>();
    this.#usedBytes = 0;
    const visit = (entry: Inode): void => {
      if (seen.has(entry)) return;
      seen.add(entry);
      if (entry instanceof DiskFile) this.#usedBytes += entry.data.length;
      if (entry instanceof Directory) entry.contents.forEach(visit);
    };
    visit(this.root);
    this.#entryCount = seen.size;
  }

  #numbered<T extends Inode>(entry: T): T {
    entry.ino = this.#nextNumber++;
    return entry;
  }
}

/** A file that grows without being copied each time. */
export class DiskFile extends File {
  readonly #disk: Disk;
  #changedNs: bigint;
  /** What `data` is the beginning of. */
  #room = new Uint8Array(0);

  constructor(disk: Disk) {
    super([]);
    this.#disk = disk;
    this.#changedNs = disk.nowNs();
  }

  override path_open(oflags: number, rights: bigint, flags: number): { ret: number; fd_obj: OpenFile } {
    const { ret } = super.path_open(oflags, rights, flags);
    if (this.data.length === 0) this.#room = new Uint8Array(0); // It was truncated, or is new.
    return { ret, fd_obj: new OpenDiskFile(this) };
  }

  override stat(): wasi.Filestat {
    const stat = super.stat();
    stat.atim = stat.mtim = stat.ctim = this.#changedNs;
    return stat;
  }

  /** Cuts the file or adds zeros. @returns An error number. */
  resize(sizeBytes: number): number {
    this.#changedNs = this.#disk.nowNs();
    if (!(sizeBytes <= DISK_BYTES_MAX)) return Errno.NOSPC;
    const growth = sizeBytes - this.data.length;
    if (growth > 0 && !this.#disk.claim(growth)) return Errno.NOSPC;
    if (sizeBytes > this.#room.length) {
      this.#room = new Uint8Array(Math.max(CAPACITY_MIN_BYTES, 2 * this.#room.length, sizeBytes));
      this.#room.set(this.data);
    } else if (growth < 0) {
      this.#room.fill(0, sizeBytes, this.data.length);
    }
    this.data = this.#room.subarray(0, sizeBytes);
    return Errno.SUCCESS;
  }

  /** Writes at a place. @returns An error number. */
  write(bytes: Uint8Array, offset: number): number {
    if (offset + bytes.length > this.data.length) {
      const errno = this.resize(offset + bytes.length);
      if (errno !== Errno.SUCCESS) return errno;
    }
    this.#changedNs = this.#disk.nowNs();
    this.data.set(bytes, offset);
    return Errno.SUCCESS;
  }
}

/** An open file; reading, seeking and telling are the library's. */
class OpenDiskFile extends OpenFile {
  readonly #file: DiskFile;

  constructor(file: DiskFile) {
    super(file);
    this.#file = file;
  }

  override fd_allocate(offset: bigint, length: bigint): number {
    const sizeBytes = Number(offset) + Number(length);
    return sizeBytes > this.#file.data.length ? this.#file.resize(sizeBytes) : Errno.SUCCESS;
  }

  override fd_filestat_set_size(size: bigint): number {
    return this.#file.resize(Number(size));
  }

  override fd_write(data: Uint8Array): { ret: number; nwritten: number } {
    const { ret, nwritten } = this.fd_pwrite(data, this.file_pos);
    this.file_pos += BigInt(nwritten);
    return { ret, nwritten };
  }

  override fd_pwrite(data: Uint8Array, offset: bigint): { ret: number; nwritten: number } {
    const ret = this.#file.write(data, Number(offset));
    return { ret, nwritten: ret === Errno.SUCCESS ? data.length : 0 };
  }
}
