/** What the views of the booth are made of: headings, buttons, notices, the five steps. */

import { make } from "../../page/elements.ts";
import type { Texts } from "../../texts/zh.ts";

/** One screen of the booth: what to show, and the heading that gets the focus. */
export interface View {
  readonly heading: HTMLElement;
  readonly content: readonly Element[];
  /** Called once the content stands in the page. */
  readonly shown?: () => void;
  /** Called when another view takes its place. */
  readonly gone?: () => void;
}

/** Return the heading of a view. */
export function heading(text: string): HTMLHeadingElement {
  return make("h1", { class: "govuk-heading-l", tabindex: "-1" }, text);
}

export function paragraph(...children: readonly (Node | string)[]): HTMLParagraphElement {
  return make("p", { class: "govuk-body" }, ...children);
}

/** Return a button; `kind` is the modifier of its class. */
export function button(
  text: string,
  act: () => void,
  kind: "" | "secondary" = "",
): HTMLButtonElement {
  const classes = kind === "" ? "govuk-button" : `govuk-button govuk-button--${kind}`;
  const made = make("button", { type: "button", class: classes }, text);
  made.addEventListener("click", act);
  return made;
}

const DEAF_MS = 350;

/** Let `control` feel no tap for a moment: the second of a hasty finger was for what was before. */
export function notAtOnce(control: HTMLElement): void {
  control.style.pointerEvents = "none";
  setTimeout(() => (control.style.pointerEvents = ""), DEAF_MS);
}

/** Return buttons one below the other, the one that leads on first. */
export function buttons(...made: readonly HTMLElement[]): HTMLDivElement {
  return make("div", { class: "booth-buttons" }, ...made);
}

/** Return the words that are read from a step away: NOT CAST, CAST. */
export function status(text: string, kind: "not-cast" | "cast"): HTMLHeadingElement {
  return make("h1", { class: `voter-status voter-status--${kind}`, tabindex: "-1" }, text);
}

const SIGNS = { good: "✓", bad: "✕", wait: "…" };

/** Return a box that says one thing; twin of `notice` in templates/macros/notices.html. */
export function notice(
  kind: keyof typeof SIGNS,
  title: HTMLElement | undefined,
  ...children: readonly (Node | string)[]
): HTMLDivElement {
  const box = make("div", { class: `voter-notice voter-notice--${kind}` });
  if (title !== undefined) {
    title.classList.add("voter-notice__heading");
    title.prepend(make("span", { class: "voter-sign", "aria-hidden": "true" }, SIGNS[kind]));
    box.append(title);
  }
  box.append(...children);
  return box;
}

/** One line of an error summary, and where it leads. */
export interface Fault {
  readonly text: string;
  readonly field: HTMLElement;
}

/** Return GOV.UK's error summary: what is missing, each line a link to its field. */
export function errorSummary(title: string, faults: readonly Fault[]): HTMLDivElement {
  const lines = faults.map(({ text, field }) => {
    const link = make("a", { href: `#${field.id}` }, text);
    link.addEventListener("click", (event) => {
      event.preventDefault(); // the address must stay as it is
      field.focus();
    });
    return make("li", {}, link);
  });
  return make(
    "div",
    { class: "govuk-error-summary", tabindex: "-1", role: "alert" },
    make("h2", { class: "govuk-error-summary__title" }, title),
    make("ul", { class: "govuk-list govuk-error-summary__list" }, ...lines),
  );
}

/** Return a part that opens when it is asked for. */
export function details(
  summary: string,
  ...children: readonly (Node | string)[]
): HTMLDetailsElement {
  return make(
    "details",
    { class: "govuk-details" },
    make(
      "summary",
      { class: "govuk-details__summary" },
      make("span", { class: "govuk-details__summary-text" }, summary),
    ),
    make("div", { class: "govuk-details__text" }, ...children),
  );
}

/** Return a list of terms and what they are. */
export function facts(...pairs: readonly (readonly [string, string])[]): HTMLDListElement {
  const rows = pairs.map(([term, value]) =>
    make("div", { class: "booth-fact" }, make("dt", {}, term), make("dd", {}, value)),
  );
  return make("dl", { class: "booth-facts" }, ...rows);
}

/** Return the five steps with the present one marked; `place` counts from 0. */
export function stepBar({ steps }: Texts, place: number): HTMLElement {
  const items = steps.names.map((name, i) => {
    const state = i < place ? "done" : i === place ? "now" : "ahead";
    const number = make("span", { class: "booth-step__number" }, i < place ? "✓" : `${i + 1}`);
    const label = make("span", { class: "booth-step__name" }, name);
    const current = i === place ? "step" : undefined;
    const attributes = { class: `booth-step booth-step--${state}`, "aria-current": current };
    return make("li", attributes, number, label);
  });
  return make("nav", { "aria-label": steps.label }, make("ol", { class: "booth-steps" }, ...items));
}

/** A long list that is still being made. */
export interface Filling {
  /** Return when the line number `i` stands in the page. */
  reach(i: number): Promise<void>;
  stop(): void;
}

const AT_ONCE = 12;

/**
 * Add what `makeOne` makes of each number below `count` to `parent`, a few at a time with a breath
 * between, so that the page stays free however long the list is.
 */
export function fill(
  parent: HTMLElement,
  count: number,
  makeOne: (i: number) => HTMLElement,
): Filling {
  let made = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waiting: { readonly line: number; readonly resolve: () => void }[] = [];
  const goOn = (): void => {
    const until = Math.min(count, made + AT_ONCE);
    const piece: HTMLElement[] = [];
    for (; made < until; made++) piece.push(makeOne(made));
    parent.append(...piece);
    for (const { line, resolve } of waiting) if (line < made) resolve();
    if (made < count) timer = setTimeout(goOn, 0);
  };
  goOn();
  return {
    reach: (line) =>
      line < made
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ line, resolve })),
    stop: () => clearTimeout(timer),
  };
}
