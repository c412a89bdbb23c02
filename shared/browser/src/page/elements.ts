/**
 * Small makers and finders of page elements. Text goes in as text, never as HTML, so nothing that
 * was typed or fetched can become a tag.
 */

/** Return the element of the page with this id; a page without it is not the page of the script. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element "${id}"`);
  return found;
}

/** Return the elements below `root` that `selector` finds, in order. */
export function all(root: ParentNode, selector: string): HTMLElement[] {
  return Array.from(root.querySelectorAll<HTMLElement>(selector));
}

/**
 * Return a new element.
 *
 * @param name its tag
 * @param attributes as they stand in HTML; `undefined` leaves one out
 * @param children elements, or texts
 */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(attribute, value);
  }
  element.append(...children);
  return element;
}
