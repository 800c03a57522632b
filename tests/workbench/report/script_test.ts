import { assert, assertEquals, assertThrows } from "@std/assert";
import { CLIENT_MODULES, CLIENT_SCRIPT, linkModules } from "../../../scripts/workbench/report/script.ts";

Deno.test("linkModules() lets modules use each other's exports and nothing else", () => {
  const linked = linkModules({
    "a.js": 'import { twice } from "./b.js";\nconst own = 3;\nglobalThis.linkedResult = twice(own);\n',
    "b.js":
      'import {\n  factor,\n} from "./c.js";\nconst own = factor;\nexport function twice(n) {\n  return n * own;\n}\n',
    "c.js": "export const factor = 2;\n",
  }, "a.js");
  new Function(linked)();
  assertEquals(Reflect.get(globalThis, "linkedResult"), 6);
  Reflect.deleteProperty(globalThis, "linkedResult");
});

Deno.test("linkModules() refuses cycles and missing modules", () => {
  const cycle = { "a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n' };
  assertThrows(() => linkModules(cycle, "a.js"), Error, "it imports itself");
  assertThrows(() => linkModules({ "a.js": 'import { b } from "./b.js";\n' }, "a.js"), Error, "it is not there");
});

Deno.test("CLIENT_SCRIPT is one script that can stand in a page", () => {
  assert(!/<\/script|<!--/i.test(CLIENT_SCRIPT), "nothing that ends a script element");
  assert(!/^\s*(import|export)\s/m.test(CLIENT_SCRIPT), "no import or export is left");
  new Function(`return async () => {${CLIENT_SCRIPT}\n}`);
});

Deno.test("CLIENT_MODULES lists every module of client/, and those of recording/ that the page shares", () => {
  const files = ["report/client", "recording"]
    .flatMap((room) => [...Deno.readDirSync(new URL(`../../../scripts/workbench/${room}/`, import.meta.url))])
    .map(({ name }) => name).filter((name) => name.endsWith(".js"));
  assertEquals(Object.keys(CLIENT_MODULES).sort(), files.sort());
});

Deno.test("the page's modules neither reach for the network nor put text into the page as markup", () => {
  for (const [file, text] of Object.entries(CLIENT_MODULES)) {
    // Messages that the page does not hold come from where the page came from.
    if (file === "missing.js") assertEquals(text.match(/fetch\(.*/g), ["fetch(place);"]);
    else assert(!/\bfetch\(/.test(text), file);
    assert(
      !/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|XMLHttpRequest/.test(text),
      file,
    );
  }
});
