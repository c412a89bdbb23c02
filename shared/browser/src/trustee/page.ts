/**
 * A trustee's room in its page; the element carries what the service knows of the trustee.
 *
 * `data-board`, `data-number` (from 1), and two raw public keys in hex: `data-tally-key` and
 * `data-desk-key`. Nothing is stored in the browser: the key is in the worker until the page is
 * left, and in the file that the trustee keeps.
 */
import { make } from "../page/elements.ts";
import { Screen } from "../page/screen.ts";
import { save } from "../page/saving.ts";
import { en } from "../texts/trustee.en.ts";
import { type TrusteeTexts, zh } from "../texts/trustee.zh.ts";
import { trusteeLine } from "../worker/trusteeclient.ts";
import { Room } from "./room.ts";
import type { ShownBoard } from "./shown.ts";
import { tallyDoor } from "./tally.ts";
import {
  comparingView,
  differingView,
  faultView,
  loadingView,
  stoppedView,
  waitingView,
} from "./views/ceremony.ts";
import { confirmingView, countingView, sharedView } from "./views/boxes.ts";
import { beginningView, openingView, savingView } from "./views/keys.ts";
import { type LostOptions, lossParts, lostPart } from "./views/lost.ts";
import type { Speech, View } from "./views/parts.ts";
import { readyView, rehearsingView } from "./views/ready.ts";

const LOOK_MS = 2_000;

/** What the page's element says. */
interface Given {
  readonly board: string;
  readonly number: number;
  readonly tallyKey: string;
  readonly deskKey: string;
}

/** Open a trustee's room in `root`; `meeting` is the one that the link asks to rehearse for. */
export function openRoom(root: HTMLElement, meeting: string | undefined): void {
  const given: Given = {
    board: root.dataset["board"] ?? "",
    number: Number(root.dataset["number"]),
    tallyKey: root.dataset["tallyKey"] ?? "",
    deskKey: root.dataset["deskKey"] ?? "",
  };
  const screen = new Screen<TrusteeTexts>(root, { zh, en });
  let shown = "";
  const show = (always: boolean): void => {
    // What is typed into a view must stay while nothing changes.
    const now = JSON.stringify([room.step, room.board, room.duties, room.held, room.behind]);
    if (!always && now === shown) return;
    shown = now;
    screen.show(framed({ language: screen.language, texts: screen.texts }, room, given));
  };
  const room: Room = new Room({
    ...given,
    door: tallyDoor(given.board, meeting),
    line: trusteeLine((progress) => room.heard(progress)),
    changed: () => show(false),
  });
  screen.listen(() => show(true));
  addEventListener("beforeunload", (event) => {
    if (room.losesWork) event.preventDefault();
  });
  show(true);
  void room.look();
  setInterval(() => {
    if (document.visibilityState === "visible") void room.watch();
  }, LOOK_MS);
}

/** Return the present view between who one is and what to do about a loss. */
function framed(speech: Speech, room: Room, given: Given): View {
  const { heading, content } = viewOf(speech, room, given);
  const { board } = room;
  if (board === undefined) return { heading, content };
  const [size, threshold] = [board.names.length, board.threshold];
  const place = `${board.title} · ${board.year} · ${speech.texts.place(room.number, size, threshold)}`;
  const above = make("p", { class: "govuk-body trustee-place" }, place);
  const below = lostPart(losses(speech, room, board, given));
  return { heading, content: [above, ...content, below] };
}

function losses(speech: Speech, room: Room, board: ShownBoard, given: Given): LostOptions {
  return { ...speech, id: given.board, board, number: room.number, lost: room.duties.lost };
}

function viewOf(speech: Speech, room: Room, given: Given): View {
  const { step, board, number } = room;
  if (step.at === "stopped") {
    // The service leads whoever is not signed in to its sign-in page, and back here.
    const out = step.hindered.hitch === "signed_out";
    const again = out ? () => location.reload() : () => void room.leave();
    return stoppedView(speech, step.hindered, again);
  }
  if (step.at === "loading" || board === undefined) return loadingView(speech);
  const open = (file: string, passphrase: string) => room.open(file, passphrase);
  switch (step.at) {
    case "beginning":
      return beginningView({ ...speech, ...given, open, make: (typed) => room.make(typed) });
    case "saving":
      return savingView({
        ...speech,
        ...step,
        told: step.first ? speech.texts.saving.first : speech.texts.saving.next,
        save: () => save(step.file.text, step.file.name),
        prove: (file, passphrase) => room.prove(file, passphrase),
      });
    case "opening":
      return openingView({ ...speech, open });
    case "waiting":
      return waitingView(speech, board, number, room.behind);
    case "comparing":
      return comparingView(speech, step.words, () => room.agree(), () => room.differ(true));
    case "differing":
      return differingView(speech, step.words, step.closing !== undefined, () =>
        room.differ(false),
      );
    case "fault":
      return faultView(speech, step.number, board.names[step.number - 1] ?? "");
    case "ready":
      return readyView({
        ...speech,
        board,
        number,
        duties: room.duties,
        held: room.held,
        losses: lossParts(losses(speech, room, board, given)),
        open,
        rehearse: (meeting) => room.rehearse(meeting),
        decrypt: (boxes) => room.decrypt(boxes),
      });
    case "rehearsing":
      return rehearsingView({
        ...speech,
        ...step,
        title: room.titleOf(step.meeting),
        board,
        number,
        back: () => void room.leave(),
      });
    case "counting":
      return countingView(speech, step.title, step.progress);
    case "confirming":
      return confirmingView(speech, step, () => room.confirm(), () => room.differ(true));
    case "shared":
      return sharedView(speech, step.titles, () => void room.leave());
  }
}
