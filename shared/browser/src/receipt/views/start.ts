/** What to check: a receipt by camera, picture or text; a slip by its code. */

import { codeView } from "../../booth/views/code.ts";
import {
  button,
  buttons,
  errorSummary,
  heading,
  paragraph,
  type View,
} from "../../booth/views/parts.ts";
import type { Slip } from "../../crypto/credentials.ts";
import { make } from "../../page/elements.ts";
import type { ReceiptTexts } from "../../texts/receipt.zh.ts";
import type { Texts } from "../../texts/zh.ts";
import { type Flaw, TRACKER_LETTERS } from "../question.ts";

/** What stands in the way of a question; a slip is mended in a form of its own. */
export type Fault =
  | Exclude<Flaw, { readonly what: "slip" }>
  | { readonly what: "no_code" | "no_camera" };

export interface StartOptions {
  readonly texts: ReceiptTexts;
  readonly fault: Fault | undefined;
  /** Opens the camera; absent where there is none. */
  readonly scan: (() => void) | undefined;
  readonly picture: (file: File) => void;
  readonly take: (text: string) => void;
  readonly slip: () => void;
}

export function startView(options: StartOptions): View {
  const { texts, fault, scan, take, slip } = options;
  const words = texts.start;
  const title = heading(words.heading);
  const field = make("textarea", {
    class: `govuk-textarea booth-receipt-text ${fault ? "govuk-textarea--error" : ""}`,
    id: "receipt-text",
    rows: "4",
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    dir: "ltr",
    "aria-describedby": "receipt-hint",
    "aria-invalid": `${fault !== undefined}`,
  });
  const hint = make("p", { class: "govuk-hint", id: "receipt-hint" }, words.hint);
  const label = make("label", { class: "govuk-label govuk-label--m", for: field.id }, words.label);
  const submit = make("button", { type: "submit", class: "govuk-button" }, words.go);
  const form = make("form", { novalidate: "", autocomplete: "off" }, label, hint, field);
  form.append(buttons(submit));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(field.value);
  });
  const summary =
    fault === undefined
      ? undefined
      : errorSummary(words.problem, [{ text: faultText(texts, fault), field }]);
  return {
    heading: title,
    content: [
      ...(summary === undefined ? [] : [summary]),
      title,
      paragraph(words.lead),
      buttons(
        ...(scan === undefined ? [] : [button(words.scan, scan)]),
        ...pictureButton(words.picture, options.picture),
      ),
      form,
      make("h2", { class: "govuk-heading-m" }, words.slipHeading),
      paragraph(words.slipLead),
      buttons(button(words.slip, slip, "secondary")),
    ],
    shown: () => summary?.focus(),
    gone: () => (field.value = ""),
  };
}

/** Return a button that lets a picture be chosen, and the input behind it. */
function pictureButton(text: string, taken: (file: File) => void): HTMLElement[] {
  const input = make("input", { type: "file", accept: "image/*", hidden: "" });
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file !== undefined) taken(file);
  });
  return [button(text, () => input.click(), "secondary"), input];
}

function faultText({ flaws, start, camera }: ReceiptTexts, fault: Fault): string {
  if (fault.what === "no_code") return start.noCode;
  if (fault.what === "no_camera") return camera.refused;
  if (fault.what !== "tracker") return flaws[fault.what];
  return fault.letters === TRACKER_LETTERS ? flaws.trackerLast : flaws.tracker(fault.letters);
}

/** What the form for a slip leads to. */
export interface SlipWays {
  readonly take: (slip: Slip) => void;
  readonly scan: (() => void) | undefined;
  readonly back: () => void;
}

/** The code form of the booth, and the way back. */
export function slipView(texts: Texts, own: ReceiptTexts, ways: SlipWays): View {
  const { take, scan, back } = ways;
  const none = { trouble: undefined, reloaded: false, cameraRefused: false };
  const view = codeView({ texts: withWords(texts, own), ...none, scan, take });
  return { ...view, content: [...view.content, buttons(button(own.slip.back, back, "secondary"))] };
}

/** Return the booth's texts with the words that this page has for the code form. */
function withWords(texts: Texts, { slip }: ReceiptTexts): Texts {
  const { heading: title, lead, go } = slip;
  return { ...texts, code: { ...texts.code, heading: title, lead, go } };
}
