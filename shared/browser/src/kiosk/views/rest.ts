/** Between two voters: the invitation to scan, or why nobody can vote now. */

import { make } from "../../page/elements.ts";
import type { Language } from "../../page/language.ts";
import type { Trouble } from "../../booth/troubles.ts";
import {
  button,
  buttons,
  details,
  heading,
  notice,
  type View,
} from "../../booth/views/parts.ts";
import { troubleNotice } from "../../booth/views/trouble.ts";
import type { KioskTexts } from "../../texts/kiosk.zh.ts";
import type { Texts } from "../../texts/zh.ts";
import type { Told } from "../kiosk.ts";
import type { Rest } from "../rules.ts";
import { sixWordList, staffButton } from "./parts.ts";

export interface RestOptions {
  readonly texts: Texts;
  readonly own: KioskTexts;
  readonly language: Language;
  /** Six, in `language`. */
  readonly words: readonly string[];
  readonly told: Told | undefined;
  readonly trouble: Trouble | undefined;
  /** Whether the camera was refused. */
  readonly refused: boolean;
  /** Absent where there is no camera. */
  readonly scan: (() => void) | undefined;
  readonly type: () => void;
  readonly end: () => void;
}

/** Scan your slip. */
export function invitingView(options: RestOptions): View {
  const { texts, own, told, trouble, refused, scan, type } = options;
  const words = own.rest;
  const title = make("h1", { class: "kiosk-invitation", tabindex: "-1" }, words.heading);
  const say = (text: string): HTMLElement =>
    notice("wait", undefined, make("p", { role: "alert" }, text));
  const said = [
    ...(trouble === undefined ? [] : [troubleNotice(texts, trouble)]),
    ...(told === "not_slip" ? [say(words.notSlip)] : []),
    ...(refused ? [say(texts.camera.refused)] : []),
  ];
  return {
    heading: title,
    content: [
      ...(said.length > 0 ? said : [slipPicture()]),
      title,
      make("p", { class: "govuk-body kiosk-centre" }, words.lead),
      make(
        "div",
        { class: "kiosk-ways" },
        ...(scan === undefined ? [] : [button(words.camera, scan, "secondary")]),
        button(words.type, type, "secondary"),
      ),
      ...foot(options),
    ],
  };
}

/** Nobody can vote now; the screen changes by itself. */
export function closedView(options: RestOptions, rest: Exclude<Rest, "open">): View {
  const { own, told } = options;
  const words = own.rest[rest];
  const title = heading(words.heading);
  const kind = rest === "offline" ? "bad" : "wait";
  const auto = rest === "ended" ? [] : [make("p", {}, own.rest.auto)];
  const said = make("p", { class: "govuk-body", role: "status" });
  if (told !== undefined) said.textContent = own.rest.notNow;
  return {
    heading: title,
    content: [notice(kind, title, make("p", {}, words.lead), ...auto), said, ...foot(options)],
  };
}

function foot({ texts, own, language, words, end }: RestOptions): Element[] {
  const lang = language === "zh" ? "zh-Hans" : "en";
  const { summary, kept, live } = texts.secrecy;
  return [
    details(summary, make("p", {}, kept), make("p", {}, live)),
    make("p", { class: "govuk-body kiosk-words__name" }, own.rest.words),
    sixWordList(words, lang, "kiosk-words"),
    staffButton(own, end),
  ];
}

/** Return `view` with one more button, below everything else. */
export function withWayOut<V extends View>(view: V, name: string, out: () => void): V {
  return { ...view, content: [...view.content, buttons(button(name, out, "secondary"))] };
}

const SVG = "http://www.w3.org/2000/svg";

/** A slip before a scanner; the words say the same. */
function slipPicture(): Element {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 120 72");
  picture.setAttribute("class", "kiosk-picture");
  picture.setAttribute("aria-hidden", "true");
  const paths: readonly (readonly [string, string])[] = [
    ["kiosk-picture__slip", "M34 4h52v64H34z"],
    ["kiosk-picture__code", "M44 14h12v12H44zM64 14h12v12H64zM44 34h12v12H44z"],
    ["kiosk-picture__code", "M64 34h5v5h-5zM71 41h5v5h-5z"],
    ["kiosk-picture__code", "M44 54h32v3H44zM44 60h22v3H44z"],
    ["kiosk-picture__beam", "M10 30h100"],
  ];
  for (const [name, drawn] of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", drawn);
    picture.append(path);
  }
  return picture;
}
