/** What the script of /welcome says, in English. */

import type { zh } from "./welcome.zh.ts";

export const en: typeof zh = {
  missing: (characters) => `${characters} more ${characters === 1 ? "character" : "characters"}`,
  same: "Too many are the same: at least 6 have to differ",
  enough: "Long enough",
  show: "Show passphrase",
  hide: "Hide passphrase",
};
