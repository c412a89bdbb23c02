/**
 * The booth in its page: what the page's element tells it, and what the browser tells the page.
 *
 * The element carries `data-meeting` and `data-desk-keys` (raw Ed25519 keys in hex, with spaces
 * between): the only thing that is trusted, and only until the voter has compared the six words.
 */
import { pageLanguage } from "../page/language.ts";
import { retype, typedTexts } from "../page/typed.ts";
import type { Keeper } from "../activation/keeping.ts";
import { takeSlip } from "./address.ts";
import { box } from "./asking.ts";
import { Booth } from "./booth.ts";
import { hasCamera } from "./camera.ts";
import { Engine } from "./engine.ts";
import { Entrance, trustedKeys } from "./entrance.ts";
import { enterKept, keptOffers, remember } from "./kept.ts";
import { type LiveView, type Page, viewOf } from "./scenes.ts";
import { Stage } from "./stage.ts";
import { losesWork, place } from "./steps.ts";
import { scanView } from "./views/scanning.ts";
import { spread } from "./slipform.ts";

const pacing = {
  wait: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),
  chance: Math.random,
};

/**
 * Open the booth in `root`, with the slip's text from the address if there was one.
 *
 * @param keeper the voting rights of blind mode that this browser keeps, on a phone of one's own
 */
export function openBooth(
  root: HTMLElement,
  slip: string | undefined,
  reloaded: boolean,
  keeper?: Keeper,
): void {
  const meeting = root.dataset["meeting"] ?? "";
  const keys = trustedKeys(root.dataset["deskKeys"] ?? "");
  const stage = new Stage(root, pageLanguage());
  let view: LiveView | undefined;
  const engine = new Engine({ progress: ({ done, total }) => view?.progress?.(done, total) });
  const booth = new Booth({
    ask: box,
    entrance: new Entrance(box, keys, meeting),
    engine,
    pacing,
    changed: () => {
      if (keeper !== undefined) remember(keeper, booth);
      show();
    },
    heard: (what) => (what === "slow" ? view?.slow?.() : view?.said?.(what)),
  });
  let fresh = reloaded && slip === undefined;
  let refused = false;
  const page = (): Page => ({
    stage,
    booth,
    checkAddress: `${location.origin}/r/${meeting}`,
    testPage: `/check?lang=${stage.language}`,
    reloaded: fresh,
    cameraRefused: refused,
    scan: hasCamera() ? scan : undefined,
    kept: keptOffers(keeper, booth),
  });
  const present = (next: LiveView): void => {
    view = next;
    const rehearsal = booth.voter?.meeting?.manifest.test === true;
    stage.show(next, { place: place(booth.step), rehearsal });
  };
  function show(): void {
    if (booth.step.at !== "code") fresh = refused = false;
    present(viewOf(booth.step, page()));
  }
  function scan(): void {
    const read = (text: string): boolean => {
      if (spread(text) === undefined) return false;
      booth.enter(text);
      return true;
    };
    const stop = (wasRefused: boolean): void => {
      refused = wasRefused;
      show();
    };
    present(scanView(stage.texts.camera, read, stop));
  }
  listen(booth, stage, show);
  if (slip !== undefined) booth.enter(slip);
  else if (!enterKept(keeper, booth)) show();
}

/** Listen to the browser: leaving, coming back, another slip, the other language. */
function listen(booth: Booth, stage: Stage, show: () => void): void {
  addEventListener("beforeunload", (event) => {
    const { sealed, marking } = booth.voter ?? {};
    const something = sealed !== undefined || (marking?.answered ?? 0) > 0;
    if (losesWork(booth.step) && something) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    booth.leave();
    stage.clear();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload(); // a copy of a page that was left; nothing is in it
  });
  addEventListener("hashchange", () => {
    const slip = takeSlip();
    if (slip !== undefined && !losesWork(booth.step)) booth.enter(slip);
  });
  addEventListener("online", () => booth.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") booth.wake();
  });
  for (const link of document.querySelectorAll(".voter-language")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const typed = typedTexts();
      stage.changeLanguage();
      show();
      retype(typed);
    });
  }
}
