/** What was typed into a page, kept while its fields are made anew in the other language. */

/** Return what stands in the fields of the page, by their ids. */
export function typedTexts(): Map<string, string> {
  const inputs = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    "input[type=text], textarea",
  );
  return new Map(Array.from(inputs, ({ id, value }) => [id, value]));
}

/** Put it into the fields of the same ids, which are new. */
export function retype(typed: ReadonlyMap<string, string>): void {
  const focused = document.activeElement;
  for (const [id, value] of typed) {
    const input = document.getElementById(id) as HTMLInputElement | HTMLTextAreaElement | null;
    if (input === null || value === "") continue;
    input.value = value;
    input.dispatchEvent(new Event("input"));
  }
  if (focused instanceof HTMLElement) focused.focus();
}
