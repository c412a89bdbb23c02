/** The answer: what was found, what it means, what to do; and what it does not show. */

import {
  button,
  buttons,
  details,
  facts,
  heading,
  notice,
  paragraph,
  type View,
} from "../../booth/views/parts.ts";
import type { SixWords } from "../../crypto/receipts.ts";
import { make } from "../../page/elements.ts";
import type { Language } from "../../page/language.ts";
import type { ReceiptTexts } from "../../texts/receipt.zh.ts";
import type { Answer, Finding, Look } from "../checking.ts";
import type { Obstacle } from "../obstacles.ts";

type Kind = "good" | "bad" | "wait";

const KINDS: { readonly [A in Answer]: Kind } = {
  counted: "good",
  found: "good",
  recorded: "wait",
  publishing: "wait",
  missing: "bad",
  false_signature: "bad",
  not_genuine: "bad",
  unknown: "bad",
  no_vote: "good",
  no_vote_yet: "wait",
  voted: "wait",
  not_listed: "bad",
  other_class: "bad",
};

/** Which explanation belongs to which answer. */
const OF_SLIPS: readonly Answer[] = ["no_vote", "no_vote_yet", "voted", "not_listed"];
const WHILE_OPEN: readonly Answer[] = ["recorded", "publishing"];
const ON_A_LIST: readonly Answer[] = ["counted", "found", "false_signature"];
/** After these the voter needs the receipt itself. */
const KEEP: readonly Answer[] = ["missing", "false_signature", "recorded", "publishing"];

const NEEDED_SIGNATURES = 2;

export interface AnswerOptions {
  readonly texts: ReceiptTexts;
  readonly language: Language;
  readonly finding: Finding;
  /** What was asked about, where that was a receipt. */
  readonly receipt: string | undefined;
  readonly again: () => void;
  readonly another: () => void;
}

export function answerView(options: AnswerOptions): View {
  const { texts, language, finding, receipt, again, another } = options;
  const { answer, looks } = finding;
  const title = make("h1", { tabindex: "-1" });
  const but = provisos(texts, finding).join(" ");
  const spoilt = KINDS[answer] === "good" && but !== "";
  const kind = spoilt ? "wait" : KINDS[answer];
  const told = texts.answers[answer];
  const later = kind === "wait" && answer !== "voted";
  return {
    heading: title,
    content: [
      verdict(spoilt ? { ...told, step: but } : told, kind, title),
      ...notes(texts, finding).map(strong),
      ...(spoilt || but === "" ? [] : [strong(but)]),
      ...nearPart(texts, finding),
      ...(KEEP.includes(answer) ? evidence(texts, receipt) : []),
      factsPart(texts, finding),
      ...(looks.some(({ use }) => use !== undefined) ? boxesPart(texts, finding) : []),
      buttons(
        ...(later ? [button(texts.again, again)] : []),
        button(texts.another, another, "secondary"),
      ),
      meaningPart(texts, answer, looks),
      wordsPart(texts, language, finding),
    ],
  };
}

export interface ObstacleOptions {
  readonly texts: ReceiptTexts;
  readonly obstacle: Obstacle;
  readonly receipt: string | undefined;
  readonly again: () => void;
  readonly another: () => void;
}

export function obstacleView(options: ObstacleOptions): View {
  const { texts, obstacle, receipt, again, another } = options;
  const title = make("h1", { tabindex: "-1" });
  return {
    heading: title,
    content: [
      verdict(texts.obstacles[obstacle], "bad", title),
      ...(obstacle === "not_authentic" ? evidence(texts, receipt) : []),
      buttons(button(texts.again, again), button(texts.another, another, "secondary")),
      paragraph(texts.code, make("code", {}, obstacle)),
    ],
  };
}

export function busyView(texts: ReceiptTexts): View {
  const title = heading(texts.busy.heading);
  const meter = make("progress", { class: "booth-meter", "aria-label": texts.busy.progress });
  return { heading: title, content: [title, paragraph(texts.busy.lead), meter] };
}

function verdict(
  { what, means, step }: { readonly what: string; readonly means: string; readonly step: string },
  kind: Kind,
  title: HTMLElement,
): HTMLElement {
  title.append(what);
  return notice(kind, title, make("p", {}, means), make("p", {}, make("strong", {}, step)));
}

function strong(text: string): HTMLElement {
  return paragraph(make("strong", {}, text));
}

/** Return what else has to be known. */
function notes(texts: ReceiptTexts, { answer, test }: Finding): string[] {
  return [
    ...(test ? [texts.notes.test] : []),
    ...(answer === "found" ? [texts.notes.noSignature] : []),
  ];
}

/** Return what a good answer is not yet good for; most of it is said of a slip box by box. */
function provisos(texts: ReceiptTexts, { answer, looks }: Finding): string[] {
  if (answer === "no_vote") return looks.some(isUnsigned) ? [texts.notes.unsigned] : [];
  return looks.filter(({ use }) => use === undefined).flatMap((look) => boxNotes(texts, look));
}

function boxNotes({ notes: words }: ReceiptTexts, look: Look): string[] {
  if (look.state === "annulled" && look.published !== undefined) return [words.annulled];
  return [
    ...(look.state === "sealed" ? [words.sealed] : []),
    ...(isUnsigned(look) ? [words.unsigned] : []),
  ];
}

/** Return whether a list still lacks a scrutineer's signature: others may be shown another one. */
function isUnsigned({ published }: Look): boolean {
  return published !== undefined && published.signedBy.length < NEEDED_SIGNATURES;
}

/** Return the receipt itself, to be kept: it stands in no address any more. */
function evidence({ facts: words }: ReceiptTexts, receipt: string | undefined): HTMLElement[] {
  if (receipt === undefined) return [];
  return [make("h2", { class: "govuk-heading-m" }, words.receipt), code(receipt)];
}

function nearPart(texts: ReceiptTexts, { near }: Finding): HTMLElement[] {
  return near === undefined ? [] : [paragraph(texts.near), code(near)];
}

function code(text: string): HTMLElement {
  return make("p", { class: "booth-receipt", dir: "ltr", translate: "no" }, text);
}

function factsPart({ facts: words }: ReceiptTexts, finding: Finding): HTMLElement {
  const [look] = finding.looks;
  const one = look?.use === undefined ? look : undefined;
  const list = facts(
    [words.meeting, finding.meeting],
    ...(one?.title === undefined ? [] : ([[words.item, one.title]] as const)),
    ...listFacts(words, one),
  );
  if (finding.tracker !== undefined) list.append(trackerFact(words, finding.tracker));
  return list;
}

function listFacts(
  words: ReceiptTexts["facts"],
  look: Look | undefined,
): (readonly [string, string])[] {
  if (look?.published === undefined) return [];
  const { trackers, signedBy } = look.published;
  return [
    [words.ballots, words.count(trackers.length)],
    [words.signed, words.names(signedBy)],
  ];
}

function trackerFact(words: ReceiptTexts["facts"], tracker: string): HTMLElement {
  const value = make("dd", { dir: "ltr", translate: "no" }, tracker);
  const row = make("div", { class: "booth-fact booth-fact--code" });
  row.append(make("dt", {}, words.tracker), value);
  return row;
}

/** Return what became of a slip, box by box. */
function boxesPart(texts: ReceiptTexts, { looks, unopened = 0 }: Finding): HTMLElement[] {
  const words = texts.facts;
  const boxes = looks.flatMap((look) => {
    const use = look.use === undefined ? "" : texts.uses[look.use];
    const list = facts(
      [words.item, called(texts, look)],
      [words.slip, use],
      ...listFacts(words, look),
    );
    if (look.tracker !== undefined) list.append(trackerFact(words, look.tracker));
    return [list, ...boxNotes(texts, look).map(strong)];
  });
  const never = unopened - looks.filter(({ use }) => use === "unopened").length;
  return [
    make("h2", { class: "govuk-heading-m" }, words.boxes),
    ...boxes,
    ...(never > 0 ? [paragraph(words.unopened(never))] : []),
  ];
}

function called({ facts: words }: ReceiptTexts, { title }: Look): string {
  return title ?? words.spare;
}

function meaningPart(texts: ReceiptTexts, answer: Answer, looks: readonly Look[]): HTMLElement {
  const words = texts.meaning;
  const archives = looks.flatMap((look) =>
    look.published === undefined
      ? []
      : [archiveLink(words.archive(called(texts, look)), look.published.uuid)],
  );
  return details(
    words.summary,
    ...words[explained(answer)].map((text) => make("p", {}, text)),
    ...(archives.length === 0 ? [] : [make("p", {}, words.self), ...archives]),
  );
}

function explained(answer: Answer): "slip" | "open" | "counted" | "missing" | "absent" {
  if (OF_SLIPS.includes(answer)) return "slip";
  if (WHILE_OPEN.includes(answer)) return "open";
  if (ON_A_LIST.includes(answer)) return "counted";
  return answer === "missing" ? "missing" : "absent";
}

function archiveLink(text: string, uuid: string): HTMLElement {
  const address = `/api/v1/boxes/${uuid}/archive`;
  const link = make("a", { class: "govuk-link", href: address, download: `${uuid}.bel` }, text);
  return make("p", {}, link);
}

/** Return the words to compare with the hall: of the meeting, and of each closing record. */
function wordsPart(
  texts: ReceiptTexts,
  language: Language,
  { words: ofMeeting, looks }: Finding,
): HTMLElement {
  const words = texts.meaning;
  const closing = looks.flatMap((look) =>
    look.published === undefined
      ? []
      : wordList(words.closingWords(called(texts, look)), look.published.words, language),
  );
  return details(words.words, ...wordList(words.meetingWords, ofMeeting, language), ...closing);
}

function wordList(name: string, words: SixWords, language: Language): HTMLElement[] {
  const lists = (["zh", "en"] as const).map((one) => {
    const lang = one === "zh" ? "zh-Hans" : "en";
    const list = words[one].map((word) => make("li", {}, word));
    return make("ol", { class: "booth-words", lang, translate: "no" }, ...list);
  });
  if (language === "en") lists.reverse();
  return [make("p", { class: "booth-words__name" }, name), ...lists];
}
