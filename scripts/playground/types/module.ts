/**
 * The module that is built into one file with TypeScript: it answers questions.
 *
 * @module
 */
import { type LibraryFiles, TypeChecker } from "./checker.ts";
import type { TypesModule } from "./protocol.ts";

/** Makes what answers questions about programs. */
export function answerer(files: LibraryFiles): TypesModule["answer"] {
  const checker = new TypeChecker(files);
  return (question) => {
    switch (question.ask) {
      case "check":
        return checker.check(question.source);
      case "complete":
        return checker.complete(question.source, question.position);
      case "describe":
        return checker.describe(question.source, question.position);
    }
  };
}
