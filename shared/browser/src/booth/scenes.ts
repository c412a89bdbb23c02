/** Which view belongs to which step, and which act to which button. */

import type { Booth } from "./booth.ts";
import type { Contest } from "../documents/manifests.ts";
import type { Offer } from "./kept.ts";
import type { Stage } from "./stage.ts";
import type { Step } from "./steps.ts";
import type { Voter } from "./voter.ts";
import {
  castView,
  encryptingView,
  readyView,
  sendingView,
  unsureView,
} from "./views/casting.ts";
import { codeView } from "./views/code.ts";
import { keptPart } from "./views/kept.ts";
import { lookingView, waitingView, wordsView } from "./views/entering.ts";
import { listedSheet } from "./views/listed.ts";
import { pagedSheet } from "./views/paged.ts";
import type { View } from "./views/parts.ts";
import { reviewView } from "./views/review.ts";
import { stoppedView } from "./views/trouble.ts";

/** Up to so many contests are shown one a screen. */
const SHORT_SHEET = 7;

/** A view that can be told something while it is shown. */
export interface LiveView extends View {
  readonly said?: (what: "looked" | "offline") => void;
  readonly slow?: () => void;
  readonly progress?: (done: number, total: number) => void;
}

/** What the views need of the page around the booth. */
export interface Page {
  readonly stage: Stage;
  readonly booth: Booth;
  /** Where receipts are checked, and browsers tested. */
  readonly checkAddress: string;
  readonly testPage: string;
  /** Whether the voter has loaded the page again. */
  readonly reloaded: boolean;
  /** Whether the voter, or the browser, has refused us the camera. */
  readonly cameraRefused: boolean;
  readonly scan: (() => void) | undefined;
  /** Voting rights that this browser keeps. */
  readonly kept?: readonly Offer[];
}

/** Return what is seen at `step`. */
export function viewOf(step: Step, page: Page): LiveView {
  const { stage, booth } = page;
  const { texts } = stage;
  switch (step.at) {
    case "code":
      return codeView({
        texts,
        trouble: step.trouble,
        reloaded: page.reloaded,
        cameraRefused: page.cameraRefused,
        scan: page.scan,
        kept: keptPart(page.kept ?? [], stage.language),
        take: (slip) => booth.enterSlip(slip),
      });
    case "looking":
      return lookingView(texts);
    case "waiting":
      return waitingView(texts, step.why, () => booth.wake());
    case "encrypting":
      return encryptingView(texts);
    case "stopped":
      return stopped(step, page);
    case "cast":
      return castView({
        ...step,
        texts,
        checkAddress: page.checkAddress,
        goOn: () => booth.again(),
      });
    case "ready":
    case "sending":
    case "unsure":
      return sealed(step, page);
    default:
      return booth.voter === undefined ? lookingView(texts) : filling(step, page, booth.voter);
  }
}

/** The words, the sheet, the review: where a box is open. */
function filling(
  step: Extract<Step, { at: "words" | "marking" | "review" }>,
  { stage, booth }: Page,
  { meeting, box, marking, letter }: Voter,
): View {
  const { texts, language } = stage;
  if (meeting === undefined || box === undefined || marking === undefined) {
    return lookingView(texts);
  }
  const { contests, item, title } = box.manifest;
  if (step.at === "words") {
    const electorate = meeting.manifest.electorates.find(({ key }) => key === letter);
    return wordsView({
      texts,
      language,
      words: meeting.words,
      meeting: meeting.manifest.title,
      item: title === item.title ? title : `${title}：${item.title}`,
      electorate: electorate?.title ?? letter,
      contests: contests.length,
      agree: () => booth.agree(),
      differ: () => booth.differ(),
    });
  }
  if (step.at === "review") {
    return reviewView({
      texts,
      marking,
      change: (contest) => booth.change(contest),
      encrypt: () => void booth.encrypt(),
    });
  }
  const sheet = {
    texts,
    marking,
    contest: step.contest,
    fromReview: step.fromReview,
    show: (contest: number) => booth.show(contest),
    review: () => booth.review(),
  };
  return isShort(contests) ? pagedSheet(sheet) : listedSheet(title, sheet);
}

function isShort(contests: readonly Contest[]): boolean {
  return contests.length <= SHORT_SHEET;
}

/** The ballot is sealed; whether it is in the box is another matter. */
function sealed(
  step: Extract<Step, { at: "ready" | "sending" | "unsure" }>,
  { stage: { texts }, booth }: Page,
): LiveView {
  const send = (): void => void booth.send();
  if (step.at === "sending") return sendingView(texts, step.tracker);
  if (step.at === "unsure") return unsureView(texts, step.tracker, send);
  return readyView({ ...step, texts, send, change: () => booth.review() });
}

function stopped(step: Extract<Step, { at: "stopped" }>, { stage, booth, testPage }: Page): View {
  return stoppedView(stage.texts, step, {
    again: () => booth.again(),
    nextRound: booth.mayVoteAgain,
    restart: () => booth.leave(),
    reload: () => location.reload(),
    testPage,
  });
}
