/** What is seen on the page of an invitation. */

import { make } from "../page/elements.ts";
import type { Language } from "../page/language.ts";
import type { Scene } from "../page/screen.ts";
import { wordList } from "../booth/views/entering.ts";
import {
  button,
  buttons,
  details,
  facts,
  heading,
  notice,
  paragraph,
} from "../booth/views/parts.ts";
import type { InvitationTexts } from "../texts/invitation.zh.ts";
import type { Invitation } from "./invitation.ts";
import type { Invitee, Step } from "./invitee.ts";
import type { Trouble } from "./troubles.ts";

/** What the scenes need of the page. */
export interface Look {
  readonly texts: InvitationTexts;
  readonly language: Language;
  readonly invitee: Invitee;
  /** Leads to the box's page with the right. */
  readonly handOver: (right: string) => void;
}

type Of<A extends Step["at"]> = Extract<Step, { at: A }>;

/** Troubles that may pass, so that looking again is worth it. */
const MAY_PASS: readonly Trouble[] = ["no_network", "busy", "internal"];
/** Troubles of somebody whose right may be at the box, in this very browser. */
const AT_THE_BOX: readonly Trouble[] = ["already", "already_over"];

/** What is nobody's fault and needs no red box. */
const CALM: readonly Trouble[] = ["too_late", "has_slip", "ended", ...AT_THE_BOX];

/** Return what is seen now. */
export function sceneOf(look: Look): Scene {
  const { step, invitation } = look.invitee;
  if (step.at === "waiting") return waiting(look, step);
  if (step.at === "collecting") return collecting(look, step);
  if (step.at === "unsure") return unsure(look);
  if (step.at === "ready") return ready(look, step);
  if (step.at === "stopped") return stopped(look, step.trouble);
  if (invitation === undefined || step.at === "looking") return looking(look);
  return step.at === "greeting" ? greeting(look, invitation) : words(look, invitation);
}

/** Return how far the signatures are, to be shown without making the scene again. */
export function stageText({ collecting: { stages } }: InvitationTexts, step: Step): string {
  return step.at === "collecting" ? stages[step.stage](step.done, step.total) : "";
}

function looking({ texts }: Look): Scene {
  const title = heading(texts.looking.heading);
  return { heading: title, content: [title, paragraph(texts.looking.lead), bar(title)] };
}

function waiting({ texts, invitee }: Look, { name }: Of<"waiting">): Scene {
  const said = texts.waiting;
  const title = make("h1", { tabindex: "-1" }, said.heading);
  const box = notice(
    "wait",
    title,
    make("p", {}, said.lead),
    make("p", {}, make("strong", {}, said.keep)),
  );
  const look = button(said.look, () => void invitee.look(), "secondary");
  return { heading: title, content: [paragraph(said.hello(name)), box, buttons(look)] };
}

function greeting({ texts, invitee }: Look, invitation: Invitation): Scene {
  const said = texts.greeting;
  const title = heading(said.heading(invitation.name));
  const steps = said.steps.map((text) => make("li", {}, text));
  return {
    heading: title,
    content: [
      title,
      facts(
        [said.meeting, invitation.manifest.title],
        [said.name, invitation.name],
        [said.electorate, invitation.electorate],
      ),
      paragraph(said.lead),
      make("ol", { class: "govuk-list govuk-list--number voter-steps" }, ...steps),
      buttons(
        button(said.yes, () => invitee.greet()),
        button(said.no, () => invitee.notMe(), "secondary"),
      ),
      details(said.secretSummary, make("p", {}, said.secret), make("p", {}, said.live)),
    ],
  };
}

function words({ texts, language, invitee }: Look, invitation: Invitation): Scene {
  const said = texts.words;
  const title = heading(said.heading);
  const other = language === "zh" ? "en" : "zh";
  const large = "booth-words booth-words--large";
  return {
    heading: title,
    content: [
      title,
      paragraph(said.lead),
      wordList(said.ours, invitation.words[language], language, large),
      wordList(said.others, invitation.words[other], other, "booth-words"),
      paragraph(said.once),
      buttons(
        button(said.same, () => void invitee.collect()),
        button(said.differ, () => invitee.differ(), "secondary"),
      ),
    ],
  };
}

function collecting({ texts }: Look, step: Of<"collecting">): Scene {
  const said = texts.collecting;
  const title = heading(said.heading);
  const told = make("p", { class: "govuk-body", id: "stage", role: "status" });
  told.textContent = stageText(texts, step);
  const keep = paragraph(make("strong", {}, said.keep));
  return { heading: title, content: [title, keep, bar(title), told] };
}

function unsure({ texts, invitee }: Look): Scene {
  const said = texts.unsure;
  const title = make("h1", { tabindex: "-1" }, said.heading);
  const lines = [make("p", {}, said.means), make("p", {}, make("strong", {}, said.step))];
  const again = button(said.again, () => invitee.again());
  return { heading: title, content: [notice("wait", title, ...lines), buttons(again)] };
}

function ready({ texts, invitee, handOver }: Look, { right, fresh }: Of<"ready">): Scene {
  const said = texts.ready;
  const title = make("h1", { tabindex: "-1" }, said.heading);
  const going = fresh ? [make("p", { role: "status" }, said.going)] : [];
  return {
    heading: title,
    content: [
      notice("good", title, make("p", {}, said.lead), ...going),
      buttons(button(said.go, () => handOver(right))),
      paragraph(said.warning),
      paragraph(said.doneLead),
      buttons(button(said.done, () => invitee.handedOver(), "secondary")),
    ],
  };
}

function stopped(look: Look, trouble: Trouble): Scene {
  const { what, means, step } = look.texts.troubles[trouble];
  const title = make("h1", { tabindex: "-1" }, what);
  const lines = [make("p", {}, means), make("p", {}, make("strong", {}, step))];
  const kind = CALM.includes(trouble) ? "wait" : "bad";
  return {
    heading: title,
    content: [
      notice(kind, title, ...lines),
      buttons(...ways(look, trouble)),
      paragraph(look.texts.stopped.code, make("code", {}, trouble)),
    ],
  };
}

function ways({ texts, language, invitee }: Look, trouble: Trouble): HTMLElement[] {
  const said = texts.stopped;
  const { invitation } = invitee;
  if (MAY_PASS.includes(trouble)) return [button(said.again, () => invitee.again())];
  if (trouble === "old_page") return [button(said.reload, () => location.reload())];
  if (invitation === undefined || ![...AT_THE_BOX, "browser"].includes(trouble)) return [];
  const { box, manifest } = invitation;
  const test = trouble === "browser";
  const path = test ? "check" : `a/${manifest.meeting}`;
  const attributes = { class: "govuk-button", href: `${box}/${path}?lang=${language}` };
  return [make("a", attributes, test ? said.test : said.box)];
}

function bar(named: HTMLElement): HTMLProgressElement {
  return make("progress", { class: "booth-meter", "aria-label": named.textContent ?? "" });
}
