/** How many were handed out: asked before a scan from elsewhere is signed, and to correct it. */
import {
  button,
  buttons,
  errorSummary,
  facts,
  heading,
  paragraph,
} from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import { field } from "../../page/fields.ts";
import { numberIn } from "./choosing.ts";
import { rehearsalLine, type Speech, type View } from "./parts.ts";

export interface CountingOptions extends Speech {
  readonly test: boolean;
  /** What is to be signed, in terms and values. */
  readonly about: readonly (readonly [string, string])[];
  readonly printed: number;
  readonly compare: (handedOut: number) => void;
  readonly leave: () => void;
}

export function countingView(options: CountingOptions): View {
  const { texts, printed, compare, leave } = options;
  const words = texts.counting;
  const title = heading(words.heading);
  const faults = make("div", {});
  return {
    heading: title,
    content: [
      ...rehearsalLine(options, options.test),
      faults,
      title,
      paragraph(words.lead),
      facts(...options.about, [words.printed, texts.signing.slips(printed)]),
      handedOutForm(options, faults, {
        id: "handed-out",
        label: texts.choosing.handedOut,
        hints: [texts.choosing.handedOutHint],
        value: "",
        submit: words.compare,
        kind: "",
        printed,
        done: compare,
      }),
      buttons(button(words.leave, leave, "secondary")),
    ],
  };
}

/** A form for one number. */
interface Asked {
  readonly id: string;
  readonly label: string;
  readonly hints: readonly string[];
  readonly value: string;
  readonly submit: string;
  readonly kind: "" | " govuk-button--secondary";
  readonly printed: number;
  readonly done: (handedOut: number) => void;
}

/** Return a form that is done with a number that can have been handed out; else it says why not. */
export function handedOutForm({ texts }: Speech, faults: HTMLElement, asked: Asked): HTMLElement {
  const { id, label, hints, value, submit, kind, printed, done } = asked;
  const input = make("input", {
    id,
    type: "text",
    inputmode: "numeric",
    class: "govuk-input govuk-input--width-5",
    autocomplete: "off",
  });
  input.value = value;
  const form = make(
    "form",
    { novalidate: "", autocomplete: "off" },
    field(input, label, ...hints),
    buttons(make("button", { type: "submit", class: `govuk-button${kind}` }, submit)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const number = numberIn(input);
    if (number !== undefined && number <= printed) return done(number);
    const { noNumber, tooMany, problem } = texts.choosing;
    const text = number === undefined ? noNumber : tooMany(printed);
    const summary = errorSummary(problem, [{ text, field: input }]);
    faults.replaceChildren(summary);
    summary.focus();
  });
  return form;
}
