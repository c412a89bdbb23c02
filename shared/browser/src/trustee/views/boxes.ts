/** Decryption: a closed box is verified, its words compared with the hall's, the share given. */
import { button, heading, notAtOnce, notice, paragraph } from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import type { TrusteeProgress } from "../../worker/trusteemessages.ts";
import type { Confirming } from "../room.ts";
import type { ShownBox } from "../shown.ts";
import type { Hindered } from "../troubles.ts";
import { formOf, type Speech, type View, wayTo, wordsParts } from "./parts.ts";

export interface BoxOptions extends Speech {
  readonly names: readonly string[];
  readonly threshold: number;
  readonly number: number;
  /** Absent while the key file is not open. */
  readonly decrypt: Decrypt | undefined;
}

/** Verifies boxes; returns why that was not done. */
export type Decrypt = (boxes: readonly ShownBox[]) => Promise<Hindered | undefined>;

/** Return the way to give the shares of all boxes of a round at once, where there are several. */
export function roundsPart(options: BoxOptions, boxes: readonly ShownBox[]): HTMLElement[] {
  const { decrypt, number, texts } = options;
  if (decrypt === undefined) return [];
  const due = boxes.filter((box) => box.enough && !box.shares.includes(number));
  const rounds = new Map<string, ShownBox[]>();
  for (const box of due) {
    const round = JSON.stringify([box.meeting, box.round]);
    rounds.set(round, [...(rounds.get(round) ?? []), box]);
  }
  const several = Array.from(rounds.values()).filter((all) => all.length > 1);
  return several.map((all) =>
    formOf({
      ...options,
      fields: [paragraph(texts.ready.roundLead(all[0]?.title ?? ""))],
      go: texts.ready.roundGo(all.length),
      working: texts.loading.heading,
      missing: () => [],
      act: () => decrypt(all),
    }),
  );
}

/** Return what is said of a box that waits for shares, and the way to give one. */
export function boxPart(options: BoxOptions, box: ShownBox): HTMLElement {
  const { texts, names, threshold, number, decrypt } = options;
  const words = texts.ready;
  const named = (numbers: readonly number[]): string =>
    numbers.map((one) => names[one - 1] ?? String(one)).join(texts.waiting.and);
  const given = box.shares.length === 0 ? words.nobody : named(box.shares);
  const odd = [
    ...(box.at_fault.length === 0 ? [] : [paragraph(words.atFault(named(box.at_fault)))]),
    ...(box.refused.length === 0 ? [] : [paragraph(words.refused(named(box.refused)))]),
  ];
  const title = make("h3", { class: "govuk-heading-s" }, words.box(box.title, box.electorate));
  const own = box.shares.includes(number);
  const way =
    own || decrypt === undefined || !box.enough
      ? []
      : [
          paragraph(words.boxLead),
          formOf({
            ...options,
            fields: [],
            go: words.boxGo,
            working: texts.loading.heading,
            missing: () => [],
            act: () => decrypt([box]),
          }),
        ];
  const told = [
    ...(own ? [paragraph(`✓ ${words.boxDone}`)] : []),
    ...(box.enough ? [] : shutParts(options, box)),
  ];
  return make(
    "section",
    {},
    title,
    paragraph(words.boxShares(given, threshold)),
    ...odd,
    ...told,
    ...way,
  );
}

/** Return what is said of a box for which there can never be enough shares. */
function shutParts({ texts }: BoxOptions, { meeting, round }: ShownBox): HTMLElement[] {
  const page = `/rounds/${encodeURIComponent(meeting)}/${encodeURIComponent(round)}`;
  const { shut, shutWay } = texts.ready;
  return [notice("bad", undefined, make("p", {}, make("strong", {}, shut))), wayTo(page, shutWay)];
}

/** Return the view of a box that is being verified. */
export function countingView({ texts }: Speech, title: string, { done, total }: TrusteeProgress): View {
  const { counting } = texts;
  const head = heading(counting.heading(title));
  const bar = make("progress", {
    class: "trustee-bar",
    max: String(Math.max(total, 1)),
    value: String(done),
    "aria-label": counting.heading(title),
  });
  const told = total === 0 ? "" : counting.progress(done, total);
  return {
    heading: head,
    content: [head, paragraph(counting.lead), bar, make("p", { class: "govuk-body", role: "status" }, told)],
  };
}

/** Return the view in which the words of the closing record are compared with the hall's. */
export function confirmingView(
  speech: Speech,
  { now: { counted, electorate }, next, agreed }: Confirming,
  confirm: () => Promise<Hindered | undefined>,
  differ: () => void,
): View {
  const { confirming } = speech.texts;
  const [place, all] = [agreed.length + 1, agreed.length + 1 + next.length];
  const title = heading(confirming.heading + (all > 1 ? confirming.place(place, all) : ""));
  const form = formOf({
    ...speech,
    fields: [],
    go: confirming.same,
    working: confirming.working,
    missing: () => [],
    act: confirm,
  });
  notAtOnce(form); // a second tap on the box before would agree to words that nobody has seen
  return {
    heading: title,
    content: [
      title,
      paragraph(make("strong", {}, confirming.name(counted.title, electorate))),
      paragraph(confirming.lead(counted.ballots)),
      ...wordsParts(speech, counted.words),
      form,
      button(confirming.differ, differ, "secondary"),
    ],
  };
}

/** Return the view that says that the share was given. */
export function sharedView(
  { texts }: Speech,
  boxes: readonly string[],
  back: () => void,
): View {
  const { shared } = texts;
  const title = make("h1", { tabindex: "-1" }, shared.heading);
  return {
    heading: title,
    content: [notice("good", title, make("p", {}, shared.lead(boxes.join(texts.waiting.and)))), button(shared.back, back)],
  };
}
