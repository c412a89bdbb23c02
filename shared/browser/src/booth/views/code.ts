/** The code form: six fields as printed on the slip, each judged while it is typed. */

import { make } from "../../page/elements.ts";
import type { Slip } from "../../crypto/credentials.ts";
import type { Texts } from "../../texts/zh.ts";
import {
  CHECKS,
  cleaned,
  FIELD_SIZES,
  type Flaw,
  flaws,
  groupsOf,
  LETTER,
  slipOf,
  spread,
} from "../slipform.ts";
import { button, buttons, errorSummary, heading, notice, paragraph, type View } from "./parts.ts";
import { troubleNotice } from "./trouble.ts";
import type { Trouble } from "../troubles.ts";

export interface CodeOptions {
  readonly texts: Texts;
  readonly trouble: Trouble | undefined;
  readonly reloaded: boolean;
  readonly cameraRefused: boolean;
  /** Opens the camera; absent where there is none. */
  readonly scan: (() => void) | undefined;
  /** What is offered of rights that this browser keeps, above everything else. */
  readonly kept?: readonly HTMLElement[];
  readonly take: (slip: Slip) => void;
}

export function codeView(options: CodeOptions): View {
  const { texts, scan, take } = options;
  const words = texts.code;
  const title = heading(words.heading);
  const faults = make("div", {});
  const inputs = FIELD_SIZES.map((size, field) => codeInput(field, size));
  const fields = new Fields(texts, inputs);
  const form = make(
    "form",
    { class: "booth-code", novalidate: "", autocomplete: "off" },
    make("div", { class: "booth-code__fields" }, ...inputs.map((one, i) => fields.group(one, i))),
    fields.said,
    paragraph(words.hint),
  );
  const submit = make("button", { type: "submit", class: "govuk-button" }, words.go);
  form.append(buttons(submit));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const slip = slipOf(fields.values);
    if (slip !== undefined) return take(slip);
    const summary = errorSummary(
      words.problem,
      flaws(fields.values).map((flaw) => ({
        text: flawText(texts, flaw),
        field: inputs[flaw.field] as HTMLElement,
      })),
    );
    fields.judge(true);
    faults.replaceChildren(summary);
    summary.focus();
  });
  return {
    heading: title,
    content: [
      ...notices(options),
      ...(options.kept ?? []),
      faults,
      title,
      paragraph(words.lead),
      ...(scan === undefined ? [] : [buttons(button(words.scan, scan, "secondary"))]),
      form,
    ],
    gone: () => {
      for (const input of inputs) input.value = "";
    },
  };
}

/** Return what has to be known before the code is typed. */
function notices({ texts, trouble, reloaded, cameraRefused }: CodeOptions): HTMLElement[] {
  const say = (text: string): HTMLElement => notice("wait", undefined, make("p", {}, text));
  return [
    ...(trouble === undefined ? [] : [troubleNotice(texts, trouble)]),
    ...(reloaded ? [say(texts.code.reloaded)] : []),
    ...(cameraRefused ? [say(texts.camera.refused)] : []),
  ];
}

function codeInput(field: number, size: number): HTMLInputElement {
  return make("input", {
    class: "govuk-input booth-code__input",
    id: `code-${field}`,
    type: "text",
    size: `${size}`,
    autocomplete: "off",
    autocapitalize: field === LETTER ? "characters" : "none",
    autocorrect: "off",
    spellcheck: "false",
    "aria-describedby": `code-${field}-state`,
  });
}

function flawText({ code }: Texts, { field, what }: Flaw): string {
  if (what === "letter") return code.noLetter;
  if (what === "checks") return code.noChecks;
  return what === "open" ? code.open(field) : code.wrong(field);
}

/** The six inputs and what is said of them. */
class Fields {
  readonly said = make("p", { class: "govuk-error-message", role: "status" });
  readonly #texts: Texts;
  readonly #inputs: readonly HTMLInputElement[];
  readonly #states = FIELD_SIZES.map((_, field) =>
    make("span", { class: "booth-code__state", id: `code-${field}-state` }),
  );

  constructor(texts: Texts, inputs: readonly HTMLInputElement[]) {
    this.#texts = texts;
    this.#inputs = inputs;
    inputs.forEach((input, field) => {
      input.addEventListener("input", (event) => {
        if (!(event as InputEvent).isComposing) this.#typed(field);
      });
      input.addEventListener("compositionend", () => this.#typed(field));
      input.addEventListener("keydown", ({ key }) => {
        if (key === "Backspace" && input.value === "") this.#inputs[field - 1]?.focus();
      });
    });
  }

  get values(): string[] {
    return this.#inputs.map((input, field) => cleaned(field, input.value));
  }

  /** Return label, input and state of one field. */
  group(input: HTMLInputElement, field: number): HTMLElement {
    const { letter, group, checks } = this.#texts.code;
    const size = FIELD_SIZES[field] ?? 0;
    const name = field === LETTER ? letter : field === CHECKS ? checks : group(field, size);
    return make(
      "div",
      { class: "booth-code__field" },
      make("label", { class: "govuk-label", for: input.id }, name),
      input,
      this.#states[field] as HTMLElement,
    );
  }

  /** Say of every group how it is; of those that are not complete only if `all`. */
  judge(all: boolean): void {
    const { code } = this.#texts;
    const found = flaws(this.values);
    const groups = groupsOf(this.values);
    this.#inputs.forEach((input, field) => {
      const flaw = found.find((one) => one.field === field);
      const told = flaw !== undefined && (all || flaw.what === "wrong");
      const right = groups[field - 1]?.state === "right";
      input.classList.toggle("govuk-input--error", told);
      input.setAttribute("aria-invalid", `${told}`);
      const state = this.#states[field] as HTMLElement;
      state.textContent = told ? `✕ ${code.bad}` : right ? `✓ ${code.right}` : "";
      state.classList.toggle("booth-code__state--bad", told);
    });
    const wrong = found.filter(({ what }) => what === "wrong");
    this.said.textContent = wrong.map((flaw) => flawText(this.#texts, flaw)).join("；");
  }

  /** Put what was typed into its form, take a whole code apart, go on when a group is full. */
  #typed(field: number): void {
    const input = this.#inputs[field] as HTMLInputElement;
    const whole = spread(input.value);
    if (whole !== undefined) {
      this.#inputs.forEach((one, i) => (one.value = whole[i] ?? ""));
      this.#inputs[CHECKS]?.focus();
    } else {
      const clean = cleaned(field, input.value);
      if (clean !== input.value) input.value = clean;
      const full = clean.length === FIELD_SIZES[field];
      if (full && input.selectionStart === clean.length) this.#inputs[field + 1]?.focus();
    }
    this.#correct();
    this.judge(false);
  }

  /** Replace look-alikes in groups whose check character says what was meant. */
  #correct(): void {
    groupsOf(this.values).forEach(({ text, state }, i) => {
      const input = this.#inputs[i + 1] as HTMLInputElement;
      if (state === "right" && input.value !== text) input.value = text;
    });
  }
}
