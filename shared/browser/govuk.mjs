/**
 * GOV.UK Frontend's style sheet without what only GOV.UK may use: its typeface and its crest.
 * Its components take the typeface of our own theme instead.
 */
import { readFileSync } from "node:fs";

const CHANGES = [
  [/\/\*! Copyright \(c\) 2011 [^*]*\*\//g, ""],
  [/@font-face\{[^}]*\}/g, ""],
  [/GDS Transport,arial,sans-serif/g, "var(--voter-font)"],
  [/url\(\/assets\/images\/govuk-crest\.svg\)/g, "none"],
  [/screen\\0 and \(min-width:40\.0625em\)/g, "not all"], // for Internet Explorer alone
];
const NEVER = /GDS|Transport|\/assets\//;

/** An esbuild plugin; fails when a new version hides the typeface in another way. */
export const withoutCrown = {
  name: "without-crown",
  setup(build) {
    build.onLoad({ filter: /govuk-frontend[^/]*\.css$/ }, ({ path }) => {
      const contents = CHANGES.reduce(
        (text, [what, instead]) => text.replace(what, instead),
        readFileSync(path, "utf8"),
      );
      if (NEVER.test(contents)) throw new Error("GOV.UK's typeface or crest is still in its styles");
      return { contents, loader: "css" };
    });
  },
};
