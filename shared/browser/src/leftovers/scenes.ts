/** Which view belongs to which step of the table, and which act to which button. */
import { button, buttons, heading, notice, paragraph } from "../booth/views/parts.ts";
import { leftoversMessage, wordsOf } from "../documents/closing.ts";
import { make } from "../page/elements.ts";
import type { Hall } from "./hall.ts";
import { type Counted, countOf } from "./scan.ts";
import { type Step, type Table, tried, type Trouble } from "./table.ts";
import { choosingView } from "./views/choosing.ts";
import { countingView } from "./views/counting.ts";
import { differingView } from "./views/differing.ts";
import type { Speech, View } from "./views/parts.ts";
import { type Finding, publishedView } from "./views/published.ts";
import { ScanningView } from "./views/scanning.ts";
import { formName, scanWays, signedParts, signingView } from "./views/signing.ts";

/** What the views may do in the page. */
export interface Doings {
  readonly table: Table;
  readonly meeting: string;
  readonly signals: { sound: boolean; vibration: boolean };
  /** What the page found in the published boxes. */
  readonly finding: Finding;
  take(text: string): void;
  save(): void;
  /** Look what became of the rounds. */
  look(): void;
}

/** Return what is seen now. */
export function viewOf(page: Doings, speech: Speech): View {
  const { step, hall, scan, counted } = page.table;
  if (step.at === "stopped") return stoppedView(speech, step.trouble, page.table);
  if (step.at === "loading" || hall === undefined) return loadingView(speech);
  if (step.at === "choosing") return choosing(page, speech, hall);
  if (step.at === "counting") return counting(page, speech, hall, step);
  if (step.at === "signing") return signing(page, speech, hall);
  if (step.at === "differing" && counted !== undefined) return differing(page, speech, counted);
  if (step.at === "published" || scan === undefined) return published(page, speech, hall);
  return new ScanningView({
    ...speech,
    scan,
    signals: page.signals,
    take: (text) => page.take(text),
    finish: () => void page.table.finish(),
    abandon: () => void page.table.look(),
  });
}

export function loadingView({ texts }: Speech): View {
  const title = heading(texts.loading.heading);
  return { heading: title, content: [title, paragraph(texts.loading.lead)] };
}

/** Return the view of something that stands in the way of all. */
export function stoppedView({ texts }: Speech, trouble: Trouble, table: Pick<Table, "look">): View {
  const { what, step } = texts.hitches[trouble];
  const title = make("h1", { tabindex: "-1" }, what);
  return {
    heading: title,
    content: [
      notice("bad", title, make("p", {}, make("strong", {}, step))),
      buttons(button(texts.again, () => void table.look())),
      paragraph(texts.code, make("code", {}, trouble)),
    ],
  };
}

function choosing({ table }: Doings, speech: Speech, hall: Hall): View {
  return choosingView({
    ...speech,
    hall,
    again: () => void table.look(),
    begin: (chosen, handedOut) => tried(() => table.begin(chosen, handedOut)),
    load: (text) => tried(() => table.load(text)),
  });
}

function counting(
  { table }: Doings,
  speech: Speech,
  { manifest }: Hall,
  { chosen, printed }: Extract<Step, { at: "counting" }>,
): View {
  const { meeting, class: letter } = speech.texts.signing;
  return countingView({
    ...speech,
    test: manifest.test,
    about: [
      [meeting, manifest.title],
      [letter, `${chosen.key} ${chosen.title}`],
    ],
    printed,
    compare: (handedOut) => table.compare(printed, handedOut),
    leave: () => void table.look(),
  });
}

function differing({ table }: Doings, speech: Speech, counted: Counted): View {
  const here = table.scan !== undefined;
  return differingView({
    ...speech,
    counted,
    correct: (handedOut) =>
      here ? table.resume(handedOut) : table.compare(counted.printed, handedOut),
    more: here ? () => table.resume() : undefined,
    leave: () => void table.look(),
    insist: () => table.insist(),
  });
}

function signing(page: Doings, speech: Speech, hall: Hall): View {
  const { table } = page;
  const { scan, signed, counted } = table;
  if (signed === undefined || counted === undefined) return loadingView(speech);
  const { document, signatures } = signed;
  const words = speech.texts.signing;
  const count = countOf(document);
  const own = hall.classes.find(({ key }) => key === document.electorate);
  const sum =
    count === counted.expected
      ? speech.texts.scanning.sum(counted.printed, counted.handedOut, count)
      : words.differs(count, counted.expected);
  const unsigned = scan !== undefined && signatures.length === 0;
  const signing = {
    ...speech,
    about: [
      [words.meeting, hall.manifest.title],
      [words.class, `${document.electorate} ${own?.title ?? ""}`],
      [words.number, words.slips(count)],
      [words.sum, sum],
    ] as const,
    wordsLead: words.words,
    words: wordsOf(leftoversMessage(document)),
    signers: hall.scrutineers.map(({ name, key }) => ({
      name,
      signed: signatures.some((one) => one.key === key),
    })),
  };
  return signingView({
    ...speech,
    title: words.heading,
    lead: words.lead,
    test: hall.manifest.test,
    what: signedParts(signing),
    form: formName(signing, table.complete),
    before: [],
    sign: (file, passphrase) => tried(() => table.sign(file, passphrase)),
    after: scanWays({
      ...speech,
      complete: table.complete,
      save: () => page.save(),
      publish: () => tried(() => table.publish()),
      back: unsigned ? () => table.resume() : undefined,
    }),
  });
}

function published(page: Doings, speech: Speech, hall: Hall): View {
  const { table, meeting, finding } = page;
  const document = table.signed?.document;
  return publishedView({
    ...speech,
    hall,
    electorate: document?.electorate ?? "",
    count: document === undefined ? 0 : countOf(document),
    signers: table.signers,
    finding,
    closingPage: `/c/${meeting}?lang=${speech.language}`,
    look: () => page.look(),
    next: () => void table.look(),
  });
}
