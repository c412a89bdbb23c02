/** A file that the page hands out, through the browser's own way of saving. */

const KEPT_MS = 60_000;

/** Offer `text` as a file named `name`. */
export function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  [link.href, link.download] = [address, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
