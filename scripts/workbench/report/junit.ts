/**
 * Verdicts as JUnit XML, which CI servers show: one suite a run, one case for the verdict and one for each expectation.
 *
 * @module
 */

/** One case. */
export interface JunitCase {
  readonly name: string;
  /** Why it failed; absent where it passed. */
  readonly failure?: string;
  /** Why it could not be told; absent where it could. */
  readonly error?: string;
}

/** One run. */
export interface JunitSuite {
  readonly name: string;
  readonly seconds: number;
  readonly cases: readonly JunitCase[];
}

/** Renders suites as a document. */
export function renderJunit(suites: readonly JunitSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="workbench" ${counts(all)} time="${
      withMilliseconds(suites.reduce((sum, suite) => sum + suite.seconds, 0))
    }">`,
    ...suites.flatMap(suiteLines),
    "</testsuites>",
  ];
  return `${lines.join("\n")}\n`;
}

function suiteLines(suite: JunitSuite): string[] {
  return [
    `  <testsuite name="${escape(suite.name)}" ${counts(suite.cases)} time="${withMilliseconds(suite.seconds)}">`,
    ...suite.cases.flatMap((testCase, position) => caseLines(suite, testCase, position === 0 ? suite.seconds : 0)),
    "  </testsuite>",
  ];
}

function caseLines(suite: JunitSuite, testCase: JunitCase, tookSeconds: number): string[] {
  const head = `    <testcase classname="${escape(suite.name)}" name="${escape(testCase.name)}" time="${
    withMilliseconds(tookSeconds)
  }"`;
  const { failure, error } = testCase;
  if (failure === undefined && error === undefined) return [`${head}/>`];
  const tag = failure === undefined ? "error" : "failure";
  const text = failure ?? error ?? "";
  const message = text.split("\n", 1)[0] ?? "";
  return [`${head}>`, `      <${tag} message="${escape(message)}">${escape(text)}</${tag}>`, "    </testcase>"];
}

function counts(cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const errors = cases.filter(({ failure, error }) => failure === undefined && error !== undefined).length;
  return `tests="${cases.length}" failures="${failures}" errors="${errors}"`;
}

function withMilliseconds(seconds: number): string {
  return seconds.toFixed(3);
}

/** Escapes for text and attributes; control characters, which XML does not know, become the replacement character. */
function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    // deno-lint-ignore no-control-regex -- control characters are what must go
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
}
