/**
 * The address bar, which must not show a code.
 *
 * What follows `#` is never sent, but it stands in the address until it is taken out. The entry of
 * the history is replaced, not followed by another, so that going back shows nothing either.
 */

const LONG_ENOUGH = 20;

/** Return the slip's text behind the address, taken out of it; undefined if there is none. */
export function takeSlip(): string | undefined {
  const behind = location.hash.slice(1);
  if (behind.length < LONG_ENOUGH) return undefined; // "#main" of the skip link, say
  history.replaceState(null, "", location.pathname + location.search);
  try {
    return decodeURIComponent(behind);
  } catch {
    return behind;
  }
}

/** Return whether this page was loaded again rather than opened. */
export function wasReloaded(): boolean {
  const [entry] = performance.getEntriesByType("navigation");
  return (entry as PerformanceNavigationTiming | undefined)?.type === "reload";
}
