/**
 * What may stand after the colon in `--nemesis`, as in `kill:one` or `loss:0.2`: a word, a number, or nothing.
 *
 * @module
 */
import { didYouMean } from "../text/nearest_name.ts";
import { UsageError } from "../usage_error.ts";

/** The choices of a fault. */
export interface Choices<Choice> {
  /** For the help text: `one|all`, `FACTOR`; empty where there is no choice. */
  readonly syntax: string;
  /** What each occurrence chooses from where none is named. */
  readonly defaults: readonly Choice[];
  /**
   * Reads what stands after the colon.
   *
   * @throws {UsageError} with what was expected.
   */
  read(fault: string, text: string): Choice;
}

/** Choices among words. */
export function wordChoices<Word extends string>(known: readonly Word[], defaults: readonly Word[]): Choices<Word> {
  return {
    syntax: known.join("|"),
    defaults,
    read(fault, text) {
      const word = known.find((candidate) => candidate === text);
      if (word !== undefined) return word;
      throw refusal(fault, text, `${fault}: followed by ${known.join(", ")}${didYouMean(text, known, `${fault}:`)}`);
    },
  };
}

/** Numbers that a fault takes. */
export interface NumberChoices {
  /** `FACTOR`, `MS`. */
  readonly syntax: string;
  readonly default: number;
  readonly isValid: (value: number) => boolean;
  /** `a factor above 0`. */
  readonly expected: string;
}

/** Choices among numbers. */
export function numberChoices({ syntax, default: byDefault, isValid, expected }: NumberChoices): Choices<number> {
  return {
    syntax,
    defaults: [byDefault],
    read(fault, text) {
      const value = Number(text);
      if (text !== "" && Number.isFinite(value) && isValid(value)) return value;
      throw refusal(fault, text, `${fault}: followed by ${expected}`);
    },
  };
}

/** No choice at all: there is one way only. */
export const NO_CHOICES: Choices<null> = {
  syntax: "",
  defaults: [null],
  read(fault, text) {
    throw refusal(fault, text, `"${fault}", which knows no choice`);
  },
};

/** Probabilities of loss and duplication. The default is that of the original's `flaky`. */
export const PROBABILITY_CHOICES = numberChoices({
  syntax: "P",
  default: 0.5,
  isValid: (value) => value > 0 && value <= 1,
  expected: "a probability above 0 and up to 1",
});

function refusal(fault: string, text: string, expected: string): UsageError {
  return new UsageError(`Cannot use "${fault}:${text}" in --nemesis: expected ${expected}`);
}
