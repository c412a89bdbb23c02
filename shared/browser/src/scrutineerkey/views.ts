/** What the page of a new scrutineer's key shows at each step. */
import { button, heading, notice, paragraph } from "../booth/views/parts.ts";
import { make } from "../page/elements.ts";
import { save } from "../page/saving.ts";
import type { Scene } from "../page/screen.ts";
import type { ScrutineerKeyTexts } from "../texts/scrutineerkey.zh.ts";
import { makingForm, savingView } from "../trustee/views/keys.ts";
import { hitchBox, wayTo } from "../trustee/views/parts.ts";
import type { KeyRoom } from "./room.ts";

const MINE = "/scrutineer-key";

/** Whose key it is to be, and the public key that is on record already. */
export interface Owner {
  readonly name: string;
  readonly replaces: string | null;
}

/** Return the view of the present step. */
export function viewOf(texts: ScrutineerKeyTexts, room: KeyRoom, owner: Owner): Scene {
  const { step } = room;
  switch (step.at) {
    case "beginning":
      return beginningView(texts, room, owner);
    case "saving":
      return savingView({
        texts,
        file: step.file,
        told: texts.saving.told,
        first: true,
        save: () => save(step.file.text, step.file.name),
        prove: (file, passphrase) => room.prove(file, passphrase ?? ""),
      });
    case "recording": {
      const title = heading(texts.recording.heading);
      return { heading: title, content: [title, paragraph(texts.recording.lead)] };
    }
    case "unrecorded": {
      const title = heading(texts.unrecorded.heading);
      return {
        heading: title,
        content: [
          title,
          hitchBox(texts, step.hindered),
          ...(step.hindered.hitch === "key_changed"
            ? []
            : [button(texts.unrecorded.again, () => void room.record(step.key))]),
          paragraph(texts.unrecorded.otherwise),
          keyPart(texts, step.key),
          wayTo(MINE, texts.recorded.back),
        ],
      };
    }
    case "recorded":
      return recordedView(texts, step.key);
  }
}

function beginningView(texts: ScrutineerKeyTexts, room: KeyRoom, owner: Owner): Scene {
  const words = texts.beginning;
  const title = heading(words.heading);
  return {
    heading: title,
    content: [
      title,
      paragraph(make("strong", {}, words.owner(owner.name))),
      paragraph(words.lead),
      ...(owner.replaces !== null ? [notice("wait", undefined, make("p", {}, words.replaces))] : []),
      makingForm({ texts, make: (passphrase) => room.make(passphrase) }),
    ],
  };
}

function recordedView(texts: ScrutineerKeyTexts, key: string): Scene {
  const words = texts.recorded;
  const title = heading(words.heading);
  const told = notice("good", undefined, make("p", {}, make("strong", {}, words.done)));
  told.setAttribute("role", "status");
  return {
    heading: title,
    content: [
      title,
      told,
      keyPart(texts, key),
      paragraph(words.copies),
      wayTo(MINE, words.back),
    ],
  };
}

/** Return the public key, whole, in groups that can be compared. */
function keyPart(texts: ScrutineerKeyTexts, key: string): HTMLElement {
  const spaced = make("code", { translate: "no" }, key.replace(/(.{8})(?=.)/g, "$1 "));
  return make(
    "dl",
    { class: "office-summary trustee-keys" },
    make(
      "div",
      { class: "office-summary__row" },
      make("dt", {}, texts.recorded.key),
      make("dd", {}, spaced),
    ),
  );
}
