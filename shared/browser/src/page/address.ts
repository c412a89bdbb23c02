/**
 * The address bar, which must not show what came behind its `#`.
 *
 * What follows `#` is never sent, but it stands in the address until it is taken out. The entry of
 * the history is replaced, not followed by another, so that going back shows nothing either.
 */

const LONG_ENOUGH = 20;

/**
 * Return the text behind the address, taken out of it; undefined if there is none.
 *
 * What is too short for a secret may be the beginning of one that was cut off: it is taken out too,
 * unless it names a place in the page, as the "#main" of the skip link does.
 */
export function takeFragment(): string | undefined {
  const behind = location.hash.slice(1);
  if (behind === "" || document.getElementById(behind) !== null) return undefined;
  history.replaceState(null, "", location.pathname + location.search);
  if (behind.length < LONG_ENOUGH) return undefined;
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
