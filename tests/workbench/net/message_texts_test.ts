import { assertEquals } from "@std/assert";
import { type Message, messageText, SentMessage } from "../../../scripts/workbench/net/message.ts";
import { MessageTexts } from "../../../scripts/workbench/net/message_texts.ts";

Deno.test("MessageTexts.of() gives the text that messageText() gives, of any link, again and again", () => {
  const texts = new MessageTexts();
  const body = { type: "echo", msg_id: 3, echo: 'é "2"' };
  for (const [src, dest] of [["n1", "n2"], ["n2", "n1"], ['n"1', "c\n"], ["n1", "n2"], ["n", "1n2"]] as const) {
    const plain: Message = { id: 7, src, dest, body };
    for (
      const message of [plain, new SentMessage(plain), SentMessage.stored({ id: 8, src, dest }, '{"type":"read"}')]
    ) {
      assertEquals(texts.of(message), messageText(message));
    }
  }
});
