#!/usr/bin/env node
// Starts the bench with the deno that npm installed beside this package, and takes over its exit status.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const deno = dirname(createRequire(import.meta.url).resolve("deno/package.json"));
const binary = join(deno, process.platform === "win32" ? "deno.exe" : "deno");
const [command, ...before] = existsSync(binary) ? [binary] : [process.execPath, join(deno, "bin.cjs")];
const flags = ["run", "-A", "--quiet", "--no-lock", "--no-prompt", "--config", join(here, "deno.json")];

const child = spawn(command, [...before, ...flags, join(here, "scripts", "workbench.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, GLOMERS_LAUNCHER: process.env.GLOMERS_LAUNCHER ?? "npx gossip-glomers" },
});
// Ctrl-C reaches the bench by itself, which stops its nodes and says what it knows; only then this ends too.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  process.stderr.write(`Cannot start Deno (${command}): ${error.message}; npm install gossip-glomers again\n`);
  process.exitCode = 3;
});
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
});
