/** Whether somebody is writing on a page: then it must not be loaded anew. */

/** What is asked of a field; inputs, text areas and lists of choices have some of it. */
export interface Field {
  readonly value?: string;
  readonly defaultValue?: string;
  readonly checked?: boolean;
  readonly defaultChecked?: boolean;
  readonly options?: ArrayLike<{ readonly selected: boolean; readonly defaultSelected: boolean }>;
}

/** Return whether one of `fields` has the focus, or holds something else than when it was loaded. */
export function isWriting(fields: readonly Field[], focused: unknown): boolean {
  return fields.some((field) => field === focused || isChanged(field));
}

function isChanged(field: Field): boolean {
  if (field.options !== undefined) return isChosenAnew(Array.from(field.options));
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

/** A list in which nothing is marked shows its first choice. */
function isChosenAnew(options: readonly { selected: boolean; defaultSelected: boolean }[]): boolean {
  const marked = options.some((one) => one.defaultSelected);
  return options.some((one, i) => one.selected !== (marked ? one.defaultSelected : i === 0));
}
