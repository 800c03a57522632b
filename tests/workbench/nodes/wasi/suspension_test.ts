import { assertEquals } from "@std/assert";
import { Suspension } from "../../../../scripts/workbench/nodes/wasi/suspension.ts";

Deno.test("Suspension tells that the program is at rest once it waits, not while it runs", async () => {
  const suspension = new Suspension();
  const story: string[] = [];
  const program = async () => {
    story.push(`got ${await suspension.wait(() => 1)}`);
    story.push(`got ${await suspension.wait(() => 2)}`);
  };
  void program();
  for (const round of ["first", "second"]) {
    const { promise, resolve } = Promise.withResolvers<void>();
    suspension.whenAtRest(() => {
      story.push(`at rest for the ${round} time`);
      resolve();
    });
    assertEquals(story.at(-1)?.startsWith("at rest"), round === "first" ? undefined : true);
    await promise;
    if (round === "first") suspension.resume();
  }
  assertEquals(story, ["at rest for the first time", "got 1", "at rest for the second time"]);
});

Deno.test("Suspension tells that a program is at rest that ends, after all that follows from its end", async () => {
  const suspension = new Suspension();
  const story: string[] = [];
  const program = async () => {
    await suspension.wait(() => 1);
    suspension.finish();
  };
  let end = program();
  for (let reaction = 0; reaction < 20; reaction++) end = end.then(() => {});
  const told = end.then(() => story.push("told of the end"));
  suspension.resume();
  await new Promise<void>((resolve) => suspension.whenAtRest(resolve));
  story.push("at rest");
  await told;
  await new Promise<void>((resolve) => suspension.whenAtRest(resolve));
  assertEquals(story, ["told of the end", "at rest"]);
});

Deno.test("Suspension says nothing of rest to a program that is given up until it has ended", async () => {
  const suspension = new Suspension();
  const story: string[] = [];
  suspension.abandon();
  suspension.whenAtRest(() => story.push("at rest"));
  await suspension.wait(() => 1).catch((error: Error) => story.push(error.message));
  await Promise.resolve();
  assertEquals(story, ["killed"]);
  suspension.finish();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(story, ["killed", "at rest"]);
});
