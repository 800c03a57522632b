/**
 * Serves a folder of static files on this computer only.
 *
 * @module
 */
import { extname } from "node:path";
import { resolveFile } from "../workbench/report/serve/resolve_file.ts";
import { FILES } from "./protocol.ts";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
};

/** Starts a server on 127.0.0.1. @param port 0 takes any free one. */
export function folderServer(folder: string, port: number, onListen: (url: string) => void): Deno.HttpServer {
  return Deno.serve({
    hostname: "127.0.0.1",
    port,
    onListen: (address) => onListen(`http://127.0.0.1:${address.port}/`),
  }, async (request) => {
    const { pathname } = new URL(request.url);
    const found = await resolveFile(folder, pathname === "/" ? `/${FILES.page}` : pathname);
    if (found.kind !== "file") return new Response("There is no such file", { status: 404 });
    const type = CONTENT_TYPES[extname(found.path)] ?? "application/octet-stream";
    const content = request.method === "HEAD" ? null : (await Deno.open(found.path)).readable;
    return new Response(content, { headers: { "content-type": type, "cache-control": "no-store" } });
  });
}
