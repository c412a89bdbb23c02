/**
 * The page of a voting right: what its element tells it, and what the browser tells the page.
 *
 * The element carries `data-meeting` and `data-desk-keys`, as the booth's does.
 */
import { ownBox } from "../booth/asking.ts";
import { trustedKeys } from "../booth/entrance.ts";
import { takeFragment } from "../page/address.ts";
import { byId, make } from "../page/elements.ts";
import { Screen } from "../page/screen.ts";
import { en } from "../texts/activation.en.ts";
import { type Failure, zh } from "../texts/activation.zh.ts";
import { Line, startWorker } from "../worker/client.ts";
import { Activator } from "./activating.ts";
import { take } from "./arriving.ts";
import { Awake } from "./awake.ts";
import { BoxClock } from "./clock.ts";
import { Keeper, type KeptRight, ownShelf } from "./keeping.ts";
import { eraseScene, progressText, sceneOf } from "./views.ts";

const pacing = {
  wait: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),
  chance: Math.random,
};

/** Open the page in `root`, with what came behind its address. */
export function openActivation(root: HTMLElement, brought: string | undefined): void {
  const meeting = root.dataset["meeting"] ?? "";
  const keys = trustedKeys(root.dataset["deskKeys"] ?? "");
  const keeper = new Keeper(meeting, ownShelf());
  const screen = new Screen(root, { zh, en });
  const page = new ActivationPage(screen, keeper, meeting);
  const time = new BoxClock(() => performance.now(), () => Date.now());
  const awake = new Awake(() => navigator.wakeLock.request("screen"));
  const activator: Activator = new Activator({
    ask: ownBox((date) => time.hear(date)),
    keys,
    meeting,
    keeper,
    pacing,
    now: () => time.now(),
    changed: () => {
      page.show();
      void awake.hold(["looking", "activating"].includes(activator.phase.at));
    },
  });
  page.activator = activator;
  const receive = async (text: string): Promise<void> => {
    const whole = await take(keeper, text, publics);
    page.broken = whole ? undefined : keeper.rights.length > 0 ? "beside" : "alone";
    page.show();
    if (keeper.rights.length > 0) void activator.begin();
  };
  screen.listen(() => page.again());
  listen(activator, (text) => void receive(text));
  page.show();
  if (brought === undefined || keeper.rights.length > 0) void activator.begin();
  if (brought !== undefined) void receive(brought);
}

/** Have a code's public credentials derived beside the page. */
async function publics(code: string, uuids: readonly string[]): Promise<readonly string[]> {
  const line = new Line(startWorker(), () => undefined);
  try {
    return (await line.ask("publics", { code, uuids })).publics;
  } finally {
    line.cut();
  }
}

/** Let the browser say when somebody looks at the page again, or brings another right to it. */
function listen(activator: Activator, receive: (text: string) => void): void {
  addEventListener("online", () => activator.wake());
  addEventListener("hashchange", () => {
    const text = takeFragment();
    if (text !== undefined) receive(text);
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") activator.wake();
  });
}

/** Shows what the activator is at, anew only if something else is to be seen. */
class ActivationPage {
  activator: Activator | undefined;
  /** What the address brought last is not a whole right; whether others were here before. */
  broken: "alone" | "beside" | undefined;
  readonly #screen: Screen<typeof zh>;
  readonly #keeper: Keeper;
  readonly #meeting: string;
  #shown = "";
  #asking = false;

  constructor(screen: Screen<typeof zh>, keeper: Keeper, meeting: string) {
    this.#screen = screen;
    this.#keeper = keeper;
    this.#meeting = meeting;
  }

  /** Show it although nothing has changed: the language has. */
  again(): void {
    this.#shown = "";
    this.show();
  }

  show(): void {
    const { activator } = this;
    if (activator === undefined) return;
    const { texts } = this.#screen;
    const rights = this.#keeper.rights;
    const stopped = { at: "stopped", trouble: "broken" } as const;
    const phase = this.broken === "alone" ? stopped : activator.phase;
    const beside = this.broken === "beside";
    const failed = [...activator.failed] as Failure[];
    const seen = { ...phase, done: 0 };
    const { lasting } = this.#keeper;
    const key = JSON.stringify([seen, beside, failed, this.#asking, lasting, marks(rights)]);
    if (key !== this.#shown) {
      this.#shown = key;
      if (this.#asking) return this.#ask();
      const { heading, content } = sceneOf({
        texts,
        phase,
        rights,
        failed,
        beside,
        lasting,
        clock: (seconds) => clock(seconds, this.#screen.language),
        booth: `/b/${this.#meeting}?lang=${this.#screen.language}`,
        askToErase: () => this.#turn(true),
      });
      const told = make("p", {
        class: "govuk-error-message booth-said",
        role: "status",
        id: "offline",
      });
      this.#screen.show({ heading, content: [...this.#above(), told, ...content] });
    }
    if (!this.#asking) this.#update();
  }

  /** The meeting's name, and whether it is only rehearsed. */
  #above(): HTMLElement[] {
    const { texts } = this.#screen;
    const { title, rehearsal } = this.activator ?? {};
    return [
      ...(rehearsal === true ? [make("p", { class: "booth-rehearsal" }, texts.rehearsal)] : []),
      ...(title === undefined ? [] : [make("p", { class: "govuk-body" }, title)]),
    ];
  }

  /** What changes without a new scene: progress, and whether the box answers. */
  #update(): void {
    const { activator } = this;
    if (activator === undefined) return;
    const { texts } = this.#screen;
    const { phase, reached } = activator;
    const quiet = reached || phase.at === "stopped" || phase.at === "over";
    write(byId("offline"), quiet ? "" : texts.offline);
    const progress = document.getElementById("progress");
    if (progress === null || phase.at !== "activating") return;
    write(progress, progressText(texts, phase));
    const bar = document.querySelector("progress");
    if (bar !== null) bar.value = phase.done;
  }

  #ask(): void {
    const { texts } = this.#screen;
    const erase = (): void => {
      this.#asking = false;
      this.broken = undefined;
      this.activator?.erase();
      this.show();
    };
    this.#screen.show(eraseScene(texts, erase, () => this.#turn(false)));
  }

  #turn(asking: boolean): void {
    this.#asking = asking;
    this.show();
  }
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** What of the rights is seen: how many, and which have voted. */
function marks(rights: readonly KeptRight[]): unknown {
  return rights.map(({ boxes }) => boxes.map(({ receipt }) => receipt ?? ""));
}

/** Return a time of this day as hours and minutes, of another with its date. */
function clock(seconds: number, language: "zh" | "en"): string {
  const time = new Date(seconds * 1000);
  const today = new Date().toDateString() === time.toDateString();
  return time.toLocaleString(language === "zh" ? "zh-CN" : "en-GB", {
    ...(today ? {} : { month: "long", day: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
}
