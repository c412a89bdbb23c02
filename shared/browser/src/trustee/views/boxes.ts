/** Decryption: a closed box is verified, its words compared with the hall's, the share given. */
import { button, heading, notice, paragraph } from "../../booth/views/parts.ts";
import { make } from "../../page/elements.ts";
import type { TrusteeProgress } from "../../worker/trusteemessages.ts";
import type { Closing } from "../room.ts";
import type { ShownBox } from "../shown.ts";
import type { Hindered } from "../troubles.ts";
import { formOf, type Speech, type View, wordsParts } from "./parts.ts";

export interface BoxOptions extends Speech {
  readonly names: readonly string[];
  readonly threshold: number;
  readonly number: number;
  /** Absent while the key file is not open. */
  readonly decrypt: ((uuid: string, title: string) => Promise<Hindered | undefined>) | undefined;
}

/** Return what is said of a box that waits for shares, and the way to give one. */
export function boxPart(options: BoxOptions, box: ShownBox): HTMLElement {
  const { texts, names, threshold, number, decrypt } = options;
  const words = texts.ready;
  const named = (numbers: readonly number[]): string =>
    numbers.map((one) => names[one - 1] ?? String(one)).join(texts.waiting.and);
  const given = box.shares.length === 0 ? words.nobody : named(box.shares);
  const odd = box.at_fault.length === 0 ? [] : [paragraph(words.atFault(named(box.at_fault)))];
  const title = make("h3", { class: "govuk-heading-s" }, words.box(box.title, box.electorate));
  const own = box.shares.includes(number);
  const way =
    own || decrypt === undefined
      ? []
      : [
          paragraph(words.boxLead),
          formOf({
            ...options,
            fields: [],
            go: words.boxGo,
            working: texts.loading.heading,
            missing: () => [],
            act: () => decrypt(box.uuid, box.title),
          }),
        ];
  const told = own ? [paragraph(`✓ ${words.boxDone}`)] : [];
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
  { counted }: Closing,
  confirm: () => Promise<Hindered | undefined>,
  differ: () => void,
): View {
  const { confirming } = speech.texts;
  const title = heading(confirming.heading);
  const form = formOf({
    ...speech,
    fields: [],
    go: confirming.same,
    working: confirming.working,
    missing: () => [],
    act: confirm,
  });
  return {
    heading: title,
    content: [
      title,
      paragraph(make("strong", {}, counted.title)),
      paragraph(confirming.lead(counted.ballots)),
      ...wordsParts(speech, counted.words),
      form,
      button(confirming.differ, differ, "secondary"),
    ],
  };
}

/** Return the view that says that the share was given. */
export function sharedView({ texts }: Speech, box: string, back: () => void): View {
  const { shared } = texts;
  const title = make("h1", { tabindex: "-1" }, shared.heading);
  return {
    heading: title,
    content: [notice("good", title, make("p", {}, shared.lead(box))), button(shared.back, back)],
  };
}
