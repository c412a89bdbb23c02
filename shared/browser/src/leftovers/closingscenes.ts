/** Which view belongs to which step of the closing, and which act to which button. */
import { button, buttons, facts, notice, paragraph } from "../booth/views/parts.ts";
import { closingMessage, wordsOf } from "../documents/closing.ts";
import { make } from "../page/elements.ts";
import type { ClosedBox, Closing, SigningStep } from "./closing.ts";
import type { Hall } from "./hall.ts";
import { loadingView, stoppedView } from "./scenes.ts";
import { tried } from "./table.ts";
import { boxesView, CheckingView, nameOf, stateLine, wrongView } from "./views/closing.ts";
import { hitchBox, type Speech, sixWordsParts, type View } from "./views/parts.ts";
import { formName, signedParts, signingView } from "./views/signing.ts";

/** Return what is seen now. */
export function closingScene(closing: Closing, speech: Speech): View {
  const { step, hall, closed, waiting, hindered } = closing;
  const back = (): void => closing.back();
  if (step.at === "stopped") return stoppedView(speech, step.trouble, closing);
  if (step.at === "loading" || hall === undefined) return loadingView(speech);
  if (step.at === "checking") return new CheckingView(speech, step.boxes, back);
  if (step.at === "wrong") return wrongView(speech, step.boxes, step.place, back);
  if (step.at === "signing") return signing(closing, speech, hall, step);
  return boxesView({
    ...speech,
    hall,
    closed,
    waiting,
    hindered,
    signers: ({ record }) => closing.signers(record),
    check: (boxes) => void closing.check(boxes),
    again: () => void closing.look(),
  });
}

function signing(closing: Closing, speech: Speech, hall: Hall, step: SigningStep): View {
  const { closing: words } = speech.texts;
  const [only, ...more] = step.boxes;
  const { what, form, lead } =
    only !== undefined && more.length === 0
      ? one(closing, speech, hall, only)
      : several(closing, speech, hall, step);
  const told = saidOf(closing, speech, step);
  const waits = (step.outcome?.rest.length ?? 0) > 0;
  return signingView({
    ...speech,
    title: more.length === 0 ? words.sign : words.signAll,
    lead,
    test: hall.manifest.test,
    what,
    form: waits ? undefined : form,
    heading: told?.heading,
    before: told === undefined ? [] : told.parts,
    sign: (file, passphrase) => tried(() => closing.sign(file, passphrase)),
    after: [buttons(button(words.back, () => closing.back(), "secondary"))],
  });
}

/** What is signed, the name of the form, and what is said above both. */
interface Matter {
  readonly what: readonly HTMLElement[];
  readonly form: string | undefined;
  readonly lead: string;
}

function one(closing: Closing, speech: Speech, hall: Hall, closed: ClosedBox): Matter {
  const { closing: words, signing: shared } = speech.texts;
  const { record } = closed;
  const signed = {
    ...speech,
    about: [
      [shared.meeting, hall.manifest.title],
      [words.where, nameOf(speech, closed)],
      [words.number, words.ballots(record.ballots)],
    ] as const,
    wordsLead: words.words,
    words: wordsOf(closingMessage(record)),
    signers: hall.scrutineers.map(({ name, key }) => ({
      name,
      signed: record.signatures.some((made) => made.key === key),
    })),
  };
  const form = formName(signed, closing.complete(record));
  return { what: signedParts(signed), form, lead: words.signLead };
}

function several(
  closing: Closing,
  speech: Speech,
  hall: Hall,
  { boxes, outcome }: SigningStep,
): Matter {
  const { closing: words, signing: shared } = speech.texts;
  const complete = boxes.every(({ record }) => closing.complete(record));
  const parts = boxes.map((closed) =>
    make(
      "div",
      { class: "leftovers-key" },
      make("h3", { class: "govuk-heading-m" }, nameOf(speech, closed)),
      stateLine(speech, closed, closing.signers(closed.record)),
      ...sixWordsParts(speech, shared, wordsOf(closingMessage(closed.record)), "small"),
    ),
  );
  return {
    what: [
      facts([shared.meeting, hall.manifest.title]),
      make("h2", { class: "govuk-heading-m" }, words.signed(boxes.length)),
      paragraph(words.allWords),
      ...parts,
    ],
    form: complete ? undefined : outcome === undefined ? words.formAll : shared.form(2),
    lead: words.signAllLead(boxes.length),
  };
}

/** What is said of the signatures, and where the focus goes then. */
interface Said {
  readonly heading?: HTMLElement;
  readonly parts: readonly HTMLElement[];
}

function saidOf(closing: Closing, speech: Speech, { boxes, outcome }: SigningStep): Said | undefined {
  const { texts } = speech;
  const words = texts.closing;
  const all = boxes.length;
  if (outcome?.hindered !== undefined) {
    const { taken, rest, hindered } = outcome;
    const box = hitchBox(words.notTaken(taken, all), texts, hindered);
    const go = button(words.handIn(rest.length), () => {
      go.disabled = true;
      void closing.handInRest();
    });
    return { parts: [box, paragraph(words.rest(rest.length)), buttons(go)] };
  }
  const records = boxes.map(({ record }) => record);
  if (outcome === undefined && !(all === 1 && records[0]?.signatures.length)) return undefined;
  const complete = records.every((record) => closing.complete(record));
  const several = outcome !== undefined && all > 1;
  const [what, next] = several
    ? [words.taken(outcome.taken, all), complete ? words.takenBothStep : words.takenStep]
    : complete
      ? [words.doneBoth, words.doneBothStep]
      : [words.doneOne, words.doneOneStep];
  const heading = make("h2", { tabindex: "-1" }, what);
  const done = notice("good", heading, make("p", {}, next));
  done.setAttribute("role", "status");
  return outcome === undefined ? { parts: [done] } : { heading, parts: [done] };
}
