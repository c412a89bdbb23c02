/** Making the key, saving its file, opening it again. */
import { button, details, type Fault, heading, notice, paragraph } from "../../booth/views/parts.ts";
import { MAX_FILE_CHARACTERS, MIN_PASSPHRASE } from "../../crypto/keyfiles.ts";
import { make } from "../../page/elements.ts";
import { field, fileField, textOf } from "../../page/fields.ts";
import type { TrusteeTexts } from "../../texts/trustee.zh.ts";
import type { SavedFile } from "../../worker/trusteemessages.ts";
import type { Hindered, Hitch } from "../troubles.ts";
import { type FormTexts, formOf, passphraseField, type Speech, type View } from "./parts.ts";

/** Returns why it was not done; what else changes is shown by another view. */
type Try<Given extends unknown[], H extends string = Hitch> = (
  ...given: Given
) => Promise<Hindered<H> | undefined>;

type Damaged = "damaged_key_file";
const DAMAGED: Hindered<Damaged> = { hitch: "damaged_key_file", slug: "damaged_key_file" };

export interface BeginningOptions extends Speech {
  readonly tallyKey: string;
  readonly deskKey: string;
  readonly make: Try<[passphrase: string]>;
  readonly open: Try<[file: string, passphrase: string]>;
}

/** Return the view that makes a key. */
export function beginningView(options: BeginningOptions): View {
  const words = options.texts.beginning;
  const title = heading(words.heading);
  const elsewhere = openForm({ ...options, secondary: true });
  const keys = make(
    "dl",
    { class: "office-summary trustee-keys" },
    keyRow(words.tallyKey, options.tallyKey),
    keyRow(words.deskKey, options.deskKey),
  );
  return {
    heading: title,
    content: [
      title,
      paragraph(words.lead),
      makingForm(options),
      details(words.elsewhere, paragraph(words.elsewhereLead), elsewhere),
      details(words.trust, paragraph(words.trustLead), keys),
    ],
  };
}

/** What the form of a new key says. */
type MakingTexts = Pick<
  TrusteeTexts["beginning"],
  "passphrase" | "passphraseHint" | "repeat" | "make" | "making" | "short" | "differ"
>;

export interface MakingOptions<H extends string> {
  readonly texts: FormTexts<H> & { readonly beginning: MakingTexts };
  readonly make: Try<[passphrase: string], H>;
}

/** Return the form that asks twice for the passphrase of a new key. */
export function makingForm<H extends string>({ texts, make }: MakingOptions<H>): HTMLElement {
  const words = texts.beginning;
  const [typed, again] = [passphraseField("passphrase", true), passphraseField("again", true)];
  const missing = (): Fault[] => {
    if (Array.from(typed.value).length < MIN_PASSPHRASE) {
      return [{ text: words.short, field: typed }];
    }
    return typed.value === again.value ? [] : [{ text: words.differ, field: again }];
  };
  return formOf({
    texts,
    fields: [field(typed, words.passphrase, words.passphraseHint), field(again, words.repeat)],
    go: words.make,
    working: words.making,
    missing,
    act: () => make(typed.value),
  });
}

function keyRow(name: string, key: string): HTMLElement {
  const spaced = make("code", {}, key.replace(/(.{8})(?=.)/g, "$1 "));
  return make(
    "div",
    { class: "office-summary__row" },
    make("dt", {}, name),
    make("dd", {}, spaced),
  );
}

export interface SavingOptions<H extends string> {
  readonly texts: FormTexts<H | Damaged> & {
    readonly saving: Omit<TrusteeTexts["saving"], "first" | "next">;
  };
  readonly file: SavedFile;
  /** Why this has to be done now. */
  readonly told: string;
  /** Whether the passphrase is to be typed again. */
  readonly first: boolean;
  readonly save: () => void;
  readonly prove: Try<[file: string, passphrase: string | undefined], H>;
}

/** Return the view that has the file saved and chosen again. */
export function savingView<H extends string>(options: SavingOptions<H>): View {
  const { file, first, texts } = options;
  const words = texts.saving;
  const title = heading(words.heading);
  const chosen = fileField("key-file");
  const typed = passphraseField("passphrase");
  const form = formOf<H | Damaged>({
    texts,
    fields: [
      field(chosen, words.choose),
      ...(first ? [field(typed, words.passphrase, words.passphraseHint)] : []),
    ],
    go: words.prove,
    working: words.proving,
    missing: () => [
      ...(chosen.files?.length ? [] : [{ text: words.noFile, field: chosen }]),
      ...(first && typed.value === "" ? [{ text: words.noPassphrase, field: typed }] : []),
    ],
    act: async () => {
      const text = await textOf(chosen, MAX_FILE_CHARACTERS);
      const passphrase = first ? taken(typed) : undefined;
      return text === undefined ? DAMAGED : options.prove(text, passphrase);
    },
  });
  return {
    heading: title,
    content: [
      title,
      notice("wait", undefined, make("p", {}, make("strong", {}, options.told))),
      paragraph(`${words.name}: `, make("code", {}, file.name)),
      button(words.save, options.save),
      make("p", { class: "govuk-hint" }, words.saveHint),
      form,
      paragraph(words.copies),
    ],
  };
}

export interface OpeningOptions extends Speech {
  readonly open: Try<[file: string, passphrase: string]>;
}

/** Return the view that asks for the key file. */
export function openingView(options: OpeningOptions): View {
  const title = heading(options.texts.opening.heading);
  return {
    heading: title,
    content: [title, paragraph(options.texts.opening.lead), openForm(options)],
  };
}

/** Return the form that opens a key file. */
export function openForm(options: OpeningOptions & { readonly secondary?: boolean }): HTMLElement {
  const words = options.texts.opening;
  const [chosen, typed] = [fileField("own-key-file"), passphraseField("own-passphrase")];
  return formOf({
    ...options,
    fields: [field(chosen, words.file), field(typed, words.passphrase, words.passphraseHint)],
    go: words.open,
    working: words.working,
    missing: () => [
      ...(chosen.files?.length ? [] : [{ text: words.noFile, field: chosen }]),
      ...(typed.value === "" ? [{ text: words.noPassphrase, field: typed }] : []),
    ],
    act: async () => {
      const text = await textOf(chosen, MAX_FILE_CHARACTERS);
      const passphrase = taken(typed);
      return text === undefined ? DAMAGED : options.open(text, passphrase);
    },
  });
}

/** Take what was typed out of its field: it stands there no longer than it is needed. */
function taken(input: HTMLInputElement): string {
  const typed = input.value;
  input.value = "";
  return typed;
}
