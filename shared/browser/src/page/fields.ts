/** Fields of a page's forms: with their label, for a file, and the text of the file in one. */
import { make } from "./elements.ts";

/** Return a field with its label and what helps to fill it in. */
export function field(input: HTMLElement, label: string, ...hints: readonly string[]): HTMLElement {
  const notes = hints.map((hint, i) =>
    make("p", { class: "govuk-hint", id: `${input.id}-hint-${i}` }, hint),
  );
  if (notes.length > 0) input.setAttribute("aria-describedby", notes.map(({ id }) => id).join(" "));
  return make(
    "div",
    { class: "govuk-form-group" },
    make("label", { class: "govuk-label voter-label", for: input.id }, label),
    ...notes,
    input,
  );
}

/** Return a field that takes a file; it has the height of a finger. */
export function fileField(id: string): HTMLInputElement {
  return make("input", { id, type: "file", class: "govuk-file-upload voter-file" });
}

/** Return the text of a chosen file of at most `most` bytes; undefined if it cannot be read. */
export async function textOf(input: HTMLInputElement, most: number): Promise<string | undefined> {
  const file = input.files?.[0];
  if (file === undefined || file.size > most) return undefined;
  try {
    return await file.text();
  } catch {
    return undefined;
  }
}
