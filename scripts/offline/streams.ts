/**
 * Stand-in for `TextLineStream` of `@std/streams`, for networks that do not reach JSR.
 *
 * @module
 */

/** Options of TextLineStream. */
export interface TextLineStreamOptions {
  /** Also ends a line at a carriage return alone. Default false. */
  allowCR?: boolean;
}

/**
 * Cuts a stream of text into lines at "\n" and "\r\n", wherever the chunks end. Empty lines are kept; the last line
 * needs no line end; text that ends with a line end gives no empty line after it.
 */
export class TextLineStream extends TransformStream<string, string> {
  constructor(options: TextLineStreamOptions = {}) {
    const allowCR = options.allowCR ?? false;
    let pending: string[] = [];
    let pendingEndsWithCR = false;

    super({
      transform(chunk, controller) {
        const mayEndLine = chunk.includes("\n") || (allowCR && (pendingEndsWithCR || chunk.includes("\r")));
        pending.push(chunk);
        if (!mayEndLine) return;
        const { lines, rest } = cutLines(pending.join(""), allowCR);
        for (const line of lines) controller.enqueue(line);
        pending = rest === "" ? [] : [rest];
        pendingEndsWithCR = rest.endsWith("\r");
      },
      flush(controller) {
        const rest = pending.join("");
        if (rest !== "") controller.enqueue(allowCR && rest.endsWith("\r") ? rest.slice(0, -1) : rest);
      },
    });
  }
}

interface Cut {
  readonly lines: readonly string[];
  readonly rest: string;
}

function cutLines(text: string, allowCR: boolean): Cut {
  if (allowCR && text.includes("\r")) return cutAtCarriageReturns(text);
  const lines: string[] = [];
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
    lines.push(text.slice(start, text[end - 1] === "\r" ? end - 1 : end));
    start = end + 1;
  }
  return { lines, rest: text.slice(start) };
}

/** A carriage return at the very end stays in the rest: the next chunk may start with its line feed. */
function cutAtCarriageReturns(text: string): Cut {
  const lines = text.split(/\r\n|\n|\r(?!$)/);
  return { lines: lines.slice(0, -1), rest: lines.at(-1) ?? "" };
}
