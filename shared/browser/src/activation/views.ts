/** What is seen on the page that keeps and activates a voting right. */

import { make } from "../page/elements.ts";
import type { Scene } from "../page/screen.ts";
import {
  button,
  buttons,
  details,
  heading,
  notice,
  paragraph,
} from "../booth/views/parts.ts";
import { qrPicture } from "../booth/views/qr.ts";
import type { ActivationTexts, Failure } from "../texts/activation.zh.ts";
import type { TroubleText } from "../texts/zh.ts";
import type { Phase } from "./activating.ts";
import { type KeptRight, slipOf } from "./keeping.ts";

/** What the scenes need of the page. */
export interface Look {
  readonly texts: ActivationTexts;
  readonly phase: Phase;
  readonly rights: readonly KeptRight[];
  readonly failed: readonly Failure[];
  /** What the address brought is broken, and what is shown is of the rights that were here. */
  readonly beside: boolean;
  /** Whether what is kept outlives this page. */
  readonly lasting: boolean;
  /** Writes a time, Unix seconds, as people read it. */
  readonly clock: (seconds: number) => string;
  /** The booth, without a code. */
  readonly booth: string;
  readonly askToErase: () => void;
}

/** Return what is seen now. */
export function sceneOf(look: Look): Scene {
  const scene = ownScene(look);
  if (!look.beside) return scene;
  const told = said(look.texts.beside, "h2").content;
  return { ...scene, content: [make("div", { role: "alert" }, ...told), ...scene.content] };
}

/** Return what is seen of the rights that are here. */
function ownScene(look: Look): Scene {
  const { phase, rights, failed } = look;
  if (phase.at === "stopped") return stopped(look, phase.trouble);
  if (phase.at === "over") return over(look, phase.receipts);
  const lost = failed.length > 0 && rights.every(isLost);
  const seen = lost ? failure(look, failed) : phaseScene(look, phase);
  const told = lost ? [] : failed.flatMap((what) => said(look.texts.failures[what], "h2").content);
  return { heading: seen.heading, content: [...told, ...seen.content, ...extras(look)] };
}

/** Return the question before everything is erased. */
export function eraseScene(texts: ActivationTexts, yes: () => void, no: () => void): Scene {
  const words = texts.erase;
  const title = make("h1", { tabindex: "-1" }, words.heading);
  const sure = button(words.yes, yes);
  sure.classList.add("govuk-button--warning");
  return {
    heading: title,
    content: [
      notice(
        "bad",
        title,
        make("p", {}, make("strong", {}, words.lead)),
        make("p", {}, words.again),
        make("p", {}, words.cast),
      ),
      buttons(button(words.no, no), sure),
    ],
  };
}

/** Return how far a progress bar has come, to be shown without making the scene again. */
export function progressText({ activating }: ActivationTexts, phase: Phase): string {
  return phase.at === "activating" ? activating.progress(phase.done, phase.total) : "";
}

function phaseScene(look: Look, phase: Exclude<Phase, { at: "stopped" | "over" }>): Scene {
  const { texts } = look;
  switch (phase.at) {
    case "looking": {
      const title = heading(texts.looking.heading);
      return { heading: title, content: [title, paragraph(texts.looking.lead), bar(title)] };
    }
    case "waiting": {
      const { heading: name, lead, keep, locked } = texts.waiting;
      return said({ what: name, means: lead, step: keep }, "h1", "wait", locked);
    }
    case "activating":
      return activating(look, phase);
    case "activated": {
      const { heading: name, lead, next } = texts.activated;
      return said({ what: name, means: lead(look.clock(phase.endsAt)), step: next }, "h1", "good");
    }
    case "listed":
      return listed(look, phase.open);
  }
}

function activating(look: Look, phase: Extract<Phase, { at: "activating" }>): Scene {
  const words = look.texts.activating;
  const title = make("h1", { tabindex: "-1" }, words.heading);
  const meter = bar(title);
  meter.max = phase.total;
  meter.value = phase.done;
  const told = make(
    "p",
    { class: "govuk-body", role: "status", id: "progress" },
    progressText(look.texts, phase),
  );
  return {
    heading: title,
    content: [
      notice(
        "wait",
        title,
        make("p", {}, words.lead),
        make("p", {}, make("strong", {}, words.ends(look.clock(phase.endsAt)))),
      ),
      meter,
      told,
    ],
  };
}

/** Return where to vote: with the code where only this page has it, as leaving would lose it. */
export function votingAddress({ rights, lasting, booth }: Look): string {
  const [only, another] = rights;
  return lasting || only === undefined || another !== undefined ? booth : `${booth}#${only.slip}`;
}

function listed(look: Look, open: boolean): Scene {
  const { texts, rights } = look;
  const kept = rights.flatMap(({ boxes }) => boxes.flatMap((box) => box.receipt ?? []));
  const { heading: name, lead } = kept.length > 0 && !open ? texts.voted : texts.listed;
  const title = make("h1", { tabindex: "-1" }, name);
  const link = make("a", { class: "govuk-button", href: votingAddress(look) }, texts.listed.vote);
  const now = open
    ? [paragraph(make("strong", {}, texts.listed.open)), buttons(link)]
    : kept.length > 0 ? [] : [paragraph(texts.listed.later)];
  return {
    heading: title,
    content: [
      notice("good", title, make("p", {}, lead)),
      make("div", { role: "status" }, ...now),
      ...receipts(texts, kept),
    ],
  };
}

function over({ texts }: Look, kept: readonly string[]): Scene {
  const words = texts.over;
  const shown = said({ what: words.heading, means: words.lead, step: "" }, "h1", "good");
  const after = kept.length === 0 ? [] : [paragraph(words.receipts), ...receipts(texts, kept)];
  return { heading: shown.heading, content: [...shown.content, ...after] };
}

function stopped({ texts }: Look, trouble: keyof ActivationTexts["troubles"]): Scene {
  const shown = said(texts.troubles[trouble], "h1");
  const reload = button(texts.stopped.reload, () => location.reload());
  const final = trouble === "erased";
  const content = [...shown.content, ...(final ? [] : [buttons(reload)])];
  return { heading: shown.heading, content };
}

/** What is said when nothing of any right is left to vote with. */
function failure({ texts }: Look, failed: readonly Failure[]): Scene {
  const [first, ...more] = failed;
  const shown = said(texts.failures[first ?? "late"], "h1");
  const others = more.flatMap((what) => said(texts.failures[what], "h2").content);
  return { heading: shown.heading, content: [...shown.content, ...others] };
}

/** Saving the code, what is kept, erasing it; below everything else. */
function extras({ texts, rights, lasting, booth, askToErase }: Look): HTMLElement[] {
  const { several, fleeting, save, kept } = texts;
  const starts = rights.map((right) => slipOf(right).code.split("-")[0] ?? "");
  const shown = make("div", {});
  const show = button(save.show, () => {
    shown.replaceChildren(...rights.map((right) => codeCard(texts, booth, right)));
    show.remove();
  }, "secondary");
  return [
    ...(rights.length > 1 ? [paragraph(make("strong", {}, several(starts.join(", "))))] : []),
    ...(lasting ? [] : said(fleeting, "h2").content),
    details(save.summary, paragraph(save.lead), buttons(show), shown),
    details(
      kept.summary,
      paragraph(kept.what),
      paragraph(kept.live),
      paragraph(kept.history),
      buttons(button(kept.erase, askToErase, "secondary")),
    ),
  ];
}

/** One code as on a slip, and as a QR code that opens the booth. */
function codeCard({ save }: ActivationTexts, booth: string, { slip }: KeptRight): HTMLElement {
  const address = new URL(`${booth.split("?")[0] ?? booth}#${slip}`, location.href).href;
  return make(
    "div",
    {},
    make("p", { class: "booth-receipt", dir: "ltr", translate: "no" }, slip),
    make("div", {}, qrPicture(address, save.qr)),
    paragraph(save.scan),
  );
}

function receipts({ receipts: name }: ActivationTexts, kept: readonly string[]): HTMLElement[] {
  if (kept.length === 0) return [];
  const lines = kept.map((receipt) =>
    make("p", { class: "booth-receipt", dir: "ltr", translate: "no" }, receipt),
  );
  return [make("h2", { class: "govuk-heading-m" }, name), ...lines];
}

/** Return a notice; a heading of the first order is that of the scene. */
function said(
  { what, means, step }: TroubleText,
  order: "h1" | "h2",
  kind: "bad" | "wait" | "good" = "bad",
  ...more: readonly string[]
): Scene & { readonly content: readonly HTMLElement[] } {
  const title = make(order, order === "h1" ? { tabindex: "-1" } : {}, what);
  const lines = [
    make("p", {}, means),
    ...(step === "" ? [] : [make("p", {}, make("strong", {}, step))]),
    ...more.map((text) => make("p", {}, text)),
  ];
  return { heading: title, content: [notice(kind, title, ...lines)] };
}

function bar(named: HTMLElement): HTMLProgressElement {
  return make("progress", { class: "booth-meter", "aria-label": named.textContent ?? "" });
}

function isLost({ boxes }: KeptRight): boolean {
  return boxes.every(({ state }) => ["late", "refused", "missing"].includes(state));
}
