import { HEADER_POINTS } from "../../scripts/workbench/cli/challenge_template.ts";
import { parseNemesis } from "../../scripts/workbench/nemesis/fault_specs.ts";
import { FAULT_KINDS, FAULTS } from "../../scripts/workbench/nemesis/faults/registry.ts";
import { CHALLENGES } from "../../scripts/workbench/stages/challenges.ts";
import { challengePath, selectStages } from "../../scripts/workbench/stages/stage_selection.ts";
import { assert, assertEquals } from "@std/assert";

/** Text of a challenge's module comment, without line breaks. */
function headerOf(challenge: string): string {
  const text = Deno.readTextFileSync(challengePath(selectStages([challenge])[0]!));
  return text.slice(0, text.indexOf("*/")).replaceAll(/\s*\n \* ?/g, " ");
}

/** The names of faults in the first sentence of a point of the header; none where it has no such point. */
function faultsIn(header: string, point: string): string[] {
  const sentence = new RegExp(`- ${point}: ([^.]*)\\.`).exec(header)?.[1] ?? "";
  return FAULT_KINDS.filter((fault) => new RegExp(`\\b${fault}\\b`).test(sentence));
}

/** The faults that some challenge claims to survive: every other one must say that it does not. */
const ASKED_FAULTS = FAULT_KINDS.filter((fault) =>
  CHALLENGES.some(({ claims }) => parseNemesis(claims.faults.join(",")).some((spec) => spec.fault === fault))
);

for (const { name: challenge, claims } of CHALLENGES) {
  Deno.test(`The header of ${challenge} names the faults of its claims as survived, and all others as not`, () => {
    const header = headerOf(challenge);
    const claimed = new Set(parseNemesis(claims.faults.join(",")).map(({ fault }) => fault));
    assertEquals(faultsIn(header, "Survives"), FAULT_KINDS.filter((fault) => claimed.has(fault)));
    assertEquals(header.includes("partition (of the services too)"), claims.faults.includes("partition:services"));
    // A node that is alone has no network that could fail.
    const possible = header.includes("--node-count 1 ")
      ? ASKED_FAULTS.filter((fault) => FAULTS[fault].concernsNodes)
      : ASKED_FAULTS;
    assertEquals(faultsIn(header, "Not survived"), possible.filter((fault) => !claimed.has(fault)));
  });

  Deno.test(`The header of ${challenge} gives cost, official command line and source`, () => {
    const header = headerOf(challenge);
    for (const point of HEADER_POINTS) assert(header.includes(point), `no "${point}"`);
  });
}
