import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { shellCommand } from "../../../scripts/workbench/text/shell.ts";
import { NodeStartError } from "../../../scripts/workbench/nodes/node_host.ts";
import { type ResolveOptions, resolveProgram } from "../../../scripts/workbench/nodes/resolve_program.ts";
import { readShebang } from "../../../scripts/workbench/nodes/shebang.ts";

const isWindows = Deno.build.os === "windows";

/** Runs a test in a folder of its own, where `write` makes files. */
async function inFolder(
  run: (folder: string, write: (name: string, text: string, mode?: number) => string) => void,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    run(folder, (name, text, mode = 0o755) => {
      const path = `${folder}/${name}`;
      Deno.writeTextFileSync(path, text);
      Deno.chmodSync(path, mode);
      return path;
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function assertFails(bin: string, options: ResolveOptions, ...parts: string[]): void {
  const { message } = assertThrows(() => resolveProgram(bin, options), NodeStartError);
  assertStringIncludes(message, `Cannot run "${bin}": `);
  for (const part of parts) assertStringIncludes(message, part);
}

Deno.test({
  name: "resolveProgram() follows relative paths and symbolic links when the program is given by path",
  ignore: isWindows,
  fn: () =>
    inFolder((folder, write) => {
      const path = write("node.sh", "#!/bin/sh\n");
      Deno.symlinkSync(path, `${folder}/link`);
      assertEquals(resolveProgram("./link", { folder }), { bin: "./link", command: path, commandArgs: [] });
      assertEquals(resolveProgram("node.sh", { folder }).command, path);
      assertEquals(resolveProgram(path).command, path);
    }),
});

Deno.test({
  name: "resolveProgram() looks through PATH when no file here has the name",
  ignore: isWindows,
  fn: () =>
    inFolder((folder, write) => {
      Deno.mkdirSync(`${folder}/here`);
      const path = write("my-node", "#!/bin/sh\n");
      write("plain", "", 0o644);
      const options = { folder: `${folder}/here`, searchPath: `/nonesuch:${folder}` };
      assertEquals(resolveProgram("my-node", options).command, path);
      assertFails("plain", options, "PATH has no program of this name");
      assertFails("./my-node", options, `${folder}/here/my-node does not exist,`, "check --bin");
    }),
});

Deno.test({
  name: "resolveProgram() says what is wrong when a file can not be run",
  ignore: isWindows,
  fn: () =>
    inFolder((folder, write) => {
      write("no_run_bit", "#!/bin/sh\n", 0o644);
      write("plain.py", "print(1)\n", 0o644);
      write("main.go", "package main\n", 0o644);
      write("bad_path", "#!/usr/bin/nonesuch -x\n");
      write("bad_env", "#!/usr/bin/env nonesuch\n");
      write("windows", "#!/bin/sh\r\n");
      assertFails("no_run_bit", { folder }, "has no run bit", shellCommand(["chmod", "+x", `${folder}/no_run_bit`]));
      assertFails("plain.py", { folder }, "has no run bit", '"#!/usr/bin/env python3"');
      assertFails(
        "main.go",
        { folder },
        "is source code",
        shellCommand(["go", "build", "-o", "main", `${folder}/main.go`]),
        "--bin ./main",
      );
      assertFails("bad_path", { folder }, '"/usr/bin/nonesuch" does not exist', "#!");
      assertFails("bad_env", { folder }, 'PATH has no program "nonesuch"', "install it");
      assertFails("windows", { folder }, "carriage return", "sed -i");
      assertFails(".", { folder }, "is a directory, expected a program");
    }),
});

Deno.test({
  name: "resolveProgram() gives a hint when the shell would run a file that is no shell script",
  ignore: isWindows,
  fn: () =>
    inFolder((folder, write) => {
      write("node.py", "print(1)\n");
      write("empty", "");
      write("foreign", "MZ\0\0 a program of another system");
      write("node.sh", "echo\n");
      const hintOf = (name: string) => resolveProgram(name, { folder }).hint ?? "";
      assertStringIncludes(hintOf("node.py"), '"#!/usr/bin/env python3"');
      assertStringIncludes(hintOf("empty"), "is empty");
      if (Deno.build.os === "linux") assertStringIncludes(hintOf("foreign"), "was not built for linux");
      assertEquals([hintOf("node.sh"), resolveProgram(Deno.execPath()).hint], ["", undefined]);
    }),
});

Deno.test({
  name: "resolveProgram() runs TypeScript under this Deno with the flags of the #! line",
  fn: () =>
    inFolder((folder, write) => {
      const plain = write("plain.ts", "export {};\n", 0o644);
      const script = write("script.ts", "#!/usr/bin/env -S deno run --allow-env --v8-flags=--expose-gc\n");
      const options = { folder, denoPath: "/x/deno", denoFlags: ["--no-lock"] };
      assertEquals(resolveProgram("plain.ts", options), {
        bin: "plain.ts",
        command: "/x/deno",
        commandArgs: ["run", "--no-lock", "--quiet", plain],
      });
      assertEquals(
        resolveProgram("script.ts", options).commandArgs,
        ["run", "--no-lock", "--allow-env", "--v8-flags=--expose-gc", script],
      );
    }),
});

Deno.test({
  name: "resolveProgram() replaces the deno of a #! line when PATH has none",
  ignore: isWindows,
  fn: () =>
    inFolder((folder, write) => {
      const path = write("compiled", "#!/usr/bin/env -S deno run --quiet\n");
      const options = { folder, denoPath: "/x/deno", denoFlags: [] };
      assertEquals(resolveProgram("compiled", { ...options, searchPath: "" }), {
        bin: "compiled",
        command: "/x/deno",
        commandArgs: ["run", "--quiet", path],
      });
      write("deno", "#!/bin/sh\n");
      assertEquals(resolveProgram("compiled", { ...options, searchPath: folder }).command, path);
    }),
});

Deno.test({
  name: "resolveProgram() reads the #! line itself on Windows",
  fn: () =>
    inFolder((folder, write) => {
      const path = write("node.js", "#!/usr/bin/env node\n", 0o644);
      const command = write("node.exe", "MZ");
      const options = { folder, isWindows: true, searchPath: folder };
      assertEquals(resolveProgram("node.js", options), { bin: "node.js", command, commandArgs: [path] });
      assertEquals(resolveProgram("./node", options).command, command);
      write("other.rb", "#!/usr/bin/env ruby\n", 0o644);
      assertFails("other.rb", options, 'PATH has no program "ruby"');
    }),
});

Deno.test("readShebang() takes env and its options apart", () => {
  const read = (text: string) => readShebang(new TextEncoder().encode(text));
  const rest = { endsWithCarriageReturn: false };
  assertEquals(read("#! /bin/sh -e\nx"), { interpreter: "/bin/sh", args: ["-e"], ...rest });
  const env = { interpreter: "/usr/bin/env", ...rest };
  assertEquals(read("#!/usr/bin/env ruby\n"), { ...env, program: "ruby", args: [] });
  assertEquals(read("#!/usr/bin/env -S A=1 deno run\n"), { ...env, program: "deno", args: ["run"] });
  assertEquals(read("#!/usr/bin/env -Sdeno run\n"), { ...env, program: "deno", args: ["run"] });
  assertEquals(read("ELF"), undefined);
});
