/** What stands in the voter's way: what it is, what it means for the vote, what to do. */

import { make } from "../../page/elements.ts";
import type { Texts } from "../../texts/zh.ts";
import type { Trouble } from "../troubles.ts";
import { trackerFact } from "./casting.ts";
import { button, buttons, notice, paragraph, type View } from "./parts.ts";

/** What may be done from here. */
export interface WaysOut {
  /** Look at the meeting again with the same slip; absent where the slip is forgotten. */
  readonly again: (() => void) | undefined;
  /** Whether another box may open for this slip. */
  readonly nextRound: boolean;
  /** Forget everything and begin with a slip. */
  readonly restart: () => void;
  /** Absent where loading the page again is not the voter's business. */
  readonly reload: (() => void) | undefined;
  /** The page that tests this browser; absent where nobody may leave. */
  readonly testPage: string | undefined;
}

/** Troubles that may pass, so that looking again is worth it. */
const MAY_PASS: readonly Trouble[] = ["no_network", "busy", "internal", "box_changed"];
/** Troubles of one round: the slip is good for the next. */
const OF_THE_ROUND: readonly Trouble[] = ["used_slip", "annulled", "closed_meanwhile"];

/** Return the box that names the trouble, above whatever the voter does next. */
export function troubleNotice(texts: Texts, trouble: Trouble): HTMLElement {
  const { what, means, step } = texts.troubles[trouble];
  return notice(
    "bad",
    make("h2", {}, what),
    make("p", {}, means),
    make("p", {}, make("strong", {}, step)),
  );
}

/** Return the view of a trouble that voting stopped at. */
export function stoppedView(
  texts: Texts,
  { trouble, tracker }: { readonly trouble: Trouble; readonly tracker?: string | undefined },
  out: WaysOut,
): View {
  const { what, means, step } = texts.troubles[trouble];
  const title = make("h1", { tabindex: "-1" }, what);
  const evidence = trouble === "false_receipt" && tracker !== undefined;
  return {
    heading: title,
    content: [
      notice("bad", title, make("p", {}, means), make("p", {}, make("strong", {}, step))),
      ...(evidence ? [trackerFact(texts, tracker)] : []),
      buttons(...ways(texts, trouble, out)),
      paragraph(texts.stopped.code, make("code", {}, trouble)),
    ],
  };
}

function ways({ stopped: words }: Texts, trouble: Trouble, out: WaysOut): HTMLElement[] {
  const found: HTMLElement[] = [];
  if (MAY_PASS.includes(trouble) && out.again) found.push(button(words.again, out.again));
  if (OF_THE_ROUND.includes(trouble) && out.nextRound && out.again) {
    found.push(button(words.nextRound, out.again));
  }
  if (trouble === "old_page" && out.reload) found.push(button(words.reload, out.reload));
  if (trouble === "browser" && out.testPage !== undefined) {
    const link = make("a", { class: "govuk-button", href: out.testPage }, words.test);
    found.push(link);
  }
  found.push(button(words.restart, out.restart, "secondary"));
  return found;
}
