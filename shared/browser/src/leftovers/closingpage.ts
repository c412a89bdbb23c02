/**
 * The closing records in their page; the element carries the same two attributes as the table's.
 * Nothing is stored.
 */
import { box } from "../booth/asking.ts";
import { trustedKeys } from "../booth/entrance.ts";
import { button, buttons, notice } from "../booth/views/parts.ts";
import { closingMessage, wordsOf } from "../documents/closing.ts";
import { make } from "../page/elements.ts";
import { Screen } from "../page/screen.ts";
import { en } from "../texts/leftovers.en.ts";
import { zh } from "../texts/leftovers.zh.ts";
import { signOnce } from "../worker/signer.ts";
import { type ClosedBox, Closing } from "./closing.ts";
import { download } from "./download.ts";
import { type Hall, HallDoor } from "./hall.ts";
import { loadingView, stoppedView } from "./scenes.ts";
import { tried } from "./table.ts";
import { boxesView, CheckingView, wrongView } from "./views/closing.ts";
import type { Speech, View } from "./views/parts.ts";
import { signingView } from "./views/signing.ts";

/** Open the closing records in `root`. */
export function openClosing(root: HTMLElement): void {
  const keys = trustedKeys(root.dataset["deskKeys"] ?? "");
  const screen = new Screen(root, { zh, en });
  let view: View | undefined;
  const show = (): void => {
    const first = view === undefined;
    view = viewOf(closing, { language: screen.language, texts: screen.texts });
    screen.show(view);
    if (!first && document.activeElement === document.body) view.heading.focus();
  };
  const closing = new Closing({
    door: new HallDoor(box, keys, root.dataset["meeting"] ?? ""),
    download,
    sign: signOnce,
    changed: show,
    progress: (bytes) => {
      if (view instanceof CheckingView) view.progress(bytes);
    },
  });
  screen.listen(show);
  void closing.look();
}

function viewOf(closing: Closing, speech: Speech): View {
  const { step, hall, closed, hindered } = closing;
  const back = (): void => closing.back();
  if (step.at === "stopped") return stoppedView(speech, step.trouble, closing);
  if (step.at === "loading" || hall === undefined) return loadingView(speech);
  if (step.at === "checking") return new CheckingView(speech, back);
  if (step.at === "wrong") return wrongView(speech, step.closed, back);
  if (step.at === "signing") return signing(closing, speech, hall, step.closed);
  return boxesView({
    ...speech,
    hall,
    closed,
    hindered,
    signers: ({ record }) => closing.signers(record),
    check: (one) => void closing.check(one),
    again: () => void closing.look(),
  });
}

function signing(closing: Closing, speech: Speech, hall: Hall, closed: ClosedBox): View {
  const { closing: words, signing: shared } = speech.texts;
  const { box: one, record } = closed;
  const complete = closing.complete(record);
  const [what, told] = complete
    ? [words.doneBoth, words.doneBothStep]
    : [words.doneOne, words.doneOneStep];
  const done = notice("good", make("h2", {}, what), make("p", {}, told));
  done.setAttribute("role", "status");
  return signingView({
    ...speech,
    title: words.sign,
    lead: words.signLead,
    test: hall.manifest.test,
    about: [
      [shared.meeting, hall.manifest.title],
      [words.where, words.box(one.electorate, one.round)],
      [words.number, words.ballots(record.ballots)],
    ],
    wordsLead: words.words,
    words: wordsOf(closingMessage(record)),
    signers: hall.scrutineers.map(({ name, key }) => ({
      name,
      signed: record.signatures.some((made) => made.key === key),
    })),
    complete,
    sign: (file, passphrase) => tried(() => closing.sign(file, passphrase)),
    before: record.signatures.length > 0 ? [done] : [],
    after: [buttons(button(words.back, () => closing.back(), "secondary"))],
  });
}
