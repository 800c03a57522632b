/**
 * What holds for every fault of the registry, so that a new one is tested from its first line on.
 */
import { assert, assertEquals } from "@std/assert";
import * as v from "valibot";
import { EffectSum } from "../../../scripts/workbench/nemesis/effects.ts";
import { parseNemesis } from "../../../scripts/workbench/nemesis/fault_specs.ts";
import { FAULT_KINDS, FAULTS, functionOf } from "../../../scripts/workbench/nemesis/faults/registry.ts";
import {
  applyStart,
  type FaultStart,
  randomSchedule,
  restrictSchedule,
  smallerStarts,
} from "../../../scripts/workbench/nemesis/schedule.ts";
import { RandomStreams } from "../../../scripts/workbench/random.ts";

const NODES = ["n0", "n1", "n2", "n3", "n4"];
const SERVICES = ["lin-kv", "seq-kv"];

/** Occurrences of a fault, drawn from its default choices. */
function occurrences(nemesis: string): FaultStart[] {
  const streams = new RandomStreams(11);
  const events = randomSchedule({
    faults: parseNemesis(nemesis),
    intervalS: 1,
    timeLimitS: 100,
    nodes: NODES,
    services: SERVICES,
    randomFor: (stream) => streams.stream(stream),
  });
  return events.filter((event) => event.action === "start");
}

for (const fault of FAULT_KINDS) {
  Deno.test(`${fault} draws what its schema accepts, and what JSON keeps`, () => {
    const starts = occurrences(fault);
    assert(starts.length > 20, `${starts.length} occurrences`);
    for (const { value } of starts) {
      assertEquals(v.is(FAULTS[fault].schema, value), true, JSON.stringify(value));
      assertEquals(JSON.parse(JSON.stringify(value)), value);
    }
    assertEquals(v.is(FAULTS[fault].schema, FAULTS[fault].example), true);
  });

  Deno.test(`${fault} does something, names only participants, and stays whole when all of them remain`, () => {
    const starts = occurrences(fault);
    const calm = describe(new EffectSum());
    assert(starts.some((start) => describe(sumOf(start)) !== calm));
    const whole = restrictSchedule(starts, [...NODES, ...SERVICES]);
    // What concerns nobody is left out.
    assertEquals(whole, starts.filter((start) => whole.some(({ id }) => id === start.id)));
    const names = starts.flatMap(({ value }) => Object.values(FAULTS[fault].names(value as never)).flat());
    assertEquals(names.filter((name) => !NODES.includes(name) && !SERVICES.includes(name)), []);
  });

  Deno.test(`${fault} gets smaller one target at a time, down to a single one`, () => {
    for (const start of occurrences(fault).slice(0, 10)) {
      let smallest = start;
      for (let step = 0; step < 100; step++) {
        const [next] = smallerStarts(smallest);
        if (next === undefined) break;
        assertEquals(v.is(FAULTS[fault].schema, next.value), true, JSON.stringify(next.value));
        assert(JSON.stringify(next.value).length < JSON.stringify(smallest.value).length + '"chosen"'.length);
        smallest = next;
      }
      assertEquals(smallerStarts(smallest), []);
    }
  });
}

Deno.test("the nemesis's functions in the history tell the faults apart", () => {
  const functions = FAULT_KINDS.flatMap((fault) => [functionOf(fault, "start"), functionOf(fault, "stop")]);
  assertEquals(new Set(functions).size, functions.length, functions.join(" "));
});

function sumOf(start: FaultStart): EffectSum {
  const sum = new EffectSum();
  applyStart(start, sum);
  return sum;
}

function describe(sum: EffectSum): string {
  return JSON.stringify(sum, (_name, value) => value instanceof Map || value instanceof Set ? [...value] : value);
}
