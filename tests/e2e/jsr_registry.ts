/**
 * A registry like JSR on this machine, with the package as `deno publish` would send it, and the stand-ins for `@std`.
 *
 * It serves what Deno asks for (https://jsr.io/docs/api): `/@scope/name/meta.json`, `VERSION_meta.json` and the files,
 * whose imports are rewritten by the import map of deno.json, as JSR does.
 *
 * @module
 */
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import offline from "../../scripts/offline/import_map.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".ts": "application/typescript",
};

/** One version of a package: paths that begin with a slash to their bytes, and its exports. */
interface Package {
  readonly version: string;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly exports: Readonly<Record<string, string>>;
}

/** A registry that serves until it is disposed of. */
export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** `jsr:@gossip-glomers/deno@0.1.0`. */
  readonly specifier: string;
  /** Bytes of the package's files. */
  readonly sizeBytes: number;
}

/** Starts a registry on a free port of this machine. */
export async function serveRegistry(): Promise<Registry> {
  const own = await ownPackage();
  const packages = new Map<string, Package>([[config.name, own], ...standIns()]);
  const metas = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, one] of packages) {
    metas.set(`/${name}/meta.json`, bytesOf({ versions: { [one.version]: {} }, latest: one.version }));
    metas.set(`/${name}/${one.version}_meta.json`, bytesOf({ manifest: await manifestOf(one), exports: one.exports }));
    for (const [path, bytes] of one.files) metas.set(`/${name}/${one.version}${path}`, bytes);
  }
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    const found = metas.get(decodeURIComponent(pathname));
    const type = CONTENT_TYPES[/\.\w+$/.exec(pathname)?.[0] ?? ""] ?? "text/plain";
    return found === undefined
      ? new Response("not found", { status: 404 })
      : new Response(found, { headers: { "content-type": type } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    specifier: `jsr:${config.name}@${config.version}`,
    sizeBytes: [...own.files.values()].reduce((sum, { length }) => sum + length, 0),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function ownPackage(): Promise<Package> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const path of config.publish.include) {
    for await (const file of filesAt(join(ROOT, path))) {
      const name = relative(ROOT, file).replaceAll("\\", "/");
      if (config.publish.exclude.some((folder) => name.startsWith(folder))) continue;
      const isModule = name.endsWith(".ts");
      files.set(`/${name}`, isModule ? encode(withoutMap(Deno.readTextFileSync(file))) : Deno.readFileSync(file));
    }
  }
  return { version: config.version, files, exports: config.exports };
}

async function* filesAt(path: string): AsyncGenerator<string> {
  if (Deno.statSync(path).isFile) {
    yield path;
    return;
  }
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    if (isDirectory) yield* filesAt(join(path, name));
    else yield join(path, name);
  }
}

/** The text of a module whose imports do not need the import map any more. */
function withoutMap(text: string): string {
  const imports: Readonly<Record<string, string>> = config.imports;
  return text.replaceAll(/(\bfrom |\bimport |\bimport\()"([^"]+)"/g, (statement, start: string, specifier: string) => {
    const name = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
    const target = imports[name];
    return target === undefined ? statement : `${start}"${target}${specifier.slice(name.length)}"`;
  });
}

/** `@std` packages that the stand-ins of scripts/offline serve, in the versions of deno.json. */
function standIns(): [name: string, one: Package][] {
  const folder = join(ROOT, "scripts", "offline");
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { name } of Deno.readDirSync(folder)) {
    if (name.endsWith(".ts")) files.set(`/${name}`, Deno.readFileSync(join(folder, name)));
  }
  return Object.entries(config.imports).filter(([, target]) => target.startsWith("jsr:")).map(([name, target]) => {
    const paths = Object.entries(offline.imports).filter(([key]) => key === name || key.startsWith(`${name}/`));
    const exports = Object.fromEntries(paths.map(([key, path]) => [`.${key.slice(name.length)}`, path]));
    return [name, { version: target.slice(target.lastIndexOf("@") + 1), files, exports }];
  });
}

async function manifestOf({ files }: Package): Promise<Record<string, { size: number; checksum: string }>> {
  const entries = await Promise.all([...files].map(async ([path, bytes]) => {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    return [path, { size: bytes.length, checksum: `sha256-${hash}` }] as const;
  }));
  return Object.fromEntries(entries);
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  return encode(JSON.stringify(value));
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
