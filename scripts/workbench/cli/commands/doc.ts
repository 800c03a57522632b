/**
 * `workbench doc`: prints the reference of protocol, services, workloads and schedules of faults.
 *
 * @module
 */
import { SERVICE_NAMES } from "../../services/registry.ts";
import { UsageError } from "../../usage_error.ts";
import { WORKLOADS } from "../../workloads/registry.ts";
import { EXIT_VALID } from "../../terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { didYouMean } from "../../text/nearest_name.ts";
import { flag } from "../../options/option.ts";
import { parseOptions } from "../../options/parse_options.ts";
import { renderProtocol, renderServices, renderWorkloads } from "../reference.ts";
import { renderSchedules } from "../schedule_reference.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";

const DOC_OPTIONS = { "help": flag({ alias: "h", group: "Output", description: "Shows this text." }) };

/** What `doc --help` says. */
export const DOC_HELP: CommandHelp = {
  usage: "doc [protocol|services|schedule|WORKLOAD...]",
  description:
    "Prints the reference as Markdown: the protocol, the services, the messages of all workloads and the form " +
    "of schedules of faults, or only what is named.",
  options: DOC_OPTIONS,
  examples: [["doc", "The whole reference."], ["doc broadcast", "What a broadcast node must answer."]],
};

/** Runs the command; returns the exit status. @throws {UsageError} For an unknown workload. */
export function runDoc(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values, words } = parseOptions(DOC_OPTIONS, args);
  if (values.help) terminal.out(renderHelp(DOC_HELP, terminal.columns));
  else if (words.length === 0) {
    const workloads = renderWorkloads([...WORKLOADS.values()]);
    terminal.out([renderProtocol(), renderServices(), workloads, renderSchedules()].join("\n"));
  } else terminal.out(words.map(partNamed).join("\n"));
  return Promise.resolve(EXIT_VALID);
}

/** A part of the reference. The name of a service means all services, but for `lin-kv`, which is a workload as well. */
function partNamed(name: string): string {
  const workload = WORKLOADS.get(name);
  if (workload !== undefined) return renderWorkloads([workload]);
  if (name === "protocol") return renderProtocol();
  if (name === "services" || SERVICE_NAMES.includes(name)) return renderServices();
  if (name === "schedule") return renderSchedules();
  const names = ["protocol", "services", "schedule", ...WORKLOADS.keys()];
  throw new UsageError(`Cannot find "${name}": expected one of ${names.join(", ")}${didYouMean(name, names)}`);
}
