/** Which view belongs to where the kiosk is, and what stands around it. */

import type { Booth } from "../booth/booth.ts";
import { hasCamera } from "../booth/camera.ts";
import { type LiveView, viewOf } from "../booth/scenes.ts";
import type { Stage, Surroundings } from "../booth/stage.ts";
import { spread } from "../booth/slipform.ts";
import { place, type Step } from "../booth/steps.ts";
import { codeView } from "../booth/views/code.ts";
import { waitingView } from "../booth/views/entering.ts";
import { scanView } from "../booth/views/scanning.ts";
import { stoppedView } from "../booth/views/trouble.ts";
import type { KioskTexts } from "../texts/kiosk.zh.ts";
import type { Kiosk, Scene } from "./kiosk.ts";
import type { TimedView } from "./views/parts.ts";
import { alarmView, castView, leftView } from "./views/result.ts";
import { closedView, invitingView, withWayOut } from "./views/rest.ts";
import { startView } from "./views/start.ts";

export type KioskView = LiveView & TimedView;

/** What the views need of the page around the kiosk. */
export interface Around {
  readonly kiosk: Kiosk;
  readonly booth: Booth;
  readonly stage: Stage;
  readonly own: KioskTexts;
  readonly checkAddress: string;
  readonly reloaded: boolean;
  readonly cameraRefused: boolean;
  /** The staff have tapped the start: fill the screen, then start. */
  readonly start: () => void;
  readonly end: () => void;
  /** The browser, or somebody, has refused us the camera. */
  readonly refuse: () => void;
}

/** Return what is seen at `scene`. */
export function sceneView(scene: Scene, around: Around): KioskView {
  const { kiosk, stage, own, end } = around;
  const { texts } = stage;
  switch (scene.at) {
    case "start":
      return startView({
        texts,
        own,
        meeting: kiosk.meeting,
        trouble: scene.trouble,
        ready: scene.ready,
        reloaded: around.reloaded,
        start: around.start,
        differ: () => kiosk.differ(),
        again: () => void kiosk.prepare(),
      });
    case "rest":
      return restView(scene.rest, around);
    case "entry":
      return entryView(scene.entry, around);
    case "left":
      return leftView(texts, own, scene.step, () => kiosk.done());
    case "alarm":
      return alarmView({ texts, own, trouble: scene.trouble, tracker: scene.tracker, end });
    default:
      return votingView(scene.step, around);
  }
}

function restView(rest: Extract<Scene, { at: "rest" }>["rest"], around: Around): KioskView {
  const { kiosk, booth, stage, own, end, cameraRefused } = around;
  const { texts, language } = stage;
  const { step } = booth;
  const options = {
    texts,
    own,
    language,
    words: kiosk.meeting?.words[language] ?? [],
    told: kiosk.told,
    trouble: step.at === "code" ? step.trouble : undefined,
    refused: cameraRefused,
    scan: hasCamera() && !cameraRefused ? () => kiosk.by("camera") : undefined,
    type: () => kiosk.by("typing"),
    end,
  };
  return rest === "open" ? invitingView(options) : closedView(options, rest);
}

function entryView(entry: "camera" | "typing", around: Around): KioskView {
  const { kiosk, stage, own } = around;
  const { texts } = stage;
  if (entry === "camera") {
    return scanView(
      texts.camera,
      (text) => spread(text) !== undefined && kiosk.scan(text),
      (refused) => (refused ? around.refuse() : kiosk.by("typing")),
    );
  }
  const form = codeView({
    texts,
    trouble: undefined,
    reloaded: false,
    cameraRefused: false,
    scan: undefined,
    take: (slip) => kiosk.enter(slip),
  });
  return withWayOut(form, own.rest.back, () => kiosk.by("scanner"));
}

function votingView(step: Step, around: Around): KioskView {
  const { kiosk, booth, stage, own, checkAddress } = around;
  const { texts } = stage;
  if (step.at === "cast") {
    return castView({
      ...step,
      texts,
      own,
      checkAddress,
      done: () => kiosk.done(),
      more: () => kiosk.more(),
    });
  }
  if (step.at === "stopped") {
    return stoppedView(texts, step, {
      again: undefined,
      nextRound: false,
      restart: () => kiosk.done(),
      reload: undefined,
      testPage: undefined,
    });
  }
  if (step.at === "waiting") {
    const view = waitingView(texts, step.why, undefined);
    return withWayOut(view, texts.stopped.restart, () => kiosk.done());
  }
  return viewOf(step, {
    stage,
    booth,
    checkAddress,
    testPage: "",
    reloaded: false,
    cameraRefused: false,
    scan: undefined,
  });
}

/** Return what stands around the view of `scene`. */
export function surroundings(scene: Scene, { kiosk, booth }: Around): Surroundings {
  const { box, letter, meeting } = booth.voter ?? {};
  const rehearsal = (meeting ?? kiosk.meeting)?.manifest.test === true;
  if (scene.at === "rest") {
    return { place: undefined, rehearsal, caption: kiosk.meeting?.manifest.title };
  }
  if (scene.at !== "voting" || scene.step.at === "stopped" || box === undefined) {
    return { place: undefined, rehearsal };
  }
  const electorate = meeting?.manifest.electorates.find(({ key }) => key === letter);
  const caption = [meeting?.manifest.title, box.manifest.item.title, electorate?.title];
  return { place: place(scene.step), rehearsal, caption: caption.filter(Boolean).join(" · ") };
}
