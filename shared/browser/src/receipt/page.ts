/**
 * The page that checks receipts and slips: what was asked, and what the browser tells the page.
 *
 * The element carries `data-meeting` and `data-desk-keys` as the booth's does. Nothing is stored;
 * what was asked is in this page's memory until it is left.
 */
import { box } from "../booth/asking.ts";
import { codeInPicture, hasCamera } from "../booth/camera.ts";
import { trustedKeys } from "../booth/entrance.ts";
import { Stage } from "../booth/stage.ts";
import { scanView } from "../booth/views/scanning.ts";
import type { View } from "../booth/views/parts.ts";
import { Refusal } from "../crypto/errors.ts";
import { receiptText } from "../crypto/receipts.ts";
import { typedSlip } from "../crypto/typed.ts";
import { takeFragment } from "../page/address.ts";
import { all } from "../page/elements.ts";
import { pageLanguage } from "../page/language.ts";
import { retype, typedTexts } from "../page/typed.ts";
import { receiptEn } from "../texts/receipt.en.ts";
import { receiptZh, type ReceiptTexts } from "../texts/receipt.zh.ts";
import { Line, startWorker } from "../worker/client.ts";
import { Check, type Publics } from "./checking.ts";
import { obstacleOf } from "./obstacles.ts";
import { type Flaw, type Question, readQuestion, Unreadable } from "./question.ts";
import { type AnswerOptions, answerView, busyView, obstacleView } from "./views/answer.ts";
import { type Fault, slipView, startView } from "./views/start.ts";

const TEXTS = { zh: receiptZh, en: receiptEn };
const TITLES = { zh: receiptZh.title, en: receiptEn.title };

/** Return the public credentials of a code, from a worker that ends with the answer. */
const publics: Publics = async (code, uuids) => {
  let line: Line;
  try {
    line = new Line(startWorker(), () => undefined);
  } catch {
    throw new Refusal("This browser starts no worker.", "worker-failed");
  }
  try {
    return (await line.ask("publics", { code, uuids })).publics;
  } finally {
    line.cut();
  }
};

/** The page in `root`; what it shows can be shown again in the other language. */
class ReceiptPage {
  readonly #stage: Stage;
  readonly #check: Check;
  #question: Question | undefined;
  /** Counts the questions: an answer to one before is dropped. */
  #turn = 0;
  #again: () => View = () => this.#start();

  constructor(root: HTMLElement) {
    this.#stage = new Stage(root, pageLanguage(), TITLES);
    this.#check = new Check({
      ask: box,
      keys: trustedKeys(root.dataset["deskKeys"] ?? ""),
      meeting: root.dataset["meeting"] ?? "",
      publics,
    });
  }

  /** Begin, with what stood behind the address if there was something. */
  open(text: string | undefined): void {
    this.#listen();
    if (text === undefined) this.begin();
    else this.take(text);
  }

  /** Ask what to check. */
  begin(fault?: Fault): void {
    this.#turn++;
    this.#question = undefined;
    this.#show(() => this.#start(fault));
  }

  /** Take a question as it was pasted, typed or scanned. */
  take(text: string): void {
    let question: Question;
    try {
      question = readQuestion(text);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return this.#refuse(text, error.flaw);
    }
    void this.#ask(question);
  }

  /** Let the voter mend what they typed; of a slip, group by group. */
  #refuse(text: string, flaw: Flaw): void {
    if (flaw.what !== "slip") {
      this.begin(flaw);
      return retype(new Map([["receipt-text", text]]));
    }
    this.#show(() => this.#slip());
    const { letter, groups, checks } = typedSlip(text);
    const fields = [letter, ...groups.map((group) => group.text), checks];
    retype(new Map(fields.map((typed, i) => [`code-${i}`, typed])));
  }

  async #ask(question: Question): Promise<void> {
    const turn = ++this.#turn;
    this.#question = question;
    this.#show(() => busyView(this.#texts));
    try {
      const finding = await this.#check.answer(question);
      if (turn !== this.#turn) return;
      this.#show(() => answerView({ ...this.#ways(question), finding }));
    } catch (error) {
      if (turn !== this.#turn) return;
      const obstacle = obstacleOf(error);
      this.#show(() => obstacleView({ ...this.#ways(question), obstacle }));
    }
  }

  /** Return what the views of an outcome share. */
  #ways(question: Question): Omit<AnswerOptions, "finding"> {
    return {
      texts: this.#texts,
      language: this.#stage.language,
      receipt: question.about === "receipt" ? receiptText(question.receipt) : undefined,
      again: () => this.#repeat(),
      another: () => this.begin(),
    };
  }

  #repeat(): void {
    if (this.#question !== undefined) void this.#ask(this.#question);
  }

  #start(fault?: Fault): View {
    return startView({
      texts: this.#texts,
      fault,
      scan: this.#scanner,
      picture: (file) => void this.#picture(file),
      take: (text) => this.take(text),
      slip: () => this.#show(() => this.#slip()),
    });
  }

  #slip(): View {
    const take = (slip: Extract<Question, { about: "slip" }>["slip"]): void =>
      void this.#ask({ about: "slip", slip });
    const { texts } = this.#stage;
    return slipView(texts, this.#texts, {
      take,
      scan: this.#scanner,
      back: () => this.begin(),
    });
  }

  get #scanner(): (() => void) | undefined {
    return hasCamera() ? () => this.#show(() => this.#scan()) : undefined;
  }

  #scan(): View {
    const read = (text: string): boolean => {
      try {
        readQuestion(text);
      } catch {
        return false;
      }
      this.take(text);
      return true;
    };
    const stop = (refused: boolean): void =>
      this.begin(refused ? { what: "no_camera" } : undefined);
    return scanView({ ...this.#stage.texts.camera, ...this.#texts.camera }, read, stop);
  }

  async #picture(file: File): Promise<void> {
    const turn = ++this.#turn;
    const text = await codeInPicture(file);
    if (turn !== this.#turn) return;
    if (text === undefined) this.begin({ what: "no_code" });
    else this.take(text);
  }

  get #texts(): ReceiptTexts {
    return TEXTS[this.#stage.language];
  }

  #show(made: () => View): void {
    this.#again = made;
    this.#stage.show(made(), { place: undefined, rehearsal: false });
  }

  /** Listen to the browser: another receipt, leaving, coming back, the other language. */
  #listen(): void {
    addEventListener("hashchange", () => {
      const text = takeFragment();
      if (text !== undefined) this.take(text);
    });
    addEventListener("pagehide", () => {
      this.#turn++;
      this.#question = undefined;
      this.#stage.clear();
    });
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) location.reload(); // a copy of a page that was left; nothing is in it
    });
    for (const link of all(document, ".voter-language")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const typed = typedTexts();
        this.#stage.changeLanguage();
        this.#show(this.#again);
        retype(typed);
      });
    }
  }
}

/** Open the page in `root`, with what stood behind the address if there was something. */
export function openReceipt(root: HTMLElement, text: string | undefined): void {
  new ReceiptPage(root).open(text);
}
