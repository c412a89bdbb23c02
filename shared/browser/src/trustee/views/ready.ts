/** A key that is ready: what is due now, and a rehearsal. */
import { button, details, heading, notice, paragraph } from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import { field } from "../../page/fields.ts";
import { type Done, owes, type ShownBoard, type ShownDuties, type ShownRehearsal } from "../shown.ts";
import { type Hindered, hindranceNamed } from "../troubles.ts";
import { awaitedLine } from "./ceremony.ts";
import { boxPart, type Decrypt, roundsPart } from "./boxes.ts";
import { openForm } from "./keys.ts";
import { formOf, hitchBox, progressTable, type Speech, type View } from "./parts.ts";

export interface ReadyOptions extends Speech {
  readonly board: ShownBoard;
  readonly duties: ShownDuties;
  readonly number: number;
  /** Whether the key is open. */
  readonly held: boolean;
  /** What is said of keys that are reported lost. */
  readonly losses: readonly HTMLElement[];
  readonly open: (file: string, passphrase: string) => Promise<Hindered | undefined>;
  readonly rehearse: (meeting: string) => Promise<Hindered | undefined>;
  readonly decrypt: Decrypt;
}

/** Return the view of a finished key. */
export function readyView(options: ReadyOptions): View {
  const { texts, held, duties, number } = options;
  const words = texts.ready;
  const gone = !held && duties.lost.some((one) => one.number === number);
  const title = heading(gone ? texts.lost.mine : words.heading);
  const due = duties.rehearsals.filter(({ done }) => owes(done, number));
  const past = duties.rehearsals.filter(({ done }) => !owes(done, number));
  return {
    heading: title,
    content: [
      title,
      ...options.losses,
      ...(duties.asked_refused === null
        ? []
        : [hitchBox(texts, hindranceNamed(duties.asked_refused))]),
      ...(held ? [opened(options)] : []),
      ...(gone ? goneParts(options) : dueParts(options, due)),
      ...(held ? [otherMeeting(options)] : []),
      ...pastParts(options, past),
    ],
  };
}

function opened({ texts }: ReadyOptions): HTMLElement {
  const { checked, copies } = texts.ready;
  const box = notice("good", undefined, make("p", {}, make("strong", {}, checked)), make("p", {}, copies));
  box.setAttribute("role", "status");
  return box;
}

/** Return what can be done without the key: look on, or open its file if it turned up. */
function goneParts(options: ReadyOptions): HTMLElement[] {
  const words = options.texts.ready;
  const check = details(words.check, paragraph(words.openLead), openForm(options));
  return [...listedBoxes(options), check];
}

/** Return the boxes under a heading of their own. */
function listedBoxes(options: ReadyOptions): HTMLElement[] {
  const { boxes } = options.texts.ready;
  const parts = boxParts(options);
  return parts.length === 0 ? [] : [make("h2", { class: "govuk-heading-m" }, boxes), ...parts];
}

/** Return what is said of each box that waits for shares. */
function boxParts(options: ReadyOptions): HTMLElement[] {
  const { boxes } = options.duties;
  const decrypt = options.held ? options.decrypt : undefined;
  const given = { ...options, ...options.board, decrypt };
  return [...roundsPart(given, boxes), ...boxes.map((box) => boxPart(given, box))];
}

/** Return what is to be done now, or that there is nothing. */
function dueParts(options: ReadyOptions, due: readonly ShownRehearsal[]): HTMLElement[] {
  const { texts, held } = options;
  const words = texts.ready;
  const waits = options.duties.boxes.filter(
    ({ shares, enough }) => enough && !shares.includes(options.number),
  );
  if (due.length === 0 && waits.length === 0) {
    const idle = paragraph(words.idle);
    const check = details(words.check, paragraph(words.openLead), openForm(options));
    return [idle, ...listedBoxes(options), ...(held ? [] : [check])];
  }
  const head = make("h2", { class: "govuk-heading-m" }, words.due);
  if (!held) {
    const list = make("ul", { class: "govuk-list" }, ...due.map((one) => make("li", {}, ...called(options, one))));
    const first = make("h3", { class: "govuk-heading-s" }, words.openFirst);
    return [head, list, ...boxParts(options), first, paragraph(words.openLead), openForm(options)];
  }
  const lead = due.length === 0 ? [] : [paragraph(words.rehearseLead)];
  return [head, ...lead, ...due.map((one) => rehearsalForm(options, one)), ...boxParts(options)];
}

/** Return what a rehearsal is called: by the meeting's title, its number small beneath. */
function called({ texts }: Speech, { meeting, title }: ShownRehearsal): (string | HTMLElement)[] {
  const words = texts.ready;
  if (title === null) return [words.rehearse(meeting)];
  return [words.rehearse(title), make("br"), make("small", {}, words.numbered(meeting))];
}

function rehearsalForm(options: ReadyOptions, rehearsal: ShownRehearsal): HTMLElement {
  const words = options.texts.ready;
  return formOf({
    ...options,
    fields: [make("h3", { class: "govuk-heading-s" }, ...called(options, rehearsal))],
    go: words.rehearseGo,
    working: options.texts.loading.heading,
    missing: () => [],
    act: () => options.rehearse(rehearsal.meeting),
  });
}

function otherMeeting(options: ReadyOptions): HTMLElement {
  const words = options.texts.ready;
  const typed = make("input", { id: "meeting", class: "govuk-input", autocomplete: "off" });
  const form = formOf({
    ...options,
    fields: [field(typed, words.otherLabel, words.otherHint)],
    go: words.otherGo,
    working: options.texts.loading.heading,
    secondary: true,
    missing: () => (typed.value.trim() === "" ? [{ text: words.otherEmpty, field: typed }] : []),
    act: () => options.rehearse(typed.value.trim()),
  });
  return details(words.other, form);
}

function pastParts(options: ReadyOptions, past: readonly ShownRehearsal[]): HTMLElement[] {
  if (past.length === 0) return [];
  const done = past.map((one) => make("li", {}, "✓ ", ...called(options, one)));
  return [
    make("h2", { class: "govuk-heading-m" }, options.texts.ready.rehearsed),
    make("ul", { class: "govuk-list" }, ...done),
  ];
}

/** What is seen of a rehearsal. */
export interface RehearsingOptions extends Speech {
  readonly board: ShownBoard;
  readonly number: number;
  readonly meeting: string;
  /** The meeting's; null as long as it is not known. */
  readonly title: string | null;
  readonly done: Done;
  readonly proved: boolean;
  readonly back: () => void;
}

/** Return the view of a rehearsal in which this trustee has done what it could. */
export function rehearsingView(options: RehearsingOptions): View {
  const { texts, board, meeting, done, proved, number } = options;
  const words = texts.rehearsing;
  const title = heading(texts.ready.rehearse(options.title ?? meeting));
  const over = board.names.every((_, i) => !owes(done, i + 1));
  const told = over ? words.all : proved ? words.proved : words.going;
  const box = notice(over || proved ? "good" : "wait", undefined, make("p", {}, make("strong", {}, told)));
  box.setAttribute("role", "status");
  return {
    heading: title,
    content: [
      title,
      ...(options.title === null ? [] : [paragraph(texts.ready.numbered(meeting))]),
      box,
      ...awaitedLine(options, board.names, done),
      progressTable(options, texts.progress.rehearsal, board.names, done, number),
      button(words.back, options.back, "secondary"),
    ],
  };
}
