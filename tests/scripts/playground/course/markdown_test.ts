import { assertEquals } from "@std/assert";
import { toHtml, toInlineHtml } from "../../../../scripts/playground/course/markdown.ts";

Deno.test("toHtml() colours the words of TypeScript, and keeps the text as it is", () => {
  assertEquals(
    toHtml('```ts\nconst a = "<b>"; // 1 & 2\n```'),
    '<pre><code><span class="code-keyword">const</span> a = <span class="code-text">"&lt;b&gt;"</span>; ' +
      '<span class="code-comment">// 1 &amp; 2</span></code></pre>\n',
  );
});

Deno.test("toHtml() reads JSON as a value", () => {
  assertEquals(
    toHtml('```json\n{ "a": 1 }\n```'),
    '<pre><code>{ <span class="code-text">"a"</span>: <span class="code-number">1</span> }</code></pre>\n',
  );
});

Deno.test("toHtml() leaves other text plain", () => {
  assertEquals(toHtml("```text\nconst < 1\n```"), "<pre><code>const &lt; 1</code></pre>\n");
});

Deno.test("toInlineHtml() makes no paragraph", () => {
  assertEquals(toInlineHtml("a `b` _c_"), "a <code>b</code> <em>c</em>");
});
