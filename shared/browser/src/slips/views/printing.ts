/** Making, printing, and looking at what came out of the printer. */

import {
  button,
  buttons,
  errorSummary,
  facts,
  heading,
  paragraph,
  type View,
} from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import type { SlipTexts } from "../../texts/slips.zh.ts";
import type { MadeBatch } from "../making.ts";
import { type Picked, picked } from "../picked.ts";
import { networkLine, steps, sureButton } from "./parts.ts";

export function makingView(
  texts: SlipTexts,
  stop: () => void,
): View & { readonly progress: (done: number, total: number) => void } {
  const words = texts.making;
  const title = heading(words.heading);
  const bar = make("progress", { class: "booth-meter", "aria-label": words.progress });
  return {
    heading: title,
    content: [title, paragraph(words.lead), bar, buttons(button(words.stop, stop, "secondary"))],
    progress(done, total) {
      bar.max = Math.max(1, total);
      bar.value = done;
    },
  };
}

export interface PrintOptions {
  readonly texts: SlipTexts;
  readonly batches: readonly MadeBatch[];
  readonly pages: number;
  readonly parts: number;
  /** Lays the part if it does not lie there yet, and prints it. */
  readonly print: (part: number) => Promise<void>;
  readonly done: () => void;
  readonly discard: () => void;
}

export function printView(options: PrintOptions): View {
  const { texts, batches, pages, parts, print, done, discard } = options;
  const words = texts.print;
  const title = heading(words.heading);
  const network = networkLine(texts, false);
  const said = make("p", { class: "govuk-body booth-said", role: "status" });
  const goes = Array.from({ length: parts }, (_, part) => {
    const name = parts === 1 ? words.go : words.part(part + 1, parts);
    return button(name, () => {
      said.textContent = parts === 1 ? "" : words.laying;
      void print(part).then(() => (said.textContent = ""));
    });
  });
  return {
    heading: title,
    content: [
      title,
      facts(
        ...batches.map((one): [string, string] => [
          texts.class(one.letter),
          texts.withReserve(one.codes.length, one.reserve),
        ]),
      ),
      paragraph(make("strong", {}, words.lead(pages))),
      steps(words.setting),
      network.element,
      buttons(...goes),
      said,
      paragraph(words.again),
      buttons(
        button(words.done, done, parts === 1 ? "secondary" : ""),
        sureButton(words.discard, words.discardSure, discard),
      ),
    ],
    gone: network.stop,
  };
}

export interface ProofOptions {
  readonly texts: SlipTexts;
  readonly batches: readonly MadeBatch[];
  readonly pages: number;
  /** What was scanned with the camera, by class letter. */
  readonly scanned: ReadonlyMap<string, string>;
  /** Whether the pages are counted. */
  readonly complete: boolean;
  readonly counted: (complete: boolean) => void;
  readonly cameraRefused: boolean;
  /** Opens the camera; absent where there is none. */
  readonly scan: (() => void) | undefined;
  readonly good: () => void;
  readonly back: () => void;
}

export function proofView(options: ProofOptions): View {
  const { texts, batches, pages, scanned, scan, good, back } = options;
  const words = texts.proof;
  const title = heading(words.heading);
  const faults = make("div", {});
  const fields = batches.map((batch) => new PickedField(texts, batch));
  for (const field of fields) field.take(scanned.get(field.letter) ?? "");
  const box = make("input", { class: "govuk-checkboxes__input", type: "checkbox", id: "complete" });
  box.checked = options.complete;
  box.addEventListener("change", () => options.counted(box.checked));
  const label = make(
    "label",
    { class: "govuk-label govuk-checkboxes__label", for: "complete" },
    words.complete(pages),
  );
  const go = (): void => {
    const wrong = fields
      .filter((field) => field.judge() !== "right")
      .map((field) => ({ text: field.fault, field: field.input as HTMLElement }));
    if (!box.checked) wrong.push({ text: words.completeFirst, field: box });
    if (wrong.length === 0) return good();
    const summary = errorSummary(words.problem, wrong);
    faults.replaceChildren(summary);
    summary.focus();
  };
  const form = make(
    "form",
    { novalidate: "", autocomplete: "off" },
    ...fields.map(({ element }) => element),
    make("div", { class: "govuk-checkboxes__item" }, box, label),
    buttons(make("button", { type: "submit", class: "govuk-button" }, words.go)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
  return {
    heading: title,
    content: [
      faults,
      title,
      paragraph(words.lead),
      ...(options.cameraRefused ? [paragraph(texts.camera.refused)] : []),
      ...(scan === undefined ? [] : [buttons(button(words.scan, scan, "secondary"))]),
      form,
      buttons(button(words.back, back, "secondary")),
    ],
    gone: () => {
      for (const { input } of fields) input.value = "";
    },
  };
}

/** The end of the code of one slip of one electorate, as it was picked from the paper. */
class PickedField {
  readonly letter: string;
  readonly input: HTMLInputElement;
  readonly element: HTMLElement;
  readonly #batch: MadeBatch;
  readonly #words: SlipTexts["proof"];
  readonly #said: HTMLElement;

  constructor({ proof: words }: SlipTexts, batch: MadeBatch) {
    this.letter = batch.letter;
    this.#batch = batch;
    this.#words = words;
    const id = `picked-${batch.letter}`;
    this.input = make("input", {
      class: "govuk-input booth-code__input slips-picked",
      id,
      type: "text",
      autocomplete: "off",
      autocapitalize: "none",
      autocorrect: "off",
      spellcheck: "false",
      "aria-describedby": `${id}-said`,
    });
    this.#said = make("p", { class: "slips-said", id: `${id}-said`, role: "status" });
    this.element = make(
      "div",
      { class: "govuk-form-group" },
      make("label", { class: "govuk-label", for: id }, words.code(batch.letter)),
      this.input,
      this.#said,
    );
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // a scanner that types ends so: it is not meant for the form
      if (this.input.value !== "") this.judge();
    });
  }

  get fault(): string {
    const found = this.#found();
    const { wrong, empty, [found as "unknown"]: what } = this.#words;
    const known = found === "capitals" || found === "unknown";
    return known ? wrong(this.letter, what) : empty(this.letter);
  }

  /** Take what was scanned. */
  take(text: string): void {
    this.input.value = text;
    if (text !== "") this.judge();
  }

  /** Say how it is; return it. */
  judge(): Picked {
    const found = this.#found();
    const right = found === "right";
    this.#said.textContent =
      found === "empty" ? "" : `${right ? "✓" : "✕"} ${this.#words[found]}`;
    this.#said.classList.toggle("slips-said--bad", !right);
    this.input.classList.toggle("govuk-input--error", !right);
    this.input.setAttribute("aria-invalid", `${!right}`);
    return found;
  }

  /** Say so as soon as it is right; of what a scanner sent, only the end stays on the screen. */
  #typed(): void {
    const found = this.#found();
    if (found === "right") this.input.value = this.input.value.trim().slice(-END);
    if (found === "right" || this.#said.textContent !== "") this.judge();
  }

  #found(): Picked {
    return picked(this.input.value, this.letter, this.#batch.codes);
  }
}

/** Letters that are asked for. */
const END = 4;
