/** Slip after slip: how many are there, what the last one was, and three ways to scan. */
import { Camera, hasCamera } from "../../booth/camera.ts";
import { button, buttons, details, heading, notice, paragraph } from "../../booth/views/parts.ts";
import { typedSlip } from "../../crypto/typed.ts";
import { make } from "../../page/elements.ts";
import { field } from "../../page/fields.ts";
import type { Answer, Scan } from "../scan.ts";
import { Glance } from "../wedge.ts";
import { type Speech, type View } from "./parts.ts";
import type { Hitch } from "../table.ts";

const SHOWN = 5;

export interface ScanningOptions extends Speech {
  readonly scan: Scan;
  /** Whether answers are heard, and felt. */
  readonly signals: { sound: boolean; vibration: boolean };
  readonly take: (text: string) => void;
  readonly finish: () => void;
  readonly abandon: () => void;
}

/** The screen of a scan; it is told what became of each slip. */
export class ScanningView implements View {
  readonly heading: HTMLElement;
  readonly content: readonly Element[];
  readonly #options: ScanningOptions;
  readonly #count = make("p", { class: "leftovers-count", role: "status" });
  readonly #meter = make("progress", { class: "booth-meter" });
  readonly #sum = make("p", { class: "govuk-body leftovers-sum" });
  readonly #answer = make("div", { class: "leftovers-answer", "aria-live": "assertive" });
  readonly #last = make("ol", { class: "leftovers-last" });
  readonly #undo: HTMLButtonElement;
  readonly #eye: Eye;

  constructor(options: ScanningOptions) {
    this.#options = options;
    const words = options.texts.scanning;
    this.heading = heading(words.heading(options.scan.electorate));
    this.#meter.setAttribute("aria-label", words.heading(options.scan.electorate));
    this.#undo = button(words.undo, () => this.#takeBack(), "secondary");
    this.#eye = new Eye(options);
    this.content = [
      this.heading,
      this.#count,
      this.#meter,
      this.#sum,
      this.#answer,
      ...this.#eye.parts,
      buttons(button(words.finish, options.finish)),
      make("h2", { class: "govuk-heading-m" }, words.last),
      this.#last,
      buttons(this.#undo),
      details(words.typed, ...typing(options)),
      details(words.signals, signals(options)),
      buttons(abandoning(options)),
    ];
    this.#answer.append(paragraph(words.first));
    this.#renew();
  }

  /** Say what became of a slip. */
  answered(answer: Answer): void {
    const box = answerBox(this.#options, answer);
    this.#answer.replaceChildren(box);
    this.#renew();
  }

  /** Say that a slip could not be looked up. */
  failed(hitch: Hitch): void {
    const { texts } = this.#options;
    const { what, step } = texts.hitches[hitch];
    this.#answer.replaceChildren(
      notice("bad", make("h2", {}, texts.scanning.failed), make("p", {}, what, " ", step)),
    );
  }

  gone(): void {
    this.#eye.close();
  }

  #takeBack(): void {
    const mark = this.#options.scan.undo();
    if (mark === undefined) return;
    this.#answer.replaceChildren(paragraph(this.#options.texts.scanning.undone(mark)));
    this.#renew();
  }

  /** Write numbers and the last slips anew. */
  #renew(): void {
    const { scan, texts } = this.#options;
    const words = texts.scanning;
    const { scanned, expected, printed, handedOut, marks } = scan;
    this.#count.textContent = words.count(scanned, expected);
    this.#count.classList.toggle("leftovers-count--full", scanned === expected);
    this.#meter.max = Math.max(expected, 1);
    this.#meter.value = Math.min(scanned, expected) || (expected === 0 ? 1 : 0);
    const rest =
      scanned < expected
        ? words.missing(expected - scanned)
        : scanned === expected
          ? words.full
          : words.over(scanned - expected);
    this.#sum.replaceChildren(make("span", {}, words.sum(printed, handedOut, expected)), rest);
    const first = Math.max(0, scanned - SHOWN);
    const lines = marks
      .slice(first)
      .map((mark, i) => make("li", {}, words.line(first + i + 1, mark)))
      .reverse();
    this.#last.replaceChildren(...(lines.length > 0 ? lines : [make("li", {}, words.none)]));
    this.#undo.disabled = scanned === 0;
  }
}

/** Return the box that says what a slip was. */
function answerBox({ texts, scan }: ScanningOptions, answer: Answer): HTMLElement {
  const words = texts.scanning;
  const bad = (what: string, step?: string): HTMLElement =>
    notice("bad", make("h2", {}, what), ...(step === undefined ? [] : [make("p", {}, step)]));
  switch (answer.what) {
    case "taken":
      return notice("good", make("h2", {}, words.taken(scan.scanned, answer.mark)));
    case "bad_slip":
      return answer.group === undefined
        ? bad(words.bad, words.badStep)
        : bad(words.badGroup(answer.group));
    case "other_class":
      return bad(words.otherClass(answer.letter), words.otherClassStep);
    case "scanned_already":
      return bad(words.twice(answer.mark), words.twiceStep);
    case "slip_not_listed":
      return bad(words.unlisted(answer.mark), words.unlistedStep);
  }
}

/** The camera's part of the screen: off until it is asked for. */
class Eye {
  readonly parts: HTMLElement[];
  readonly #options: ScanningOptions;
  readonly #video: HTMLVideoElement;
  readonly #told = make("p", { class: "govuk-error-message", role: "status" });
  readonly #button: HTMLButtonElement;
  #camera: Camera | undefined;
  #wanted = false;
  /** One camera starts at a time: who switches off and on meanwhile gets the one that comes. */
  #starting = false;

  constructor(options: ScanningOptions) {
    this.#options = options;
    const { camera, cameraPicture, gun } = options.texts.scanning;
    const looks = { class: "booth-camera", playsinline: "", "aria-label": cameraPicture };
    this.#video = make("video", { ...looks, hidden: "" });
    this.#video.muted = true;
    this.#button = button(camera, () => this.#toggle(), "secondary");
    this.parts = [
      ...(hasCamera() ? [this.#video, this.#told, buttons(this.#button)] : []),
      make("p", { class: "govuk-hint" }, gun),
    ];
  }

  close(): void {
    this.#wanted = false;
    this.#camera?.stop();
    this.#camera = undefined;
    this.#video.hidden = true;
    this.#button.textContent = this.#options.texts.scanning.camera;
  }

  #toggle(): void {
    if (this.#wanted) this.close();
    else void this.#open();
  }

  async #open(): Promise<void> {
    const { cameraStop, cameraRefused } = this.#options.texts.scanning;
    this.#wanted = true;
    this.#told.textContent = "";
    this.#video.hidden = false;
    this.#button.textContent = cameraStop;
    if (this.#starting) return;
    this.#starting = true;
    const glance = new Glance();
    try {
      const camera = await Camera.start(this.#video, (text) => {
        if (glance.isNew(text, performance.now())) this.#options.take(text);
      });
      if (this.#wanted) this.#camera = camera;
      else camera.stop();
    } catch {
      this.close();
      this.#told.textContent = cameraRefused;
    } finally {
      this.#starting = false;
    }
  }
}

/** One line to type a code in; a group that is wrong is named while it is typed. */
function typing({ texts, take }: ScanningOptions): HTMLElement[] {
  const words = texts.scanning;
  const input = make("input", {
    id: "code",
    type: "text",
    class: "govuk-input leftovers-code",
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
  });
  const said = make("p", { class: "govuk-error-message", role: "status" });
  const submit = { type: "submit", class: "govuk-button govuk-button--secondary" };
  input.addEventListener("input", () => {
    const wrong = typedSlip(input.value).groups.findIndex(({ state }) => state === "wrong");
    said.textContent = wrong < 0 ? "" : words.group(wrong + 1);
  });
  const form = make(
    "form",
    { novalidate: "", autocomplete: "off" },
    field(input, words.typedLabel, words.typedHint),
    said,
    buttons(make("button", submit, words.add)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = input.value;
    if (typed.trim() === "") return input.focus();
    input.value = said.textContent = "";
    take(typed);
  });
  return [form];
}

function signals({ texts, signals: on }: ScanningOptions): HTMLElement {
  const box = (id: "sound" | "vibration"): HTMLElement => {
    const input = make("input", { id, type: "checkbox", class: "govuk-checkboxes__input" });
    input.checked = on[id];
    input.addEventListener("change", () => (on[id] = input.checked));
    const label = { class: "govuk-label govuk-checkboxes__label", for: id };
    return make(
      "div",
      { class: "govuk-checkboxes__item" },
      input,
      make("label", label, texts.scanning[id]),
    );
  };
  const shakes = typeof navigator.vibrate === "function" ? [box("vibration")] : [];
  return make("div", { class: "govuk-checkboxes govuk-form-group" }, box("sound"), ...shakes);
}

/** Return the button that drops the scan; it asks once. */
function abandoning({ texts, abandon, scan }: ScanningOptions): HTMLElement {
  const { abandon: first, abandonSure } = texts.scanning;
  let asked = false;
  const made = button(
    first,
    () => {
      if (asked || scan.scanned === 0) return abandon();
      asked = true;
      made.textContent = abandonSure;
    },
    "secondary",
  );
  return made;
}
