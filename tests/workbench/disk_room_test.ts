import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { roomIn } from "../../scripts/workbench/disk_room.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));

Deno.test("roomIn() tells the room of a disk, also by a folder that is not there yet", () => {
  const room = roomIn(HERE);
  assertEquals(room > 0 && room < Infinity, true);
  // Others write at the same time, so that the two need not be equal.
  assertEquals(Math.abs(roomIn(join(HERE, "not", "there")) / room - 1) < 0.5, true);
});
