/**
 * Which slip comes on which page of paper. Pure.
 *
 * Eight slips a sheet, the reserve behind a page of its own that says what it is. Very many pages
 * come in several parts, each printed for itself.
 */

/** Slips that belong together: of one electorate, in reserve or not. */
export interface Section {
  readonly letter: string;
  readonly title: string;
  readonly reserve: boolean;
}

/** One page of paper: slips, or the heading of a section if it has none. */
export interface PaperPage {
  readonly section: Section;
  readonly codes: readonly string[];
}

/** The codes of one electorate; the first `reserve` of them are kept for late-comers. */
export interface Batch {
  readonly letter: string;
  readonly title: string;
  readonly codes: readonly string[];
  readonly reserve: number;
}

export const SLIPS_A_SHEET = 8;
const PAGES_A_PART = 300;

/** Return the pages of all batches, in the order in which they are printed. */
export function pagesOf(batches: readonly Batch[]): PaperPage[] {
  return batches.flatMap(({ letter, title, codes, reserve }) => {
    const usual: Section = { letter, title, reserve: false };
    const kept: Section = { letter, title, reserve: true };
    const heading = reserve > 0 ? [{ section: kept, codes: [] }] : [];
    return [
      ...sheets(usual, codes.slice(reserve)),
      ...heading,
      ...sheets(kept, codes.slice(0, reserve)),
    ];
  });
}

/** Return `pages` in parts that a browser prints in one go, about equally long. */
export function partsOf(pages: readonly PaperPage[]): PaperPage[][] {
  const parts = Math.max(1, Math.ceil(pages.length / PAGES_A_PART));
  return chunks(pages, Math.max(1, Math.ceil(pages.length / parts)));
}

function sheets(section: Section, codes: readonly string[]): PaperPage[] {
  return chunks(codes, SLIPS_A_SHEET).map((some) => ({ section, codes: some }));
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );
}
