// @ts-check
/// <reference lib="dom" />
/**
 * Makes the server's pages quicker to use; without it they work as well. A choice of a filter shows its runs at once, and
 * no more than two runs can be chosen to be compared.
 *
 * @module
 */
import { startScrollable } from "./reach.js";
import { startTheme } from "./theme.js";

startTheme(() => {});
startScrollable();

const filters = document.querySelector("form#filters");
if (filters instanceof HTMLFormElement) {
  for (const choice of filters.querySelectorAll("select")) {
    choice.addEventListener("change", () => filters.requestSubmit());
  }
  // Fields that ask for nothing would only make the address long.
  filters.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
}

const comparison = document.querySelector("form#compare");
if (comparison instanceof HTMLFormElement) {
  const boxes = [...comparison.querySelectorAll("input")].filter(({ type }) => type === "checkbox");
  const submit = comparison.querySelector("button[type='submit']");
  const follow = () => {
    const count = boxes.filter(({ checked }) => checked).length;
    for (const box of boxes) box.disabled = count === 2 && !box.checked;
    if (!(submit instanceof HTMLButtonElement)) return;
    submit.disabled = count !== 2;
    submit.textContent = count === 2 ? "Compare the two chosen runs" : `Choose two runs to compare (${count} of 2)`;
  };
  comparison.addEventListener("change", follow);
  // The browser may have kept choices from before, when the reader comes back.
  globalThis.addEventListener("pageshow", follow);
}
