/** How a vote at the kiosk ends: CAST, what stood in the way, and what the next voter may see. */

import { make } from "../../page/elements.ts";
import type { Step } from "../../booth/steps.ts";
import type { Trouble } from "../../booth/troubles.ts";
import { trackerFact } from "../../booth/views/casting.ts";
import { button, buttons, heading, notAtOnce, notice, paragraph } from "../../booth/views/parts.ts";
import { qrPicture } from "../../booth/views/qr.ts";
import type { KioskTexts } from "../../texts/kiosk.zh.ts";
import type { Texts } from "../../texts/zh.ts";
import { countdownLine, staffButton, type TimedView } from "./parts.ts";

export interface CastOptions {
  readonly texts: Texts;
  readonly own: KioskTexts;
  readonly tracker: string;
  readonly receipt: string;
  /** The address of the page that checks receipts. */
  readonly checkAddress: string;
  readonly done: () => void;
  readonly more: () => void;
}

/** CAST: the receipt to be photographed, and the way out, which comes by itself too. */
export function castView(options: CastOptions): TimedView {
  const { texts, own, tracker, receipt, checkAddress, done, more } = options;
  const words = own.cast;
  const title = make(
    "h1",
    { class: "voter-status voter-status--cast", tabindex: "-1" },
    make("span", { class: "kiosk-tick", "aria-hidden": "true" }, "✓"),
    words.status,
  );
  const line = countdownLine(words.left);
  const out = button(words.done, done);
  notAtOnce(out); // whoever tapped "cast" twice has to see that it is
  return {
    heading: title,
    content: [
      title,
      make("p", { class: "govuk-body kiosk-centre" }, make("strong", {}, words.lead)),
      buttons(out),
      make(
        "div",
        { class: "kiosk-waiting" },
        line.element,
        button(words.more, more, "secondary"),
      ),
      make(
        "div",
        { class: "kiosk-receipt" },
        qrPicture(`${checkAddress}#${receipt}`, words.qr),
        make("div", {}, paragraph(words.photo), trackerFact(texts, tracker)),
      ),
    ],
    left: line.left,
  };
}

export interface AlarmOptions {
  readonly texts: Texts;
  readonly own: KioskTexts;
  readonly trouble: Trouble;
  readonly tracker: string | undefined;
  readonly end: () => void;
}

/** Out of use: it stays until the staff hold the button. */
export function alarmView({ texts, own, trouble, tracker, end }: AlarmOptions): TimedView {
  const { what, means, step } = texts.troubles[trouble];
  const title = make("h1", { tabindex: "-1" }, what);
  return {
    heading: title,
    content: [
      notice("bad", title, make("p", {}, means), make("p", {}, make("strong", {}, step))),
      ...(tracker === undefined ? [] : [trackerFact(texts, tracker)]),
      paragraph(texts.stopped.code, make("code", {}, trouble)),
      paragraph(own.alarm.stays),
      staffButton(own, end),
    ],
  };
}

/** What the next voter sees of the ballot of one who left: never its tracker or receipt. */
export function leftView(texts: Texts, own: KioskTexts, step: Step, next: () => void): TimedView {
  const words = own.left;
  if (step.at === "cast") {
    const title = heading(words.cast.heading);
    const line = countdownLine(words.soon);
    const said = notice("good", title, make("p", {}, words.cast.lead));
    return { heading: title, content: [said, line.element], left: line.left };
  }
  if (step.at === "stopped") {
    const { what } = texts.troubles[step.trouble]; // the rest of it speaks to who has left
    const title = heading(words.refused.heading);
    const said = notice(
      "bad",
      title,
      make("p", {}, make("strong", {}, words.refused.why(what))),
      make("p", {}, words.refused.lead),
    );
    return { heading: title, content: [said, buttons(button(words.next, next))] };
  }
  const title = heading(words.sending.heading);
  const meter = make("progress", { class: "booth-meter", "aria-label": words.sending.heading });
  return {
    heading: title,
    content: [notice("wait", title, make("p", {}, words.sending.lead)), meter],
  };
}
