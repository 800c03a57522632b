/**
 * The history as columns: one row a call.
 *
 * @module
 */
import type { Call } from "../../recording/calls.ts";
import { OUTCOMES } from "../../recording/calls.ts";
import { NS_PER_US } from "./encode_messages.ts";
import { differences } from "./columns.ts";
import { Names } from "./names.ts";
import type { Participants } from "./participants.ts";
import type { CallColumns } from "./payload.ts";
import type { TextTable } from "./text_table.ts";

/** Encodes the calls; also returns the names of the functions. */
export function encodeCalls(
  calls: readonly Call[],
  { participants, texts }: { readonly participants: Participants; readonly texts: TextTable },
): { calls: CallColumns; functions: string[] } {
  const functions = new Names();
  const streamOf = ({ invocation, completion }: Call) => () =>
    `${completion?.node ?? invocation.process} ${invocation.f}`;
  const columns: CallColumns = {
    index: differences(calls.map(({ invocation }) => invocation.index)),
    completionAfter: calls.map(({ invocation, completion }) =>
      completion === undefined ? 0 : completion.index - invocation.index
    ),
    process: calls.map(({ invocation }) => Number(invocation.process)),
    f: calls.map(({ invocation }) => functions.positionOf(invocation.f)),
    outcome: calls.map(({ outcome }) => OUTCOMES.indexOf(outcome)),
    invoked: differences(calls.map(({ invocation }) => Math.floor(invocation.time / NS_PER_US))),
    took: calls.map(({ invocation, completion }) =>
      completion === undefined
        ? -1
        : Math.max(0, Math.floor(completion.time / NS_PER_US) - Math.floor(invocation.time / NS_PER_US))
    ),
    value: calls.map((call) => texts.addField(call.invocation, "value", streamOf(call))),
    result: calls.map((call) =>
      call.completion === undefined ? -1 : texts.addField(call.completion, "value", streamOf(call))
    ),
    error: calls.map(({ completion }) => {
      const error = completion?.exception ?? completion?.error;
      return error === undefined ? -1 : texts.add(error, () => "error");
    }),
    node: calls.map(({ invocation, completion }) =>
      participants.positionOf.get(completion?.node ?? invocation.node ?? "") ?? -1
    ),
    final: calls.flatMap(({ invocation }, position) => invocation.final === true ? [position] : []),
  };
  return { calls: columns, functions: functions.list };
}
