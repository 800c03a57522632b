/**
 * Entries of a history as a block: a column of their texts, in which parts of growing lists stand for themselves.
 *
 * @module
 */
import { Columns, packColumns, packTexts } from "./columns.ts";
import type { Json, Operation } from "./history.ts";
import { parseJson } from "./json.ts";
import type { BlockForm } from "./record_list.ts";
import { parseAround, splitTextOf } from "./shared_list.ts";

/** Reads and writes blocks of operations. */
export const OPERATION_FORM: BlockForm<Operation> = {
  pack(operations, lists) {
    const texts = operations.map((operation) => {
      const split = splitTextOf(operation);
      return split === undefined ? JSON.stringify(operation) : lists.textOf(split);
    });
    return packColumns(null, [packTexts(texts)]);
  },
  unpack(bytes, lists) {
    return new Columns(bytes).texts(0).map((text) => {
      const split = lists.split(text);
      const operation = split === undefined ? parseJson(text) : parseAround(split, AROUND_VALUE);
      return operation as unknown as Operation;
    });
  },
};

const AROUND_VALUE = { parse: parseJson, holderOf: (operation: Json) => operation };
