import { assertEquals } from "@std/assert";
import { concerns, isWatched } from "../../../scripts/workbench/cli/watch.ts";
import type { OwnProgram, OwnSet } from "../../../scripts/workbench/stages/own_set.ts";

const program = (bin: string, watch?: readonly string[]): OwnProgram => ({
  bin,
  args: [],
  builds: [],
  ...(watch === undefined ? {} : { watch }),
});

const ECHO = program("/p/echo/echo");
const BROADCAST = program("/p/broadcast/node");
const SET: OwnSet = {
  path: "/p/glomers.json",
  folder: "/p",
  programs: new Map([["1", ECHO], ["3", BROADCAST]]),
};

Deno.test("concerns() takes a file in the folder of one program for that program alone", () => {
  assertEquals(concerns("/p/echo/main.go", ECHO, SET), true);
  assertEquals(concerns("/p/echo/main.go", BROADCAST, SET), false);
});

Deno.test("concerns() takes a file that no program has for itself for all of them", () => {
  for (const one of [ECHO, BROADCAST]) assertEquals(concerns("/p/shared/rpc.go", one, SET), true);
});

Deno.test("concerns() goes by what a program says that it is made of", () => {
  const told = program("/p/echo/echo", ["/p/src/echo", "/p/go.mod"]);
  assertEquals(concerns("/p/src/echo/main.go", told, SET), true);
  assertEquals(concerns("/p/go.mod", told, SET), true);
  assertEquals(concerns("/p/src/echoes/main.go", told, SET), false);
});

Deno.test("isWatched() leaves out hidden folders, those of dependencies, and what the runs write", () => {
  assertEquals(isWatched("/p/src/main.go", "/p", ["/p/store"]), true);
  for (const path of ["/p/.git/HEAD", "/p/node_modules/a.js", "/p/rs/target/a", "/p/store/latest"]) {
    assertEquals(isWatched(path, "/p", ["/p/store"]), false, path);
  }
});
