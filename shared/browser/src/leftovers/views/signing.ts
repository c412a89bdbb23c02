/** What is signed, by whom, and each scrutineer's key file and passphrase. */
import {
  button,
  buttons,
  errorSummary,
  facts,
  type Fault,
  heading,
  notice,
  paragraph,
} from "../../booth/views/parts.ts";
import { MAX_FILE_CHARACTERS } from "../../crypto/keyfiles.ts";
import type { SixWords } from "../../crypto/receipts.ts";
import { make } from "../../page/elements.ts";
import { field, fileField, textOf } from "../../page/fields.ts";
import { Hindered } from "../table.ts";
import { hitchBox, rehearsalLine, type Speech, sixWordsParts, type View } from "./parts.ts";

/** Somebody's name, and whether they have signed. */
export interface Signer {
  readonly name: string;
  readonly signed: boolean;
}

export interface SigningOptions extends Speech {
  readonly title: string;
  readonly lead: string;
  readonly test: boolean;
  /** What is signed, and who has. */
  readonly what: readonly HTMLElement[];
  /** What the form is called; undefined if nobody has to sign here now. */
  readonly form: string | undefined;
  /** What is said before anything else. */
  readonly before: readonly HTMLElement[];
  /** What the focus goes to, if not to the title. */
  readonly heading?: HTMLElement | undefined;
  /** What stands below the form, or in its place. */
  readonly after: readonly HTMLElement[];
  /** Returns why nothing was signed; what else changes is shown by a new view. */
  readonly sign: (file: string, passphrase: string) => Promise<Hindered | undefined>;
}

/** One thing that is signed, with its signers. */
export interface Signed extends Speech {
  /** In terms and values. */
  readonly about: readonly (readonly [string, string])[];
  readonly words: SixWords;
  readonly wordsLead: string;
  readonly signers: readonly Signer[];
}

export function signingView(options: SigningOptions): View {
  const title = heading(options.title);
  const faults = make("div", {});
  const { form } = options;
  return {
    heading: options.heading ?? title,
    content: [
      ...rehearsalLine(options, options.test),
      faults,
      ...options.before,
      title,
      paragraph(options.lead),
      ...options.what,
      ...(form === undefined ? [] : [keyForm(options, form, faults)]),
      ...options.after,
    ],
  };
}

/** Return one thing that is signed, its six words, and who has signed it. */
export function signedParts(options: Signed): HTMLElement[] {
  return [
    facts(...options.about),
    paragraph(options.wordsLead),
    ...sixWordsParts(options, options.texts.signing, options.words),
    make("h2", { class: "govuk-heading-m" }, options.texts.signing.who),
    signerList(options),
  ];
}

/** Return the name of the form for whoever signs next; undefined if nobody has to. */
export function formName({ texts, signers }: Signed, complete: boolean): string | undefined {
  const place = signers.filter(({ signed }) => signed).length + 1;
  return complete ? undefined : texts.signing.form(place);
}

function signerList({ texts, signers }: Signed): HTMLElement {
  const { yes, no } = texts.signing;
  const lines = signers.map(({ name, signed }) =>
    make(
      "li",
      { class: signed ? "leftovers-signer leftovers-signer--signed" : "leftovers-signer" },
      make("span", { class: "leftovers-signer__state" }, signed ? `✓ ${yes}` : no),
      name,
    ),
  );
  const list = make("ul", { class: "leftovers-signers" }, ...lines);
  return make("div", { role: "status" }, list);
}

function keyForm(options: SigningOptions, name: string, faults: HTMLElement): HTMLElement {
  const { texts } = options;
  const words = texts.signing;
  const file = fileField("key-file");
  const passphrase = make("input", {
    id: "passphrase",
    type: "password",
    class: "govuk-input",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
  });
  const working = make("p", { class: "govuk-body", role: "status" });
  const go = make("button", { type: "submit", class: "govuk-button" }, words.sign);
  const form = make(
    "form",
    { novalidate: "", autocomplete: "off", class: "leftovers-key" },
    make("h2", { class: "govuk-heading-m" }, name),
    field(file, words.file),
    field(passphrase, words.passphrase, words.passphraseHint),
    working,
    buttons(go),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found: Fault[] = [
      ...(file.files?.length ? [] : [{ text: words.noFile, field: file }]),
      ...(passphrase.value === "" ? [{ text: words.noPassphrase, field: passphrase }] : []),
    ];
    if (found.length > 0) return show(faults, errorSummary(words.problem, found));
    go.disabled = true;
    working.textContent = words.working;
    faults.replaceChildren();
    void signed(options, file, passphrase).then((hindered) => {
      go.disabled = false;
      working.textContent = "";
      if (hindered !== undefined) show(faults, hitchBox(words.problem, texts, hindered));
    });
  });
  return form;
}

/** Sign with what stands in the form; the passphrase stands there no longer than that. */
async function signed(
  { sign }: SigningOptions,
  file: HTMLInputElement,
  passphrase: HTMLInputElement,
): Promise<Hindered | undefined> {
  const typed = passphrase.value;
  passphrase.value = "";
  const text = await textOf(file, MAX_FILE_CHARACTERS);
  return text === undefined ? new Hindered("damaged_key_file") : sign(text, typed);
}

function show(faults: HTMLElement, box: HTMLElement): void {
  faults.replaceChildren(box);
  box.focus();
}

/** What can be done with a scan besides signing it. */
export interface ScanWays extends Speech {
  readonly complete: boolean;
  readonly save: () => void;
  /** Returns why the box did not take it. */
  readonly publish: () => Promise<Hindered | undefined>;
  /** Absent once somebody has signed, or if it was not scanned here. */
  readonly back: (() => void) | undefined;
}

/** Return the buttons below a scan that is signed. */
export function scanWays({ texts, complete, save, publish, back }: ScanWays): HTMLElement[] {
  const words = texts.signing;
  const told = make("div", {});
  const keep = [paragraph(words.saveHint), buttons(button(words.save, save, "secondary"))];
  const go = button(words.publish, () => {
    go.disabled = true;
    void publish().then((hindered) => {
      go.disabled = false;
      if (hindered !== undefined) show(told, hitchBox(words.notPublished, texts, hindered));
    });
  });
  const lead = notice("good", undefined, make("p", {}, words.publishLead));
  return [
    ...(complete ? [lead, told, buttons(go)] : []),
    ...keep,
    ...(back === undefined ? [] : [buttons(button(words.back, back, "secondary"))]),
  ];
}
