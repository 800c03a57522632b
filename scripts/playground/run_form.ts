/// <reference lib="dom" />
/**
 * The form: stage, seed, and the options that a reader may change.
 *
 * @module
 */
import { STAGES } from "../workbench/stages/stages.ts";
import { byId, element } from "./elements.ts";
import {
  changedOptions,
  describeOptions,
  FIELDS,
  type FormField,
  type FormValues,
  stageValues,
} from "./options_form.ts";
import { stageKey, stageOfKey, stagePosition } from "./stage_keys.ts";

/** Seeds that the page makes up are below this. */
const SEED_LIMIT = 1_000_000;

/** What the form says. */
export interface FormState {
  readonly stage: string;
  /** Options that differ from the official ones. */
  readonly options: FormValues;
  readonly seed: string;
}

/** What the page hears of the form. */
export interface FormEvents {
  /** The reader chose another stage; the form shows it once the page says so. */
  onStage(stage: string): void;
  /** The reader changed an option or the seed. */
  onChange(): void;
}

/** The form on the page. */
export class RunForm {
  readonly #stage = byId("stage", HTMLSelectElement);
  readonly #seed = byId("seed", HTMLInputElement);
  #shown = stageKey(0);

  /** @param hasChallenge Tells which stages can be shown, by the names of their challenges. */
  constructor(hasChallenge: (challenge: string) => boolean, { onStage, onChange }: FormEvents) {
    STAGES.forEach((stage, position) => {
      if (hasChallenge(stage.challenge)) {
        this.#stage.append(new Option(`${stage.stage} ${stage.title}`, stageKey(position)));
      }
    });
    const fields = byId("fields", HTMLElement);
    fields.append(...FIELDS.map(fieldElement));
    this.#stage.addEventListener("change", () => onStage(this.#stage.value));
    byId("new-seed", HTMLButtonElement).addEventListener("click", () => {
      this.#seed.value = String(Math.floor(Math.random() * SEED_LIMIT));
      onChange();
    });
    byId("official", HTMLButtonElement).addEventListener("click", () => {
      this.show({ ...this.state, options: {} });
      onChange();
    });
    for (const input of [this.#seed, fields]) {
      input.addEventListener("input", () => {
        this.#summarize();
        onChange();
      });
    }
  }

  get state(): FormState {
    return {
      stage: this.#shown,
      options: changedOptions(stageOfKey(this.#shown), this.values),
      seed: this.#seed.value,
    };
  }

  /** All values, official ones included. */
  get values(): FormValues {
    return Object.fromEntries(FIELDS.map(({ name, kind }) => [
      name,
      kind === "faults"
        ? faultBoxes().filter(({ checked }) => checked).map(({ value }) => value).join(",")
        : fieldInput(name).value,
    ]));
  }

  /** Shows a stage with options of its own. */
  show({ stage, options, seed }: FormState): void {
    this.#shown = stagePosition(stage) === undefined ? stageKey(0) : stage;
    this.#stage.value = this.#shown;
    this.#seed.value = seed;
    const values = { ...stageValues(stageOfKey(this.#shown)), ...options };
    for (const { name, kind } of FIELDS) {
      const value = values[name] ?? "";
      if (kind === "faults") {
        for (const box of faultBoxes()) box.checked = value.split(",").includes(box.value);
      } else fieldInput(name).value = value;
    }
    this.#summarize();
  }

  /** Says what is in the fields, which are folded away. */
  #summarize(): void {
    byId("network-summary", HTMLElement).textContent = describeOptions(this.values);
    byId("official", HTMLButtonElement).disabled = Object.keys(this.state.options).length === 0;
  }
}

function fieldElement(field: FormField): HTMLElement {
  if (field.kind === "faults") return faultsElement(field);
  const id = `field-${field.name}`;
  if (field.kind === "choice") {
    const select = element("select", { id }, ...(field.choices ?? []).map((choice) => new Option(choice, choice)));
    return element("label", {}, field.label, select);
  }
  const limits = { min: "0", max: String(field.max), step: String(field.step) };
  return element("label", {}, field.label, element("input", { id, type: "number", inputmode: "decimal", ...limits }));
}

function faultsElement(field: FormField): HTMLElement {
  const boxes = (field.choices ?? []).map((choice) =>
    element("label", {}, element("input", { type: "checkbox", name: field.name, value: choice }), choice)
  );
  return element("fieldset", {}, element("legend", {}, field.label), ...boxes);
}

function fieldInput(name: string): HTMLInputElement | HTMLSelectElement {
  const found = document.getElementById(`field-${name}`);
  if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement) return found;
  throw new Error(`Cannot find the field ${name}`);
}

function faultBoxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("#fields input[type=checkbox]")];
}
