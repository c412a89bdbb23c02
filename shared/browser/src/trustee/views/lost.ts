/** Keys that are lost: what that means, what still works, and where it is reported. */
import { details, notice, paragraph } from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import type { ShownBoard, ShownLoss } from "../shown.ts";
import { type Speech, wayTo } from "./parts.ts";

/** Whose page it is, of which board. */
export interface LostOptions extends Speech {
  /** The board's id. */
  readonly id: string;
  readonly board: ShownBoard;
  readonly number: number;
  readonly lost: readonly ShownLoss[];
}

/** Return what to do when a computer or a file is lost: it stands below every screen. */
export function lostPart(options: LostOptions): HTMLElement {
  const { texts, board, number } = options;
  const { lost } = texts;
  const [size, threshold] = [board.names.length, board.threshold];
  const told = [lost.others(threshold, size), lost.tell, lost.copy, lost.many(threshold)];
  const known = options.lost.some((one) => one.number === number);
  const way = board.ready && !known ? [wayTo(`${keysOf(options)}/${number}/lost`, lost.report)] : [];
  const more = details(lost.summary, ...told.map((text) => paragraph(text)));
  return make("div", { class: "trustee-lost" }, more, ...way);
}

/** Return what is said of the keys that are reported lost; nothing if there are none. */
export function lossParts(options: LostOptions): HTMLElement[] {
  const { texts, board, number, lost } = options;
  if (lost.length === 0) return [];
  const words = texts.lost;
  const numbers = new Set(lost.map((one) => one.number));
  const named = (is: boolean): string =>
    board.names.filter((_, i) => numbers.has(i + 1) === is).join(texts.waiting.and);
  const left = board.names.length - numbers.size;
  const enough = left >= board.threshold;
  const own = lost.find((one) => one.number === number);
  const still = enough
    ? words.goesOn(named(false), board.threshold)
    : words.tooFew(left, board.threshold);
  const onlyOwn = own !== undefined && lost.length === 1; // the page's heading says it
  const box = notice(
    enough ? "wait" : "bad",
    onlyOwn ? undefined : make("h2", {}, words.named(named(true))),
    ...lost.map((one) =>
      make("p", {}, words.said(board.names[one.number - 1] ?? "", one.at, one.by)),
    ),
    ...(own === undefined ? [] : [make("p", {}, words.what)]),
    make("p", {}, make("strong", {}, still)),
    make("p", {}, words.next),
  );
  return own === undefined ? [box] : [box, wayTo(keysOf(options), words.found)];
}

function keysOf({ id }: LostOptions): string {
  return `/boards/${encodeURIComponent(id)}/keys`;
}
