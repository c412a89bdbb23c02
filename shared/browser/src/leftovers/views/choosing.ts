/** Which class is scanned, and how many of it were handed out; or a scan made elsewhere. */
import {
  button,
  buttons,
  details,
  errorSummary,
  facts,
  type Fault,
  heading,
  notice,
  paragraph,
} from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import { field, fileField, textOf } from "../../page/fields.ts";
import type { Hall, SlipClass } from "../hall.ts";
import { countOf } from "../scan.ts";
import { Hindered } from "../table.ts";
import { hitchBox, rehearsalLine, type Speech, sixWordsParts, type View } from "./parts.ts";

/** A scan of two million slips is larger than any meeting's. */
const LARGEST_SCAN = 64 * 1024 * 1024;
const MOST_DIGITS = 6;

export interface ChoosingOptions extends Speech {
  readonly hall: Hall;
  readonly again: () => void;
  /** Both return why it did not happen. */
  readonly begin: (chosen: SlipClass, handedOut: number) => Promise<Hindered | undefined>;
  readonly load: (text: string) => Promise<Hindered | undefined>;
}

export function choosingView(options: ChoosingOptions): View {
  const { texts, hall } = options;
  const words = texts.choosing;
  const title = heading(words.heading);
  const faults = make("div", {});
  const open = hall.boxes.some(({ state }) => state === "open");
  return {
    heading: title,
    content: [
      ...rehearsalLine(options, hall.manifest.test),
      faults,
      title,
      paragraph(words.lead),
      facts([words.meeting, hall.manifest.title]),
      paragraph(words.words),
      ...sixWordsParts(options, words, hall.words),
      ...(open || !hall.ended ? notYet(options, open) : [beginForm(options, faults)]),
      loading(options, faults),
    ],
  };
}

/** Say that the box takes no scan now, and what has to come first. */
function notYet({ texts, again }: ChoosingOptions, isOpen: boolean): HTMLElement[] {
  const { open, openMeans, unfinished, unfinishedMeans } = texts.choosing;
  const [what, means] = isOpen ? [open, openMeans] : [unfinished, unfinishedMeans];
  return [
    notice("wait", make("h2", {}, what), make("p", {}, means)),
    buttons(button(texts.again, again, "secondary")),
  ];
}

function beginForm(options: ChoosingOptions, faults: HTMLElement): HTMLElement {
  const { texts, hall, begin } = options;
  const words = texts.choosing;
  const radios = hall.classes.map((one, i) => classRadio(options, one, i));
  const handedOut = make("input", {
    id: "handed-out",
    type: "text",
    inputmode: "numeric",
    class: "govuk-input govuk-input--width-5",
    autocomplete: "off",
  });
  const form = make(
    "form",
    { novalidate: "", autocomplete: "off" },
    make(
      "fieldset",
      { class: "govuk-fieldset govuk-form-group" },
      make("legend", { class: "govuk-fieldset__legend voter-label" }, words.class),
      make("div", { class: "govuk-radios" }, ...radios.map(({ item }) => item)),
    ),
    field(handedOut, words.handedOut, words.handedOutHint),
    paragraph(words.final),
    buttons(make("button", { type: "submit", class: "govuk-button" }, words.begin)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = radios.find(({ input }) => input.checked)?.one;
    const found = chosenFaults(options, chosen, handedOut, radios[0]?.input ?? handedOut);
    if (chosen === undefined || found.length > 0) {
      const summary = errorSummary(words.problem, found);
      faults.replaceChildren(summary);
      return summary.focus();
    }
    void tell(options, faults, begin(chosen, Number(handedOut.value.trim())));
  });
  return form;
}

function classRadio(
  { texts, hall }: ChoosingOptions,
  one: SlipClass,
  place: number,
): { readonly item: HTMLElement; readonly input: HTMLInputElement; readonly one: SlipClass } {
  const { printed, done, unusable } = texts.choosing;
  const usable = one.printed !== undefined;
  const input = make("input", {
    id: `class-${one.key}`,
    type: "radio",
    name: "class",
    class: "govuk-radios__input",
    disabled: usable ? undefined : "",
  });
  input.checked = usable && place === 0 && hall.classes.length === 1;
  const scan = hall.published.find(({ electorate }) => electorate === one.key);
  const state = [
    one.printed === undefined ? unusable : printed(one.printed),
    ...(scan === undefined ? [] : [done(countOf(scan))]),
  ].join(" · ");
  const label = make(
    "label",
    { class: "govuk-label govuk-radios__label", for: input.id },
    make("span", {}, make("strong", {}, `${one.key} ${one.title}`), ` — ${state}`),
  );
  const item = make("div", { class: "govuk-radios__item" }, input, label);
  return { item, input, one };
}

/** Return what is missing or wrong before a scan can begin. */
function chosenFaults(
  { texts }: ChoosingOptions,
  chosen: SlipClass | undefined,
  handedOut: HTMLInputElement,
  firstClass: HTMLElement,
): Fault[] {
  const { noClass, noNumber, tooMany } = texts.choosing;
  const faults: Fault[] = [];
  if (chosen === undefined) faults.push({ text: noClass, field: firstClass });
  const number = numberIn(handedOut);
  if (number === undefined) faults.push({ text: noNumber, field: handedOut });
  else if (number > (chosen?.printed ?? number)) {
    faults.push({ text: tooMany(chosen?.printed ?? 0), field: handedOut });
  }
  return faults;
}

/** Return the whole number that stands in `input`; undefined if none does. */
export function numberIn(input: HTMLInputElement): number | undefined {
  const typed = input.value.normalize("NFKC").trim();
  input.value = typed;
  return /^[0-9]+$/.test(typed) && typed.length <= MOST_DIGITS ? Number(typed) : undefined;
}

function loading(options: ChoosingOptions, faults: HTMLElement): HTMLElement {
  const { texts, load } = options;
  const words = texts.choosing;
  const input = fileField("scan-file");
  const go = button(
    words.load,
    async () => {
      const text = await textOf(input, LARGEST_SCAN);
      const chosen = (input.files?.length ?? 0) > 0;
      const unread = new Hindered(chosen ? "not_a_scan" : "no_file");
      await tell(options, faults, text === undefined ? Promise.resolve(unread) : load(text));
    },
    "secondary",
  );
  return details(words.resume, field(input, words.file), buttons(go));
}

/** Say why something did not happen. */
async function tell(
  { texts }: ChoosingOptions,
  faults: HTMLElement,
  happening: Promise<Hindered | undefined>,
): Promise<void> {
  const hindered = await happening;
  if (hindered === undefined) return;
  const box = hitchBox(texts.choosing.problem, texts, hindered);
  faults.replaceChildren(box);
  box.focus();
}
