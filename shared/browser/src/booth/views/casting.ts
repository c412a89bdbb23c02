/** From the encrypted ballot to the receipt: NOT CAST in large letters until it says CAST. */

import { make } from "../../page/elements.ts";
import type { Texts } from "../../texts/zh.ts";
import {
  button,
  buttons,
  facts,
  heading,
  notAtOnce,
  notice,
  paragraph,
  status,
  type View,
} from "./parts.ts";
import { qrPicture } from "./qr.ts";

/** Encryption goes on; `progress` moves the bar. */
export function encryptingView(
  texts: Texts,
): View & { readonly progress: (done: number, total: number) => void } {
  const title = heading(texts.encrypting.heading);
  const bar = make("progress", { class: "booth-meter", "aria-label": texts.encrypting.progress });
  return {
    heading: title,
    content: [title, paragraph(texts.encrypting.lead), bar],
    progress(done, total) {
      bar.max = Math.max(1, total);
      bar.value = done;
    },
  };
}

export interface ReadyOptions {
  readonly texts: Texts;
  readonly tracker: string;
  readonly busy: boolean;
  readonly send: () => void;
  readonly change: () => void;
}

export function readyView({ texts, tracker, busy, send, change }: ReadyOptions): View {
  const title = status(texts.ready.status, "not-cast");
  const go = button(texts.ready.send, send);
  notAtOnce(go);
  return {
    heading: title,
    content: [
      title,
      ...(busy ? [notice("wait", undefined, make("p", { role: "status" }, texts.ready.busy))] : []),
      paragraph(texts.ready.lead),
      buttons(go, button(texts.ready.change, change, "secondary")),
      trackerPart(texts, tracker),
    ],
  };
}

/** The ballot is on its way; `slow` says that it is being sent again. */
export function sendingView(texts: Texts, tracker: string): View & { readonly slow: () => void } {
  const title = status(texts.ready.status, "not-cast");
  const lead = make("p", { class: "govuk-body", role: "status" }, texts.sending.lead);
  return {
    heading: title,
    content: [
      title,
      lead,
      make("progress", { class: "booth-meter", "aria-label": texts.sending.lead }),
      trackerPart(texts, tracker),
    ],
    slow() {
      lead.textContent = texts.sending.slow;
    },
  };
}

export function unsureView(texts: Texts, tracker: string, again: () => void): View {
  const title = status(texts.unsure.status, "not-cast");
  return {
    heading: title,
    content: [
      title,
      paragraph(texts.unsure.lead),
      paragraph(make("strong", {}, texts.unsure.step)),
      buttons(button(texts.unsure.again, again)),
      trackerPart(texts, tracker),
    ],
  };
}

export interface CastOptions {
  readonly texts: Texts;
  readonly tracker: string;
  readonly receipt: string;
  /** The address of the page that checks receipts. */
  readonly checkAddress: string;
  readonly later: "none" | "awaited" | "open";
  readonly goOn: () => void;
}

export function castView(options: CastOptions): View {
  const { texts, tracker, receipt, checkAddress } = options;
  const words = texts.cast;
  const title = status(words.status, "cast");
  title.prepend(make("span", { "aria-hidden": "true" }, "✓ "));
  const said = make("p", { class: "govuk-body booth-said", role: "status" });
  const copy = button(words.copy, () => void copyText(receipt).then(tell), "secondary");
  const tell = (copied: boolean): void => {
    said.textContent = copied ? words.copied : words.notCopied;
  };
  return {
    heading: title,
    content: [
      title,
      paragraph(make("strong", {}, words.lead)),
      laterPart(options),
      make("h2", { class: "govuk-heading-m" }, words.receipt),
      paragraph(words.receiptUse),
      trackerFact(texts, tracker),
      make("p", { class: "booth-receipt", dir: "ltr", translate: "no" }, receipt),
      buttons(copy),
      said,
      qrPicture(`${checkAddress}#${receipt}`, words.qr),
      paragraph(words.check, make("code", { class: "booth-address" }, checkAddress)),
    ],
  };
}

/** What comes after: nothing, perhaps another round, or one that is open now. */
function laterPart({ texts, later, goOn }: CastOptions): HTMLElement {
  const words = texts.cast;
  if (later === "none") return paragraph(words.done);
  if (later === "awaited") return paragraph(words.awaited);
  const said = notice("wait", make("h2", {}, words.open), buttons(button(words.goOn, goOn)));
  return make("div", { role: "alert" }, said);
}

function trackerPart(texts: Texts, tracker: string): HTMLElement {
  const part = make("div", { class: "booth-tracker" });
  part.append(
    make("h2", { class: "govuk-heading-m" }, texts.ready.tracker),
    make("p", { class: "booth-receipt", dir: "ltr", translate: "no" }, tracker),
    paragraph(texts.ready.trackerUse),
  );
  return part;
}

/** Return the tracker as one line of facts. */
export function trackerFact(texts: Texts, tracker: string): HTMLElement {
  const fact = facts([texts.ready.tracker, tracker]);
  fact.firstElementChild?.classList.add("booth-fact--code");
  return fact;
}

/** Put `text` on the clipboard; returns whether the browser let us. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
