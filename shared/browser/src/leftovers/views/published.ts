/** What the box says after a scan was published: the rounds of its class, one annulled above all. */
import type { BoxEntry } from "../../booth/entrance.ts";
import { button, buttons, facts, notice, paragraph } from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import type { Hall } from "../hall.ts";
import type { Speech, View } from "./parts.ts";

/** What the page found in the published boxes itself. */
export type Finding =
  | { readonly what: "checking" | "clean" | "unchecked" }
  | { readonly what: "voted"; readonly count: number };

export interface PublishedOptions extends Speech {
  readonly hall: Hall;
  readonly electorate: string;
  readonly count: number;
  readonly signers: readonly string[];
  readonly finding: Finding;
  readonly closingPage: string;
  readonly look: () => void;
  readonly next: () => void;
}

export function publishedView(options: PublishedOptions): View {
  const { texts, hall, electorate, count, signers } = options;
  const words = texts.published;
  const title = make("h1", { tabindex: "-1" }, words.heading);
  const own = hall.boxes.filter((box) => box.electorate === electorate && box.round !== "");
  const nameOf = ({ uuid }: BoxEntry): string => {
    const { title, turn } = hall.sheets.get(uuid) ?? { title: "", turn: undefined };
    return texts.sheet(title, turn);
  };
  const rounds = own.map((box): [string, string] => [
    words.states[box.state] ?? box.state,
    nameOf(box),
  ]);
  const annulled = own.filter(({ state }) => state === "annulled").map(nameOf);
  return {
    heading: title,
    content: [
      ...(annulled.length > 0 ? [annulment(options, annulled)] : []),
      notice(
        "good",
        title,
        make("p", {}, make("strong", {}, words.what(electorate, count))),
        make("p", {}, words.signers(signers.join(" · "))),
      ),
      found(options),
      ...(rounds.length > 0
        ? [make("h2", { class: "govuk-heading-m" }, words.rounds), facts(...rounds)]
        : []),
      buttons(
        button(words.look, options.look, "secondary"),
        button(words.next, options.next, "secondary"),
        make("a", { class: "govuk-button", href: options.closingPage }, words.closing),
      ),
    ],
  };
}

function annulment({ texts }: PublishedOptions, rounds: readonly string[]): HTMLElement {
  const words = texts.published;
  const box = notice(
    "bad",
    make("h2", {}, words.annulled),
    make("p", {}, words.annulledMeans(rounds.join(words.and))),
    make("p", {}, make("strong", {}, words.annulledStep)),
  );
  box.setAttribute("role", "alert");
  return box;
}

function found({ texts, finding, hall, electorate }: PublishedOptions): HTMLElement {
  const words = texts.published;
  if (finding.what !== "voted") {
    const told = paragraph(words[finding.what]);
    told.setAttribute("role", "status");
    return told;
  }
  const annulled = hall.boxes.some(
    (box) => box.electorate === electorate && box.state === "annulled",
  );
  const box = notice(
    "bad",
    make("h2", {}, words.voted(finding.count)),
    ...(annulled ? [] : [make("p", {}, words.votedMeans)]),
  );
  box.setAttribute("role", "alert");
  return box;
}
