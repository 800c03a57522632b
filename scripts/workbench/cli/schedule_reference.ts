/**
 * The reference of schedules and faults as Markdown, made from what the bench itself goes by: the registry of faults and
 * the schemas of their values.
 *
 * @module
 */
import { FAULT_KINDS, type FaultKind, FAULTS, functionOf } from "../nemesis/faults/registry.ts";
import { EVENTS_MAX } from "../nemesis/schedule.ts";
import { EVENT_FIELDS, exampleEvent, titleOf } from "../nemesis/schedule_file.ts";
import { markdownTable } from "./reference.ts";

/** The form of a schedule, and each fault with the value that its starts have. */
export function renderSchedules(): string {
  const fields = Object.entries(EVENT_FIELDS).map(([name, schema]) => [`\`${name}\``, titleOf(schema)]);
  const rows = [...fields, ["`value`", "for a start: what the fault does, as below"]];
  return `${SCHEDULE}\n${markdownTable(["field", "what it holds"], rows)}\n${NOTES}\n` +
    FAULT_KINDS.map(renderFault).join("\n");
}

const SCHEDULE = `# Schedules

\`--schedule FILE\` takes faults and their times from a file instead of drawing them, and \`--schedule JSON\` from the command
line. A schedule is an array of at most ${EVENTS_MAX} events, in any order. Every run writes its own as \`schedule.json\`.

\`\`\`json
[
  ${exampleEvent("partition")},
  ${JSON.stringify({ id: "a", fault: "partition", action: "stop", "at-s": 4 })}
]
\`\`\`
`;

const NOTES =
  `Each \`id\` has one start and at most one stop, which is later. A fault without a stop lasts until the end of the main
phase. Faults may overlap: the end of one never heals what another one does. Of several losses, duplications and delays the
strongest counts, slowness multiplies, and clock offsets add up. A node that is killed and paused is down, and paused once
it is up again if its pause still lasts.
`;

function renderFault(kind: FaultKind): string {
  const { description, schema, choices, steady } = FAULTS[kind];
  const rows = Object.entries(schema.entries).map(([name, field]) => [
    `\`${name}\``,
    `${titleOf(field)}${"wrapped" in field ? "; may be left out" : ""}`,
  ]);
  const choice = choices.syntax === "" ? "" : `, \`--nemesis ${kind}:CHOICE\` with one of ${choicesIn(choices.syntax)}`;
  const always = steady === undefined ? "" : ` \`--${steady.option}\` does the same for the whole run.`;
  return `## ${kind}\n\n${description}\n\nDrawn by \`--nemesis ${kind}\`${choice}.${always} ` +
    `In the history: \`${functionOf(kind, "start")}\` and \`${functionOf(kind, "stop")}\`.\n\n` +
    `${markdownTable(["field of `value`", "what it holds"], rows)}\n` +
    `\`\`\`json\n${exampleEvent(kind)}\n\`\`\`\n`;
}

function choicesIn(syntax: string): string {
  return syntax.split("|").map((choice) => `\`${choice}\``).join(", ");
}
