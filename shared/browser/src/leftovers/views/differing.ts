/** The count is not what it must be: what it means, where to look, and how to go on. */
import { button, buttons, notice, paragraph } from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import type { Counted } from "../scan.ts";
import { handedOutForm } from "./counting.ts";
import type { Speech, View } from "./parts.ts";

export interface DifferingOptions extends Speech {
  readonly counted: Counted;
  /** Compare with another number handed out. */
  readonly correct: (handedOut: number) => void;
  /** Scan more; absent if it was not scanned here. */
  readonly more: (() => void) | undefined;
  /** Drop it; for a scan that came from elsewhere. */
  readonly leave: () => void;
  readonly insist: () => void;
}

export function differingView(options: DifferingOptions): View {
  const { texts, counted, correct, more, leave, insist } = options;
  const { scanned, expected, printed, handedOut } = counted;
  const words = texts.differing;
  const title = make("h1", { tabindex: "-1" }, words.heading);
  const faults = make("div", {});
  const advice = scanned < expected ? words.fewer : words.more;
  return {
    heading: title,
    content: [
      faults,
      notice(
        "bad",
        title,
        make("p", {}, make("strong", {}, words.what(scanned, expected))),
      ),
      paragraph(texts.scanning.sum(printed, handedOut, expected)),
      paragraph(words.means),
      make("ol", { class: "voter-steps" }, ...advice.map((line) => make("li", {}, line))),
      buttons(
        more === undefined
          ? button(texts.counting.leave, leave)
          : button(words.more_, () => more()),
      ),
      handedOutForm(options, faults, {
        id: "corrected",
        label: words.handedOut,
        hints: [],
        value: `${handedOut}`,
        submit: words.correct,
        kind: " govuk-button--secondary",
        printed,
        done: correct,
      }),
      buttons(button(words.insist, insist, "secondary")),
    ],
  };
}
