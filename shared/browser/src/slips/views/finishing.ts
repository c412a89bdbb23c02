/** The network back in: upload, done, or what stands in the way. */

import {
  button,
  buttons,
  facts,
  heading,
  notAtOnce,
  notice,
  paragraph,
  type View,
} from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import type { SlipTexts } from "../../texts/slips.zh.ts";
import type { MadeBatch, Step } from "../making.ts";
import { leaves, networkLine, steps } from "./parts.ts";

export interface UploadOptions {
  readonly texts: SlipTexts;
  readonly batches: readonly MadeBatch[];
  readonly away: boolean;
  readonly go: () => void;
  /** Absent once something may be up. */
  readonly back: (() => void) | undefined;
}

export function uploadView({ texts, batches, away, go, back }: UploadOptions): View {
  const words = texts.upload;
  const title = heading(words.heading);
  const network = networkLine(texts, true);
  const send = button(away ? words.again : words.go, go);
  notAtOnce(send);
  return {
    heading: title,
    content: [
      title,
      ...(away ? [notice("wait", make("h2", {}, words.away), make("p", {}, words.awayMeans))] : []),
      paragraph(words.lead),
      network.element,
      listFacts(texts, batches),
      buttons(send, ...(back === undefined ? [] : [button(words.back, back, "secondary")])),
      leaves(texts),
    ],
    gone: network.stop,
  };
}

export function uploadingView(texts: SlipTexts, batches: readonly MadeBatch[]): View {
  const words = texts.upload;
  const title = heading(words.sending);
  return {
    heading: title,
    content: [
      title,
      make("progress", { class: "booth-meter", "aria-label": words.sending }),
      listFacts(texts, batches),
    ],
  };
}

export function doneView(texts: SlipTexts, batches: readonly MadeBatch[]): View {
  const words = texts.done;
  const title = make("h1", { tabindex: "-1" }, words.status);
  const again = replaced(texts, batches);
  return {
    heading: title,
    content: [
      notice("good", title, make("p", {}, words.lead)),
      ...(again === "" ? [] : [notice("bad", make("h2", {}, words.again(again)))]),
      steps(words.steps),
      listFacts(texts, batches),
      paragraph(words.close),
    ],
  };
}

export function stoppedView(
  texts: SlipTexts,
  { trouble, passing }: Extract<Step, { at: "stopped" }>,
  up: readonly MadeBatch[],
  again: () => void,
): View {
  const { what, means, step } = texts.troubles[trouble];
  const title = make("h1", { tabindex: "-1" }, what);
  const letters = up.map(({ letter }) => letter).join(texts.and);
  const old = replaced(texts, up);
  return {
    heading: title,
    content: [
      notice("bad", title, make("p", {}, means), make("p", {}, make("strong", {}, step))),
      ...(letters === "" ? [] : [notice("good", make("h2", {}, texts.stopped.up(letters)))]),
      ...(old === "" ? [] : [notice("bad", make("h2", {}, texts.done.again(old)))]),
      ...(passing ? [buttons(button(texts.stopped.again, again))] : []),
      paragraph(texts.stopped.code, make("code", {}, trouble)),
    ],
  };
}

/** Return for each electorate how much goes up, and whether it is. */
function listFacts(texts: SlipTexts, batches: readonly MadeBatch[]): HTMLElement {
  const words = texts.upload;
  return facts(
    ...batches.map(({ letter, of, up }): [string, string] => {
      const lists = words.lists(of.ticket.printed, of.ticket.uuids.length);
      return [words.what(letter), up ? `✓ ${words.up} · ${lists}` : lists];
    }),
  );
}

/** Return the letters whose earlier slips are worthless now. */
function replaced({ and }: SlipTexts, batches: readonly MadeBatch[]): string {
  const letters = batches.filter(({ of }) => of.ticket.batch > 1).map(({ letter }) => letter);
  return letters.join(and);
}
