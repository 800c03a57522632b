import { assertEquals, assertMatch } from "@std/assert";
import denoJson from "../../../deno.json" with { type: "json" };
import importMap from "../../../scripts/offline/import_map.json" with { type: "json" };

const imports: Record<string, string> = denoJson.imports;
const offline: Record<string, string> = importMap.imports;

Deno.test("import_map.json lists exactly the npm packages of deno.json", () => {
  const npm = (entries: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(entries).filter(([name, target]) => target.startsWith("npm:") && !name.endsWith("/")),
    );
  assertEquals(npm(offline), npm(imports));
});

Deno.test("import_map.json gives subpaths the version of their package", () => {
  for (const [name, target] of Object.entries(offline).filter(([name]) => name.endsWith("/"))) {
    assertEquals(target, `npm:/${imports[name.slice(0, -1)]?.slice("npm:".length)}/`);
  }
});

Deno.test("import_map.json has a stand-in for every jsr package of deno.json and for nothing else", () => {
  const expected = Object.entries(imports).filter(([, target]) => target.startsWith("jsr:")).map(([name]) => name);
  const listed = Object.entries(offline).filter(([, target]) => target.startsWith("./"));
  const packages = new Set(listed.map(([name]) => packageOf(name)));
  assertEquals([...packages].sort(), expected.sort());
});

Deno.test("import_map.json serves files made by deno task copy --bundle, which name registry and version", () => {
  for (const name of Object.keys(offline).filter((one) => one.startsWith("jsr:"))) {
    assertEquals(imports[packageOf(name)], name.split("/").slice(0, 2).join("/"));
  }
});

/** `@std/cli` of `@std/cli/parse-args` and of `jsr:@std/cli@1.0.0/parse-args`. */
function packageOf(name: string): string {
  return name.replace(/^jsr:(@std\/\w+)@[^/]+/, "$1").split("/").slice(0, 2).join("/");
}

Deno.test("import_map.json names files that exist", async () => {
  const folder = new URL("../../../scripts/offline/", import.meta.url);
  for (const target of Object.values(offline).filter((path) => path.startsWith("./"))) {
    await Deno.stat(new URL(target, folder));
  }
});

Deno.test("deno.json pins every package to one version, from jsr or npm", () => {
  const loose = Object.values(imports).filter((target) =>
    !/^(jsr|npm):(@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+$/.test(target)
  );
  assertEquals(loose, []);
});

Deno.test("deno.lock has every package of deno.json, and the integrity of those from JSR", () => {
  const lock: Lock = JSON.parse(Deno.readTextFileSync(new URL("../../../deno.lock", import.meta.url)));
  assertEquals(lock.workspace.dependencies, Object.values(imports).sort());
  for (const target of Object.values(imports)) {
    const version = target.slice(target.lastIndexOf("@") + 1);
    assertEquals(lock.specifiers[target], version, target);
    if (target.startsWith("jsr:")) {
      assertMatch(lock.jsr[target.slice("jsr:".length)]?.integrity ?? "", /^[0-9a-f]{64}$/);
    }
  }
});

interface Lock {
  readonly specifiers: Record<string, string>;
  readonly jsr: Record<string, { readonly integrity: string }>;
  readonly workspace: { readonly dependencies: readonly string[] };
}
