/**
 * A registry like JSR on this machine, with the package as `deno publish` would send it, and the stand-ins for `@std`.
 *
 * It serves what Deno asks for (https://jsr.io/docs/api): `/@scope/name/meta.json`, `VERSION_meta.json` and the files,
 * whose imports are rewritten by the import map of deno.json, as JSR does.
 *
 * @module
 */
import { join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { mapped, packageFiles, ROOT, withImports } from "../../scripts/package/package_files.ts";
import offline from "../../scripts/offline/import_map.json" with { type: "json" };

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
  const own = ownPackage();
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

/** The package as JSR serves it: its modules name registry and version where they import packages. */
function ownPackage(): Package {
  const files = packageFiles().map(({ name, bytes }) => {
    const isModule = name.endsWith(".ts");
    return [`/${name}`, isModule ? encode(withImports(new TextDecoder().decode(bytes), mapped)) : bytes] as const;
  });
  return { version: config.version, files: new Map(files), exports: config.exports };
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
