/** The language of the page, which the server chose and wrote into `<html lang>`. */

export type Language = "zh" | "en";

/** Return the language of the page that runs this script. */
export function pageLanguage(): Language {
  return document.documentElement.lang.startsWith("en") ? "en" : "zh";
}
