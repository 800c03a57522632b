/**
 * The page's script: the modules of `client/`, and those of `recording/` that it shares with explain/, linked into one
 * text.
 *
 * The modules are JavaScript, so that they can be put into a page without any tool, and ES modules with types in JSDoc,
 * so that they are checked and tested like the rest.
 *
 * @module
 */
import address from "./client/address.js" with { type: "text" };
import columns from "./client/columns.js" with { type: "text" };
import details from "./client/details.js" with { type: "text" };
import diagram from "./client/diagram.js" with { type: "text" };
import diagramDraw from "./client/diagram_draw.js" with { type: "text" };
import dom from "./client/dom.js" with { type: "text" };
import fan from "./client/fan.js" with { type: "text" };
import filter from "./client/filter.js" with { type: "text" };
import filterControls from "./client/filter_controls.js" with { type: "text" };
import follow from "./client/follow.js" with { type: "text" };
import format from "./client/format.js" with { type: "text" };
import haystack from "./client/haystack.js" with { type: "text" };
import held from "./client/held.js" with { type: "text" };
import kafka from "./client/kafka.js" with { type: "text" };
import kafkaLogs from "./client/kafka_logs.js" with { type: "text" };
import knowledge from "./client/knowledge.js" with { type: "text" };
import listMain from "./client/list_main.js" with { type: "text" };
import live from "./client/live.js" with { type: "text" };
import logFilter from "./client/log_filter.js" with { type: "text" };
import main from "./client/main.js" with { type: "text" };
import missing from "./client/missing.js" with { type: "text" };
import nodeCard from "./client/node_card.js" with { type: "text" };
import operations from "./client/operations.js" with { type: "text" };
import overview from "./client/overview.js" with { type: "text" };
import playback from "./client/playback.js" with { type: "text" };
import playbackDraw from "./client/playback_draw.js" with { type: "text" };
import plots from "./client/plots.js" with { type: "text" };
import reach from "./client/reach.js" with { type: "text" };
import run from "./client/run.js" with { type: "text" };
import search from "./client/search.js" with { type: "text" };
import theme from "./client/theme.js" with { type: "text" };
import themeStart from "./client/theme_start.js" with { type: "text" };
import timeCanvas from "./client/time_canvas.js" with { type: "text" };
import timeline from "./client/timeline.js" with { type: "text" };
import terms from "../recording/terms.js" with { type: "text" };
import valueKnowers from "../recording/value_knowers.js" with { type: "text" };
import tip from "./client/tip.js" with { type: "text" };
import view from "./client/view.js" with { type: "text" };
import window from "./client/window.js" with { type: "text" };

/** File name to text of every module, sorted by name. */
export const CLIENT_MODULES: Readonly<Record<string, string>> = {
  "address.js": address,
  "columns.js": columns,
  "details.js": details,
  "diagram.js": diagram,
  "diagram_draw.js": diagramDraw,
  "dom.js": dom,
  "fan.js": fan,
  "filter.js": filter,
  "filter_controls.js": filterControls,
  "follow.js": follow,
  "format.js": format,
  "haystack.js": haystack,
  "held.js": held,
  "kafka.js": kafka,
  "kafka_logs.js": kafkaLogs,
  "knowledge.js": knowledge,
  "list_main.js": listMain,
  "live.js": live,
  "log_filter.js": logFilter,
  "main.js": main,
  "missing.js": missing,
  "node_card.js": nodeCard,
  "operations.js": operations,
  "overview.js": overview,
  "playback.js": playback,
  "playback_draw.js": playbackDraw,
  "plots.js": plots,
  "reach.js": reach,
  "run.js": run,
  "search.js": search,
  "terms.js": terms,
  "theme.js": theme,
  "theme_start.js": themeStart,
  "time_canvas.js": timeCanvas,
  "timeline.js": timeline,
  "tip.js": tip,
  "value_knowers.js": valueKnowers,
  "view.js": view,
  "window.js": window,
};

/** `import { a, b } from "./x.js";`, on one line or several. Names of files are unique, whatever their folder. */
const IMPORT = /^import \{([^}]*)\} from "(?:\.\/|\.\.\/\.\.\/recording\/)([^"/]+)";\n/gm;
/** Comments that stand on lines of their own: they are for the readers of client/, not for those of a report. */
const COMMENT = /^[ \t]*(?:\/\*\*[\s\S]*?\*\/|\/\/.*)\n/gm;
/** The start of an exported declaration. */
const EXPORT = /^export ((?:async )?(?:function\*?|class|const) ([A-Za-z_$][\w$]*))/gm;

/**
 * Links modules into the text of one module script. Each module becomes a function of its own that returns its exports;
 * the entry comes last and may await.
 *
 * @param modules File name to text. Imports must be of the form `import { a } from "./x.js";`, without cycles.
 * @throws {Error} When a module imports one that is not there, or itself through others.
 */
export function linkModules(modules: Readonly<Record<string, string>>, entry: string): string {
  const linked: string[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (file: string, importer: string) => {
    if (state.get(file) === "done") return;
    const text = modules[file];
    if (text === undefined) throw new Error(`Cannot link "${file}": "${importer}" imports it and it is not there`);
    if (state.get(file) === "open") throw new Error(`Cannot link "${file}": it imports itself by way of "${importer}"`);
    state.set(file, "open");
    for (const [, , imported] of text.matchAll(IMPORT)) visit(imported ?? "", file);
    state.set(file, "done");
    linked.push(linkModule(file, text, file === entry));
  };
  visit(entry, entry);
  return linked.join("\n");
}

function linkModule(file: string, text: string, isEntry: boolean): string {
  const exported = [...text.matchAll(EXPORT)].map(([, , name]) => name);
  const body = text
    .replaceAll(COMMENT, "")
    .replaceAll(IMPORT, (_, names: string, imported: string) => `const {${names}} = ${scopeName(imported)};\n`)
    .replaceAll(EXPORT, "$1");
  return isEntry ? body : `const ${scopeName(file)} = (() => {\n${body}\nreturn { ${exported.join(", ")} };\n})();`;
}

function scopeName(file: string): string {
  return `module_${file.replaceAll(/\W/g, "_")}`;
}

/** What sets the theme that the reader chose before, for the head of every page. */
export const THEME_SCRIPT: string = linkModules(CLIENT_MODULES, "theme_start.js");

/** The script of the pages that the server makes. */
export const LIST_SCRIPT: string = linkModules(CLIENT_MODULES, "list_main.js");

/** The whole script of a report. */
export const CLIENT_SCRIPT: string = linkModules(CLIENT_MODULES, "main.js");
