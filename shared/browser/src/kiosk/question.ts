/**
 * The question to whoever does not move: it covers the whole screen, so that nobody who comes by
 * reads what was marked. Any tap is an answer, and any key that no scanner types, and nothing
 * else: what lies below must not get the other half of it. Who has just come has a button.
 */
import { make } from "../page/elements.ts";
import { button, buttons, heading, notAtOnce } from "../booth/views/parts.ts";
import type { KioskTexts } from "../texts/kiosk.zh.ts";

/** What is at stake: a ballot that is not cast, one that is on its way, or a screen. */
export type Stake = "notCast" | "sent" | "plain";

/** What the two answers do. */
export interface Answers {
  readonly here: () => void;
  /** The one who was asked has left, and the next voter is there. */
  readonly gone: () => void;
}

/** The question as it stands in the page. */
interface Asked {
  readonly dialog: HTMLDialogElement;
  readonly seconds: HTMLElement;
}

export class Question {
  #shown: Asked | undefined;
  #before: Element | null = null;

  get isOpen(): boolean {
    return this.#shown !== undefined;
  }

  /** Ask, or go on asking, with so many seconds left. */
  ask(own: KioskTexts, stake: Stake, seconds: number, answers: Answers): void {
    this.#shown ??= this.#open(own, stake, answers);
    this.#shown.seconds.textContent = own.idle.seconds(seconds);
  }

  /** Take the question back; the focus returns to where it was. */
  close(): void {
    if (this.#shown === undefined) return;
    const { dialog } = this.#shown;
    this.#shown = undefined;
    dialog.close();
    dialog.remove();
    if (this.#before instanceof HTMLElement && this.#before.isConnected) this.#before.focus();
    this.#before = null;
  }

  #open(own: KioskTexts, stake: Stake, { here, gone }: Answers): Asked {
    const words = own.idle;
    this.#before = document.activeElement;
    const title = heading(words.heading);
    title.id = "idle-title";
    const text = make("p", { class: "govuk-body", id: "idle-text" }, words[stake]);
    const seconds = make("p", { class: "kiosk-seconds", role: "timer" });
    const next = button(words.next, gone, "secondary");
    next.addEventListener("click", (event) => event.stopPropagation());
    notAtOnce(next); // a tap that was on its way to the sheet
    const dialog = make(
      "dialog",
      {
        class: "kiosk-question",
        role: "alertdialog",
        "aria-labelledby": title.id,
        "aria-describedby": text.id,
      },
      title,
      seconds,
      text,
      buttons(button(words.here, () => undefined), next), // the first's click is heard below
    );
    for (const kind of ["cancel", "keydown", "keyup"]) {
      dialog.addEventListener(kind, (event) => event.preventDefault());
    }
    let pressed = "";
    dialog.addEventListener("keydown", ({ key }) => (pressed = key));
    dialog.addEventListener("keyup", ({ key }) => {
      if (key === pressed && !isTyped(key)) here();
    });
    dialog.addEventListener("click", here);
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("button")?.focus();
    return { dialog, seconds };
  }
}

/** Whether `key` is a letter or sign, as scanners type them, or what makes it a capital. */
function isTyped(key: string): boolean {
  return key === "Shift" || (Array.from(key).length === 1 && key !== " ");
}
