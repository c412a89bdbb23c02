/**
 * What a passphrase still lacks. Twin of `check_passphrase` in shared/plumbing/accounts/domain.py,
 * which decides; this only says it while one types.
 */

export const LEAST = 15;
export const DIFFERENT = 6;

/** Return how many characters are missing, "same" when too few differ, null when it will do. */
export function lacking(passphrase: string): number | "same" | null {
  const characters = Array.from(passphrase);
  if (characters.length < LEAST) return LEAST - characters.length;
  return new Set(characters).size < DIFFERENT ? "same" : null;
}
