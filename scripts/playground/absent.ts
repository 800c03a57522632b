/**
 * Stands in the playground for what only processes need: parts of Node's library, and the bench's own files that start
 * processes. Nothing of it is ever called there: a simulated run starts no process and reads no file.
 *
 * @module
 */

function absent(): never {
  throw new Error("Cannot use files or processes: this is a browser");
}

export {
  absent as basename,
  absent as builtPath,
  absent as fileURLToPath,
  absent as isAbsolute,
  absent as pathToFileURL,
  absent as ProcessNode,
  absent as relative,
  absent as resolve,
  absent as resolveProgram,
  absent as sourceOf,
};
