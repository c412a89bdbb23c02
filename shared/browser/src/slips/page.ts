/**
 * Slip making in its page: what the page's element tells it, and what the browser tells the page.
 *
 * The element carries `data-meeting`, `data-desk-keys` (raw Ed25519 keys in hex, with spaces
 * between) and `data-origin`, where voters' phones find the box.
 */
import { box } from "../booth/asking.ts";
import { hasCamera } from "../booth/camera.ts";
import { trustedKeys } from "../booth/entrance.ts";
import type { View } from "../booth/views/parts.ts";
import { scanView } from "../booth/views/scanning.ts";
import { takeFragment } from "../page/address.ts";
import { byId, make } from "../page/elements.ts";
import { Screen } from "../page/screen.ts";
import { retype, typedTexts } from "../page/typed.ts";
import { en } from "../texts/slips.en.ts";
import { type SlipTexts, zh } from "../texts/slips.zh.ts";
import { Line, startWorker } from "../worker/client.ts";
import { votersOrigin } from "./address.ts";
import { Making, type Step } from "./making.ts";
import { Paper } from "./paper.ts";
import { picked } from "./picked.ts";
import { doneView, stoppedView, uploadingView, uploadView } from "./views/finishing.ts";
import { loadingView, prepareView } from "./views/preparing.ts";
import { stepBar } from "./views/parts.ts";
import { makingView, printView, proofView } from "./views/printing.ts";

type LiveView = View & { readonly progress?: (done: number, total: number) => void };

/** Which of the five steps of the bar is shown, from 0. */
const PLACES: { readonly [A in Step["at"]]: number | undefined } = {
  loading: 0,
  prepare: 0,
  making: 1,
  print: 2,
  proof: 3,
  upload: 4,
  uploading: 4,
  done: undefined,
  stopped: undefined,
};

/** Letters of a code that are enough to know a slip of the batch again. */
const END = 4;

/** The page, with the tickets of the address if there were any. */
export class SlipsPage {
  readonly #root: HTMLElement;
  readonly #screen: Screen<SlipTexts>;
  readonly #making: Making;
  readonly #scanned = new Map<string, string>();
  #view: LiveView | undefined;
  /** The part of the paper that lies there whole, if one does. */
  #laid: number | undefined;
  #cameraRefused = false;
  /** Whether the organizer has counted the pages. */
  #complete = false;

  constructor(root: HTMLElement, paper: HTMLElement) {
    this.#root = root;
    this.#screen = new Screen(root, { zh, en });
    this.#making = new Making({
      ask: box,
      keys: trustedKeys(root.dataset["deskKeys"] ?? ""),
      meeting: root.dataset["meeting"] ?? "",
      origin: votersOrigin(location.origin, root.dataset["origin"] ?? location.origin),
      start: (progress) => new Line(startWorker(), ({ done }) => progress(done)),
      paper: new Paper(paper),
      wait: (ms) => new Promise((resume) => setTimeout(resume, ms)),
      changed: (step) => this.#changed(step),
      progress: (done, total) => this.#view?.progress?.(done, total),
    });
    this.#listen();
    this.#show();
    void this.#making.load(takeFragment());
  }

  #changed({ at }: Step): void {
    if (at === "prepare" || at === "print") {
      this.#scanned.clear();
      this.#complete = false;
    }
    if (at === "making") this.#laid = 0;
    this.#uncover();
    this.#show();
  }

  /** Let the printer see the paper while it lies there whole; return whether it does. */
  #uncover(): boolean {
    const { at } = this.#making.step;
    const whole = this.#laid !== undefined && (at === "print" || at === "proof");
    document.documentElement.classList.toggle("slips-ready", whole);
    return whole;
  }

  #show(): void {
    this.#present(this.#viewOf(this.#making.step));
  }

  #present(view: LiveView): void {
    this.#view?.gone?.();
    this.#view = view;
    const { step, hall } = this.#making;
    const { texts } = this.#screen;
    const place = PLACES[step.at];
    const test = hall?.manifest.test === true;
    const around = [
      ...(place === undefined ? [] : [stepBar(texts, place)]),
      ...(test ? [make("p", { class: "booth-rehearsal" }, texts.rehearsal)] : []),
    ];
    this.#screen.show({ heading: view.heading, content: [...around, ...view.content] });
    view.shown?.();
  }

  #viewOf(step: Step): LiveView {
    const making = this.#making;
    const { texts, language } = this.#screen;
    const { hall, batches, pages, parts } = making;
    switch (step.at) {
      case "loading":
        return loadingView(texts);
      case "prepare":
        return hall === undefined
          ? loadingView(texts)
          : prepareView({ texts, language, hall, go: (kept) => void making.make(kept) });
      case "making":
        return makingView(texts, () => making.discard());
      case "print":
        return printView({
          texts,
          batches,
          pages,
          parts: parts.length,
          print: (part) => this.#print(part),
          done: () => making.printed(),
          discard: () => making.discard(),
        });
      case "proof":
        return this.#proof();
      case "upload":
        return uploadView({
          texts,
          batches,
          away: step.away,
          go: () => void making.upload(),
          back: making.mayPrint ? () => making.backToPrint() : undefined,
        });
      case "uploading":
        return uploadingView(texts, batches);
      case "done":
        return doneView(texts, batches);
      case "stopped":
        return stoppedView(texts, step, batches, () => void making.again());
    }
  }

  #proof(): View {
    const { batches, pages } = this.#making;
    return proofView({
      texts: this.#screen.texts,
      batches,
      pages,
      scanned: this.#scanned,
      complete: this.#complete,
      counted: (complete) => (this.#complete = complete),
      cameraRefused: this.#cameraRefused,
      scan: hasCamera() ? () => this.#scan() : undefined,
      good: () => this.#making.proofed(),
      back: () => this.#making.backToPrint(),
    });
  }

  async #print(part: number): Promise<void> {
    if (part !== this.#laid) {
      this.#laid = undefined;
      this.#uncover();
      if (!(await this.#making.lay(part))) return; // another part was wanted meanwhile
      this.#laid = part;
    }
    if (this.#uncover()) window.print();
  }

  #scan(): void {
    const read = (text: string): boolean => {
      const found = this.#making.batches.find(
        ({ letter, codes }) => picked(text, letter, codes) === "right",
      );
      if (found === undefined) return false;
      this.#scanned.set(found.letter, text.slice(-END)); // no whole code on the screen
      this.#show();
      return true;
    };
    const stop = (refused: boolean): void => {
      this.#cameraRefused = refused;
      this.#show();
    };
    this.#present(scanView(this.#screen.texts.camera, read, stop));
  }

  /** Listen to the browser: leaving, coming back, another link, the other language. */
  #listen(): void {
    addEventListener("beforeunload", (event) => {
      if (this.#making.unsaved) event.preventDefault();
    });
    addEventListener("pagehide", () => {
      this.#making.wipe();
      this.#scanned.clear();
      this.#view?.gone?.();
      this.#root.replaceChildren();
    });
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) location.reload(); // a copy of a page that was left; nothing is in it
    });
    addEventListener("hashchange", () => {
      const tickets = takeFragment();
      if (tickets !== undefined && !this.#making.unsaved) void this.#making.load(tickets);
    });
    this.#screen.listen(() => {
      const typed = typedTexts();
      this.#show();
      retype(typed);
    });
  }
}

/** Open the page in its elements. */
export function openSlips(): void {
  new SlipsPage(byId("slips"), byId("paper"));
}
