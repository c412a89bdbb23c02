/**
 * The kiosk in its page: what the page's element tells it, and what the browser tells the kiosk.
 *
 * The element carries `data-meeting` and `data-desk-keys`, as the booth's does. Whatever language
 * the staff start in is the one that each voter begins in.
 */
import { box } from "../booth/asking.ts";
import { Booth } from "../booth/booth.ts";
import { Engine } from "../booth/engine.ts";
import { Entrance, trustedKeys } from "../booth/entrance.ts";
import { Stage } from "../booth/stage.ts";
import { all, make } from "../page/elements.ts";
import { pageLanguage } from "../page/language.ts";
import { retype, typedTexts } from "../page/typed.ts";
import { boothEn, kioskEn } from "../texts/kiosk.en.ts";
import { boothZh, kioskZh } from "../texts/kiosk.zh.ts";
import { Guard } from "./guard.ts";
import { listenToScanner } from "./keys.ts";
import { Kiosk, type Scene } from "./kiosk.ts";
import { Question, type Stake } from "./question.ts";
import { isNotCast, walkaway } from "./rules.ts";
import { type Around, type KioskView, sceneView, surroundings } from "./scenes.ts";

const OWN = { zh: kioskZh, en: kioskEn };
const BOOTH = { zh: boothZh, en: boothEn };
const TITLES = { zh: boothZh.title, en: boothEn.title };

const pacing = {
  wait: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),
  chance: Math.random,
};

const time = {
  now: () => performance.now(),
  every: (ms: number, act: () => void) => {
    const timer = setInterval(act, ms);
    return () => clearInterval(timer);
  },
};

/** Open the kiosk in `root`; nothing happens until the staff have started it. */
export function openKiosk(root: HTMLElement, reloaded: boolean): void {
  new KioskPage(root, reloaded).open();
}

class KioskPage {
  readonly #guard = new Guard();
  readonly #question = new Question();
  readonly #strip = make("p", { class: "kiosk-strip", role: "status" });
  readonly #stage: Stage;
  readonly #engine: Engine;
  readonly #booth: Booth;
  readonly #kiosk: Kiosk;
  readonly #checkAddress: string;
  #language = pageLanguage();
  #reloaded: boolean;
  #cameraRefused = false;
  #view: KioskView | undefined;

  constructor(root: HTMLElement, reloaded: boolean) {
    const meeting = root.dataset["meeting"] ?? "";
    const entrance = new Entrance(box, trustedKeys(root.dataset["deskKeys"] ?? ""), meeting);
    this.#reloaded = reloaded;
    this.#checkAddress = `${location.origin}/r/${meeting}`;
    this.#stage = new Stage(root, this.#language, TITLES, BOOTH);
    root.before(this.#strip);
    this.#engine = new Engine({
      progress: ({ done, total }) => this.#view?.progress?.(done, total),
    });
    this.#booth = new Booth({
      ask: box,
      entrance,
      engine: this.#engine,
      pacing,
      changed: (step) => this.#kiosk.changed(step),
      heard: (what) => (what === "slow" ? this.#view?.slow?.() : this.#view?.said?.(what)),
      compared: () => this.#kiosk.compared,
      once: true,
    });
    this.#kiosk = new Kiosk({
      entrance,
      booth: this.#booth,
      trial: () => this.#trial(),
      pacing,
      time,
      page: {
        show: () => this.#show(),
        ask: (seconds) => this.#ask(seconds),
        left: (seconds) => this.#view?.left?.(seconds),
        clean: () => this.#clean(),
        isOtherLanguage: () => this.#stage.language !== this.#language,
      },
    });
  }

  open(): void {
    const kiosk = this.#kiosk;
    listenToScanner((text) => void kiosk.scan(text));
    for (const kind of ["pointerdown", "keydown", "wheel", "input"]) {
      document.addEventListener(kind, () => this.#question.isOpen || kiosk.touch(), {
        capture: true,
        passive: true,
      });
    }
    for (const link of all(document, ".voter-language")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.#otherLanguage();
      });
    }
    for (const kind of ["online", "offline"]) {
      addEventListener(kind, () => {
        this.#tellStrip(kiosk.scene);
        if (kind === "online") kiosk.wake();
      });
    }
    addEventListener("pagehide", () => {
      this.#booth.leave();
      this.#stage.clear();
    });
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) location.reload(); // a copy of a page that was left; nothing is in it
    });
    void kiosk.prepare();
  }

  /** A trial ballot that goes nowhere, and no worker left behind. */
  async #trial(): Promise<void> {
    try {
      await this.#engine.check();
    } finally {
      await this.#engine.wipe();
    }
  }

  #show(): void {
    const { scene } = this.#kiosk;
    const around = this.#around();
    this.#view = sceneView(scene, around);
    this.#stage.show(this.#view, surroundings(scene, around));
    this.#tellStrip(scene);
    document.documentElement.dataset["state"] = stateOf(scene);
  }

  #around(): Around {
    return {
      kiosk: this.#kiosk,
      booth: this.#booth,
      stage: this.#stage,
      own: OWN[this.#stage.language],
      checkAddress: this.#checkAddress,
      reloaded: this.#reloaded,
      cameraRefused: this.#cameraRefused,
      start: () => this.#start(),
      end: () => this.#end(),
      refuse: () => {
        this.#cameraRefused = true;
        this.#kiosk.by("scanner");
      },
    };
  }

  #start(): void {
    this.#reloaded = false;
    this.#language = this.#stage.language;
    this.#guard.hold();
    this.#kiosk.start();
  }

  #end(): void {
    if (!this.#kiosk.mayEnd) return;
    this.#kiosk.end();
    this.#guard.release();
  }

  /** What stands above every screen: that nothing is cast, that there is no network. */
  #tellStrip(scene: Scene): void {
    const words = OWN[this.#stage.language].strip;
    const voting = scene.at === "voting" && isNotCast(scene.step);
    const cast = scene.at === "voting" && scene.step.at === "cast";
    const scanned = this.#kiosk.told === "scanned";
    const said = [
      ...(voting ? [words.notCast] : []),
      ...(voting && scanned ? [words.scanned] : []),
      ...(cast && scanned ? [words.castFirst] : []),
      ...(voting && !navigator.onLine ? [words.offline] : []),
    ];
    this.#strip.replaceChildren(...said.map((text) => make("span", {}, text)));
  }

  #ask(seconds: number | undefined): void {
    if (seconds === undefined) return this.#question.close();
    const own = OWN[this.#stage.language];
    this.#question.ask(own, stakeOf(this.#kiosk.scene), seconds, {
      here: () => this.#kiosk.touch(),
      gone: () => this.#kiosk.gone(),
    });
  }

  #clean(): void {
    this.#stage.clear();
    this.#strip.replaceChildren();
    if (this.#stage.language !== this.#language) this.#stage.changeLanguage();
    this.#guard.clean();
  }

  #otherLanguage(): void {
    const typed = typedTexts();
    this.#stage.changeLanguage();
    this.#show();
    retype(typed);
    this.#kiosk.touch();
  }
}

/** Return what the whole screen says by its colour. */
function stateOf(scene: Scene): string {
  if (scene.at !== "voting") return "";
  if (scene.step.at === "cast") return "cast";
  return ["ready", "sending", "unsure"].includes(scene.step.at) ? "not-cast" : "";
}

function stakeOf(scene: Scene): Stake {
  if (scene.at !== "voting") return "plain";
  if (walkaway(scene.step) === "deliver") return "sent";
  return ["words", "marking", "review", "ready"].includes(scene.step.at) ? "notCast" : "plain";
}
