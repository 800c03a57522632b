import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, buildProject } from "../../../scripts/workbench/nodes/build_project.ts";
import {
  builtPath,
  defaultModeOf,
  programName,
  type Project,
  sourceOf,
} from "../../../scripts/workbench/nodes/program_source.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const GO_NODE = fileURLToPath(new URL("../../fixtures/wasi/go", import.meta.url));
const RUST_NODE = fileURLToPath(new URL("../../fixtures/wasi/rust", import.meta.url));

function projectAt(path: string): Project {
  const source = sourceOf(path);
  if (source.kind !== "project") throw new Error(`${path} is ${source.kind}`);
  return source.project;
}

/** Makes files in a new folder and gives it to the action. */
async function withFolder(
  files: Readonly<Record<string, string>>,
  act: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    for (const [path, text] of Object.entries(files)) write(join(folder, path), text);
    await act(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function write(path: string, text: string): void {
  Deno.mkdirSync(join(path, ".."), { recursive: true });
  Deno.writeTextFileSync(path, text);
  if (isPosix) Deno.chmodSync(path, 0o755);
}

/** How to build with the compilers in bin/ of a folder, into its cache/, and what was told meanwhile. */
function recording(folder: string, target: BuildOptions["target"] = "wasm") {
  const [commands, said]: [string[], string[]] = [[], []];
  return {
    target,
    commands,
    said,
    cache: join(folder, "cache"),
    environment: { PATH: join(folder, "bin") },
    onCommand: (line: string) => void commands.push(line),
    onOutput: (text: string) => void said.push(text),
  };
}

const isPosix = Deno.build.os !== "windows";

/** A Go that writes its environment and arguments into the file that it is to make. */
const FAKE_GO = `#!/bin/sh
if [ "$1" = version ]; then echo "go version go1.23.5 linux/amd64"; exit; fi
echo "$GOOS $GOARCH $*" > "$3"
`;

Deno.test("sourceOf() tells projects in Go and Rust, their files, modules and executables apart", async () => {
  const files = {
    "g/go.mod": "",
    "g/cmd/node/main.go": "",
    "r/Cargo.toml": "",
    "r/src/main.rs": "",
    "r/src/bin/two.rs": "",
    "x": "",
  };
  await withFolder({ ...files, "node": "\0asm" }, (folder) => {
    const at = (path: string) => projectAt(join(folder, path));
    assertEquals(at("g"), { language: "go", folder: join(folder, "g"), part: ".", name: "g" });
    assertEquals(at("g/cmd/node").part, ".");
    assertEquals(at("g/cmd/node/main.go").part, "main.go");
    assertEquals(at("r"), { language: "rust", folder: join(folder, "r"), part: undefined, name: "r" });
    assertEquals(at("r/src/main.rs"), at("r"));
    assertEquals(at("r/src/bin/two.rs").part, "two");
    const kinds = ["x", "node", "none.wasm", "a.ts"].map((path) => sourceOf(join(folder, path)).kind);
    assertEquals(kinds, ["other", "wasm", "wasm", "script"]);
    assertEquals(["g", "node", "x"].map((path) => defaultModeOf(join(folder, path))), ["sim", "sim", "process"]);
    return Promise.resolve();
  });
});

Deno.test("programName() is the name of the folder also where that is called .", () => {
  assertEquals([programName("."), programName("./a/b.ts")], [basename(Deno.cwd()), "b.ts"]);
});

Deno.test({
  name: "buildProject() builds Go for virtual time and for processes, into the cache, and shows the command",
  ignore: !isPosix,
  fn: async () => {
    await withFolder({ "bin/go": FAKE_GO, "node/go.mod": "", "node/main.go": "" }, async (folder) => {
      const project = projectAt(join(folder, "node"));
      const [sim, native] = [recording(folder), recording(folder, "native")];
      const wasm = await buildProject(project, sim);
      assertEquals(Deno.readTextFileSync(wasm), `wasip1 wasm build -o ${wasm} .\n`);
      assertStringIncludes(wasm, join(folder, "cache"));
      assertEquals(sim.commands, [`cd ${join(folder, "node")} && GOOS=wasip1 GOARCH=wasm go build -o ${wasm} .`]);
      assertEquals(
        Deno.readTextFileSync(await buildProject(project, native)).trim(),
        `build -o ${builtPath(project, "native", join(folder, "cache"))} .`,
      );
    });
  },
});

Deno.test("buildProject() names what is missing or too old, with the remedy", async () => {
  await withFolder({ "node/go.mod": "", "node/cmd/a/main.go": "", "r/Cargo.toml": "" }, async (folder) => {
    const build = (path: string) => buildProject(projectAt(join(folder, path)), recording(folder));
    await assertRejects(
      () => build("node"),
      UsageError,
      `expected the folder of a main package, such as ${join(folder, "node/cmd/a")}`,
    );
    await assertRejects(() => build("node/cmd/a"), UsageError, 'PATH has no program "go", expected Go 1.21 or newer');
    await assertRejects(() => build("r"), UsageError, 'PATH has no program "cargo"');
    if (!isPosix) return;
    write(join(folder, "bin", "go"), "#!/bin/sh\necho go version go1.19.8 linux/amd64\n");
    await assertRejects(
      () => build("node/cmd/a"),
      UsageError,
      "found go version go1.19.8 linux/amd64, expected Go 1.21 or newer",
    );
    write(join(folder, "bin", "cargo"), "#!/bin/sh\necho cargo 1.95.0\n");
    write(join(folder, "bin", "rustc"), "#!/bin/sh\necho /nowhere\n");
    await assertRejects(() => build("r"), UsageError, "run: rustup target add wasm32-wasip1");
  });
});

Deno.test({
  name: "buildProject() shows what the compiler says as it is",
  ignore: !isPosix,
  fn: async () => {
    const go =
      '#!/bin/sh\nif [ "$1" = version ]; then echo go1.23; exit; fi\necho "./main.go:3:1: syntax error" >&2\nexit 1\n';
    await withFolder({ "bin/go": go, "node/go.mod": "", "node/main.go": "" }, async (folder) => {
      const options = recording(folder);
      await assertRejects(
        () => buildProject(projectAt(join(folder, "node")), options),
        UsageError,
        "go ended with status 1",
      );
      assertEquals(options.said, ["./main.go:3:1: syntax error\n"]);
    });
  },
});

Deno.test({
  name: "buildProject() takes the one program that cargo built, and asks where there are several",
  ignore: !isPosix,
  fn: async () => {
    const artifact = (name: string) =>
      JSON.stringify({ reason: "compiler-artifact", target: { kind: ["bin"], name }, executable: `/tmp/${name}.wasm` });
    const cargo = (...lines: string[]) => `#!/bin/sh\n${lines.map((line) => `echo '${line}'`).join("\n")}\n`;
    await withFolder({
      "bin/cargo": cargo(artifact("one"), artifact("two")),
      "bin/rustc": "#!/bin/sh\necho /\n",
      "r/Cargo.toml": "",
    }, async (folder) => {
      const build = () => buildProject(projectAt(join(folder, "r")), recording(folder));
      const error = await assertRejects(build, UsageError);
      assertMatch(error.message, /found one, two, expected one; name its source, such as --bin .*src\/bin\/one\.rs/);
      Deno.writeTextFileSync(join(folder, "bin/cargo"), cargo('{"reason":"build-finished","success":true}'));
      await assertRejects(build, UsageError, "cargo built no program there");
    });
  },
});

function hasTool(name: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(name, { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "buildProject() builds the Go node of the fixtures with the Go that is here (skipped where there is none)",
  ignore: !hasTool("go", "version"),
  fn: async () => {
    const path = await buildProject(projectAt(GO_NODE), { target: "wasm", onCommand: () => {}, onOutput: () => {} });
    assertEquals([basename(path), sourceOf(path).kind], ["go.wasm", "wasm"]);
  },
});

Deno.test({
  name: "buildProject() builds the Rust node of the fixtures with the Rust that is here (skipped where there is none)",
  ignore: !hasTool("cargo", "--version") || !hasTool("rustc", "--print", "target-libdir", "--target", "wasm32-wasip1"),
  fn: async () => {
    try {
      const path = await buildProject(projectAt(RUST_NODE), {
        target: "wasm",
        onCommand: () => {},
        onOutput: () => {},
      });
      assertEquals(sourceOf(path).kind, "wasm");
    } catch (error) {
      // The library of the target may be missing; then this is what is said.
      assertMatch(error instanceof UsageError ? error.message : String(error), /rustup target add wasm32-wasip1/);
    }
  },
});
