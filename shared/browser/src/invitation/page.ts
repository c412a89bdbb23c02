/**
 * The page of an invitation: what its element tells it, and what the browser tells the page.
 *
 * The element carries `data-meeting` and `data-desk-keys`, as the booth's does.
 */
import { box as origin } from "../booth/asking.ts";
import { trustedKeys } from "../booth/entrance.ts";
import { byId, make } from "../page/elements.ts";
import { Screen } from "../page/screen.ts";
import { en } from "../texts/invitation.en.ts";
import { zh } from "../texts/invitation.zh.ts";
import { Blinder } from "../worker/blinder.ts";
import { Invitee, type Step } from "./invitee.ts";
import { Memory, tabShelf } from "./memory.ts";
import { sceneOf, stageText } from "./views.ts";

const pacing = {
  wait: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),
  chance: Math.random,
};

/** Open the page in `root`, with the secret from the address if there was one. */
export function openPage(root: HTMLElement, token: string | undefined): void {
  const meeting = root.dataset["meeting"] ?? "";
  const keys = trustedKeys(root.dataset["deskKeys"] ?? "");
  const screen = new Screen(root, { zh, en });
  let shown = "";
  const invitee: Invitee = new Invitee(
    {
      door: { ask: origin, keys, meeting, origin: location.origin, pacing },
      memory: new Memory(meeting, tabShelf()),
      blinding: () => new Blinder(),
      changed: () => changed(),
    },
    token,
  );
  const handOver = (right: string): void => {
    const box = invitee.invitation?.box;
    if (box !== undefined) location.assign(`${box}/a/${meeting}?lang=${screen.language}#${right}`);
  };
  function show(): void {
    const { texts, language } = screen;
    const { heading, content } = sceneOf({ texts, language, invitee, handOver });
    const rehearsal = invitee.invitation?.manifest.test === true;
    const above = rehearsal ? [make("p", { class: "booth-rehearsal" }, texts.rehearsal)] : [];
    const told = make("p", {
      class: "govuk-error-message booth-said",
      role: "status",
      id: "offline",
    });
    screen.show({ heading, content: [...above, told, ...content] });
  }
  function changed(): void {
    const { step, reached } = invitee;
    const seen = seenOf(step);
    if (seen !== shown) show();
    shown = seen;
    const stage = document.getElementById("stage");
    if (stage !== null) stage.textContent = stageText(screen.texts, step);
    byId("offline").textContent = reached ? "" : screen.texts.offline;
    if (step.at === "ready" && step.fresh) handOver(step.right);
  }
  screen.listen(() => {
    show();
    changed();
  });
  listen(invitee);
  changed();
  void invitee.look();
}

/** Another invitation in the same page begins again; the rest may be looked at anew. */
function listen(invitee: Invitee): void {
  addEventListener("online", () => invitee.wake());
  addEventListener("hashchange", () => {
    if (location.hash.length > 1 && location.hash !== "#main") location.reload();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
  addEventListener("beforeunload", (event) => {
    if (invitee.step.at === "collecting") event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") invitee.wake();
  });
}

/** What of a step makes another scene: progress alone does not. */
function seenOf(step: Step): string {
  return step.at === "collecting" ? step.at : JSON.stringify(step);
}
